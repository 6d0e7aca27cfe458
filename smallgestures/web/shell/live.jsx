// Keeps a part of the page's data as the server has it, while something is under way there.
// Quick at first, because whoever pays looks at the page; a page that nobody looks at asks nothing.
import { useEffect, useState } from "react";

const QUICK_MS = 200;
const QUICK_FOR_MS = 30_000;
const SLOWER = 1.5;
const SLOWEST_MS = 5_000;
const PATIENCE_MS = 10_000;
// One lost request is nothing to speak of; the third in a row is.
const SAID_AFTER = 3;
const FINAL = new Set([401, 403, 404]);

const OFFLINE = "No connection – this page updates when it is back.";
const ENDED = "This page no longer updates. Reload it to see how things stand.";

// Asks `source` again and again until it is told to stop. `onAnswer` gets every answer, `onSilence`
// the words for the person when none comes, or never will.
function ask(source, { onAnswer, onSilence }) {
  let timer = 0;
  let pause = QUICK_MS;
  let lost = 0;
  let asking = null;
  let since = performance.now();

  async function once() {
    const stop = new AbortController();
    asking = stop;
    const late = setTimeout(() => stop.abort(), PATIENCE_MS);
    try {
      const answer = await fetch(source, { signal: stop.signal, cache: "no-store" });
      if (FINAL.has(answer.status)) {
        end();
        onSilence(ENDED);
        return;
      }
      if (!answer.ok) throw new Error(String(answer.status));
      const value = await answer.json();
      if (asking !== stop) return;
      lost = 0;
      pause = performance.now() - since < QUICK_FOR_MS ? QUICK_MS : Math.min(SLOWEST_MS, pause * SLOWER);
      onAnswer(value);
    } catch {
      if (asking !== stop) return; // whoever stopped it knows why
      lost += 1;
      pause = Math.min(SLOWEST_MS, pause * 2);
      if (lost >= SAID_AFTER) onSilence(OFFLINE);
    } finally {
      clearTimeout(late);
      if (asking === stop) timer = setTimeout(once, pause);
    }
  }

  function halt() {
    clearTimeout(timer);
    const running = asking;
    asking = null;
    running?.abort();
  }

  function begin() {
    halt();
    if (document.visibilityState === "hidden") return;
    since = performance.now();
    pause = QUICK_MS;
    once();
  }

  function end() {
    halt();
    document.removeEventListener("visibilitychange", begin);
    window.removeEventListener("online", begin);
  }

  document.addEventListener("visibilitychange", begin);
  window.addEventListener("online", begin);
  timer = setTimeout(begin, QUICK_MS);
  return end;
}

// `source`: what is asked. `part`: which value of the page's data its answer is, and `put`: what
// puts it there. `active`: whether anything is under way. What it says is said politely, and stands
// where the component stands.
export function Live({ source, part, put, active }) {
  const [words, say] = useState("");
  useEffect(() => {
    if (!active) return undefined;
    const end = ask(source, {
      onAnswer: (value) => {
        say("");
        put({ [part]: value });
      },
      onSilence: say,
    });
    return () => {
      end();
      say("");
    };
  }, [source, part, put, active]);
  return (
    <p className="live t13 muted" aria-live="polite">
      {words}
    </p>
  );
}

// An address that says where somebody came from says so once: reloaded or shared, it is the page's.
export function PlainAddress() {
  useEffect(() => {
    const { pathname, search, hash } = window.location;
    if (search) window.history.replaceState(window.history.state, "", pathname + hash);
  }, []);
  return null;
}
