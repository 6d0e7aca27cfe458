// What is done with a gift: posted in the background, and its answer drawn in the gift's place.
import { useEffect, useRef, useState } from "react";

const LOST = "No connection. Nothing was changed; try again.";

// Codes that were shown since the page stands: news of other things must not take them away again.
const codes = new Map();

// The page's data with the gift replaced wherever it stands in it.
function withGift(value, gift) {
  if (Array.isArray(value)) return value.map((one) => withGift(one, gift));
  if (value === null || typeof value !== "object") return value;
  if (value.gift_id === gift.gift_id) return gift;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, withGift(one, gift)]));
}

// The ribbon loosens; done when it is, at once for whoever wants no motion.
async function unwrap(form) {
  const wrap = form.closest(".wrap");
  if (!wrap) return;
  wrap.classList.add("wrap--opening");
  // The button that was pressed turns until the answer is drawn: that one never ends by itself.
  const ending = wrap
    .getAnimations({ subtree: true })
    .filter((motion) => motion.effect.getComputedTiming().endTime !== Infinity);
  await Promise.allSettled(ending.map((motion) => motion.finished));
}

function toSignUp() {
  const here = window.location.pathname + window.location.search;
  window.location.assign(`/sign-up?next=${encodeURIComponent(here)}`);
}

export function GiftForm({ formId, action, change, className, children }) {
  const [error, setError] = useState("");
  const isSent = useRef(false);

  async function send(form, button) {
    const body = new URLSearchParams(new FormData(form, button));
    const headers = { accept: "application/json" };
    const answer = await fetch(action, { method: "POST", headers, body });
    if (answer.status === 401) return toSignUp();
    const said = await answer.json();
    if (!answer.ok) return setError(said.detail);
    if (action.endsWith("/open")) {
      await unwrap(form);
      said.arriving = true;
    }
    if (said.code) codes.set(said.gift_id, said.code);
    change((data) => withGift(data, said));
    requestAnimationFrame(() => document.getElementById(`gift-${said.gift_id}`)?.focus());
  }

  async function onSubmit(event) {
    event.preventDefault();
    if (isSent.current) return;
    isSent.current = true;
    setError("");
    const button = event.nativeEvent.submitter;
    button?.setAttribute("aria-busy", "true");
    try {
      await send(event.currentTarget, button);
    } catch {
      setError(LOST);
    } finally {
      isSent.current = false;
      button?.removeAttribute("aria-busy");
    }
  }

  return (
    <form id={formId} action={action} method="post" className={className} onSubmit={onSubmit}>
      {children}
      {error && (
        <p role="alert" className="note-bar note-bar--danger">
          {error}
        </p>
      )}
    </form>
  );
}

export function GiftCode({ giftId }) {
  const code = codes.get(giftId);
  if (!code) return null;
  return (
    <div className="col col--2">
      <p className="t13 muted">Your code</p>
      <p className="gift__code">
        <code>{code}</code>
      </p>
      <CopyButton text={code} className="btn btn--line btn--sm">
        Copy
      </CopyButton>
    </div>
  );
}

export function CopyButton({ text, className, children }) {
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    await navigator.clipboard.writeText(text);
    setCopied(true);
  };
  return (
    <button type="button" className={className} onClick={copy}>
      {children}
      <span role="status">{copied ? " · copied" : ""}</span>
    </button>
  );
}

// On its own page a gift lies open at once. That it was looked at is said in the background, once:
// nothing waits for it, and when it does not arrive the page is as good as before.
export function GiftLookedAt({ action }) {
  useEffect(() => {
    if (!action) return undefined;
    const say = () => {
      if (document.visibilityState !== "visible") return;
      document.removeEventListener("visibilitychange", say);
      const headers = { accept: "application/json" };
      fetch(action, { method: "POST", headers, body: new URLSearchParams(), keepalive: true }).catch(() => {});
    };
    document.addEventListener("visibilitychange", say);
    say();
    return () => document.removeEventListener("visibilitychange", say);
  }, [action]);
  return null;
}
