// Other days, another figure, another page of clips, without loading the page anew: what a link of
// these figures leads to is asked for and put in their place. Without this script, or when no answer
// comes, the link is an ordinary link.
import { useRef, useState } from "react";

const PATIENCE_MS = 10_000;
const OFFLINE = "No connection. What you see is from before.";
const FAILED = "The figures did not come. What you see is from before.";

// Asks for one page at a time: a newer one ends the older, whose answer is never shown.
async function ask(href, stop) {
  const { pathname, search } = new URL(href, window.location.href);
  const late = setTimeout(() => stop.abort(), PATIENCE_MS);
  try {
    const answer = await fetch(`/api${pathname}${search}`, { signal: stop.signal, cache: "no-store" });
    if (answer.status === 401) return { leave: true };
    if (!answer.ok) return { failed: FAILED };
    return { value: await answer.json() };
  } catch {
    return { failed: navigator.onLine ? FAILED : OFFLINE };
  } finally {
    clearTimeout(late);
  }
}

// `part`: which value of the page's data the figures are, and `put`: what puts it there.
export function Figures({ part, put, children }) {
  const asking = useRef(null);
  const [busy, setBusy] = useState(false);
  const [trouble, setTrouble] = useState(null);

  async function show(href) {
    asking.current?.abort();
    const stop = new AbortController();
    asking.current = stop;
    setBusy(true);
    setTrouble(null);
    const { value, failed, leave } = await ask(href, stop);
    if (asking.current !== stop) return;
    asking.current = null;
    setBusy(false);
    if (leave) window.location.assign(href); // signed out meanwhile: the page says so
    if (failed) setTrouble({ words: failed, href });
    if (!value) return;
    put({ [part]: value });
    window.history.replaceState(window.history.state, "", href);
  }

  function follow(event) {
    const link = event.target.closest("a[data-figures]");
    const plain = event.button === 0 && !(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey);
    if (!link || !plain) return;
    event.preventDefault();
    show(link.href);
  }

  return (
    <div className={`figures${busy ? " figures--busy" : ""}`} aria-busy={busy} onClick={follow}>
      <p className="sr" role="status">
        {busy ? "Loading the figures" : ""}
      </p>
      {trouble && (
        <p className="note-bar note-bar--danger figures__trouble" role="alert">
          <span>{trouble.words}</span>
          <button className="btn btn--line btn--sm" onClick={() => show(trouble.href)}>
            Try again
          </button>
        </p>
      )}
      {children}
    </div>
  );
}
