// Changes go to the server one after another; each answer is how things stand then.
import { useCallback, useRef, useState } from "react";

const OFFLINE = "No connection, so this was not changed. Try again when it is back.";
const SIGNED_OUT = "You have been signed out. Sign in in another tab and try again.";
const BROKEN = "This did not work, and nothing was changed. Try again in a moment.";
const UNAUTHORIZED = 401;
const TOO_MANY = 429;

async function post(url, fields) {
  const body = new URLSearchParams(fields);
  const answer = await fetch(url, { method: "POST", headers: { accept: "application/json" }, body });
  if (answer.ok) return { value: await answer.json() };
  if (answer.status === UNAUTHORIZED) return { refused: { detail: SIGNED_OUT, field: "" } };
  const known = answer.status < 500 && answer.headers.get("content-type")?.includes("problem+json");
  const said = known ? await answer.json() : {};
  return { refused: { detail: said.detail || BROKEN, field: answer.headers.get("x-field") || "" } };
}

export async function send(url, fields) {
  try {
    return await post(url, fields);
  } catch {
    return { refused: { detail: OFFLINE, field: "" } };
  }
}

/**
 * Returns [change, busy, trouble, clear]. `change(url, fields)` waits for its turn; `show` gets what
 * is answered. What is refused is said in `trouble`, unless whoever asks says it (`quiet`); `again`
 * then reads how things really stand.
 */
export function useChanges(show, again) {
  const line = useRef(Promise.resolve());
  const waiting = useRef(0);
  const [busy, setBusy] = useState(false);
  const [trouble, setTrouble] = useState(null);

  const change = useCallback(
    (url, fields, quiet = false) => {
      waiting.current += 1;
      setBusy(true);
      setTrouble(null);
      const turn = line.current.then(async () => {
        const { value, refused } = await send(url, fields);
        waiting.current -= 1;
        if (refused && !quiet) setTrouble(refused);
        // What was asked for meanwhile is not put back by an older answer.
        if (value && waiting.current === 0) show(value);
        if (refused && waiting.current === 0 && again) await again();
        if (waiting.current === 0) setBusy(false);
        return { value, refused };
      });
      line.current = turn.catch(() => undefined);
      return turn;
    },
    [show, again],
  );
  return [change, busy, trouble, () => setTrouble(null)];
}

/** Reads how things stand; nothing when they can't be read now. */
export async function read(url) {
  try {
    const answer = await fetch(url, { cache: "no-store" });
    if (answer.ok) return { value: await answer.json() };
    return { lost: answer.status === TOO_MANY ? "slow" : "refused" };
  } catch {
    return { lost: "offline" };
  }
}
