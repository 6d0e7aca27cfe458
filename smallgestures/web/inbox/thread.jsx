// Writing in a conversation, what was sent and is not there yet, reading, and what is older.
import { useEffect, useLayoutEffect, useRef, useState } from "react";
import { REFUSED, WAITS, newKey, post, unsentOf, useSending, useWaiting } from "./unsent.js";

// The box and its button. It is a form that the browser can send by itself; here it stays, the
// message is drawn at once, and the box is free for the next one.
export function Compose({ url, thread, viewer, name, draft, refused, limit, share, put, data, grown, button, children }) {
  const unsent = unsentOf(viewer, thread);
  useSending({ url, unsent, put, data, grown });
  const box = useRef(null);
  const [words, say] = useState(refused ?? "");
  const [shares, setShares] = useState(share);

  useEffect(() => setShares(share), [share]);

  useLayoutEffect(() => {
    box.current.value = draft || unsent.draft;
    fit(box.current);
  }, [unsent, draft]);

  function typed(event) {
    unsent.type(event.target.value);
    fit(event.target);
    if (words) say("");
  }

  function submit(event) {
    event.preventDefault();
    const text = box.current.value.trim();
    const length = [...text].length;
    if (!text && !shares) return;
    if (length > limit) {
      say(`This message has ${length.toLocaleString("en")} characters, and ${limit.toLocaleString("en")} fit into one. Shorten it, or send it in parts.`);
      return;
    }
    say("");
    box.current.value = "";
    unsent.type("");
    fit(box.current);
    unsent.set([...unsent.messages, { key: newKey(), text, share: shares, state: WAITS }]);
    setShares(undefined);
    // Loaded anew, the page would ask to share it once more.
    window.history.replaceState(window.history.state, "", url);
    box.current.focus();
  }

  function keyed(event) {
    if (event.key === "Enter" && !event.shiftKey && !event.nativeEvent.isComposing) submit(event);
  }

  return (
    <form className="compose" action={url} method="post" onSubmit={submit}>
      {words && (
        <p className="hint compose__said" id="message-error" role="alert">
          {words}
        </p>
      )}
      {shares && <div className="compose__shared">{children}</div>}
      <textarea
        ref={box}
        className="input"
        name="text"
        rows={1}
        dir="auto"
        aria-label="Message"
        aria-invalid={words ? true : undefined}
        aria-describedby={words ? "message-error" : undefined}
        placeholder={`Write to ${name}`}
        onChange={typed}
        onKeyDown={keyed}
      />
      <button type="submit" className="icon-btn compose__send" aria-label="Send">
        {button}
      </button>
    </form>
  );
}

// As tall as what is typed, up to the height that the style allows.
function fit(box) {
  box.style.height = "auto";
  box.style.height = `${box.scrollHeight + box.offsetHeight - box.clientHeight}px`;
}

// What was sent and is not among the conversation's messages yet.
export function Waiting({ thread, viewer, messages }) {
  const unsent = unsentOf(viewer, thread);
  const waiting = useWaiting(unsent);
  const there = new Set((messages ?? []).map((message) => message.client_key));
  return waiting
    .filter((one) => !there.has(one.key))
    .map((one) => (
      <div className="sent" key={one.key}>
        <p className="bubble bubble--me bubble--waits" dir="auto">
          {one.text || "Sharing…"}
        </p>
        <Standing one={one} unsent={unsent} />
      </div>
    ));
}

function Standing({ one, unsent }) {
  if (one.state === WAITS) return <p className="sent__how">Sending…</p>;
  return (
    <p className="sent__how sent__how--not">
      <span>{one.words ?? "Not sent."}</span>
      <button type="button" className="link" onClick={() => unsent.change(one.key, { state: WAITS, words: undefined })}>
        Try again
      </button>
      {one.state === REFUSED && (
        <button type="button" className="link" onClick={() => unsent.set(unsent.messages.filter((other) => other !== one))}>
          Discard
        </button>
      )}
    </p>
  );
}

// Counts the conversation as read up to its last message, when somebody looks at it.
export function ReadMark({ url, last, unread }) {
  useEffect(() => {
    if (!last || !unread) return undefined;
    function note() {
      if (document.visibilityState === "visible") {
        post(url, { through: last }).catch(() => {}); // the next look says it again
      }
    }
    note();
    document.addEventListener("visibilitychange", note);
    return () => document.removeEventListener("visibilitychange", note);
  }, [url, last, unread]);
  return null;
}

// Puts the page of older messages in front of those that are shown.
export function Older({ url, put, data }) {
  const [busy, setBusy] = useState(false);
  const [words, say] = useState("");
  async function load() {
    setBusy(true);
    say("");
    try {
      const answer = await fetch(url, { cache: "no-store" });
      if (!answer.ok) throw new Error(String(answer.status));
      const older = await answer.json();
      const shown = data().thread;
      const messages = [...older.messages, ...shown.messages];
      put({ thread: { ...shown, messages, older_url: older.older_url } });
    } catch {
      say("They did not load. They are safe; try again in a moment.");
    }
    setBusy(false);
  }
  if (!url) return null;
  return (
    <div className="log__older">
      <button type="button" className="btn btn--line btn--sm" aria-busy={busy || undefined} disabled={busy} onClick={load}>
        Older messages
      </button>
      <p role="status" className="t13 muted">
        {words}
      </p>
    </div>
  );
}
