// What is typed and not sent, and what is sent and not there yet, of the open conversation: the tab
// keeps both, so that a page that is loaded anew has them still. What is sent arrives once: a message
// gets its key before it is sent the first time, and sent again it is the same one.
import { useEffect, useSyncExternalStore } from "react";

const PATIENCE_MS = 10_000;
const RETRY_MS = 3_000;
const SLOWEST_MS = 30_000;

const NONE = Object.freeze([]);
export const WAITS = "sending";
const LOST = "lost"; // no answer came: it is sent again when the connection is back
export const REFUSED = "refused"; // the server said no, and why

class Unsent {
  constructor(place) {
    this.place = place;
    this.listeners = new Set();
    const kept = JSON.parse(sessionStorage.getItem(place) ?? "{}");
    this.draft = kept.draft ?? "";
    this.messages = kept.messages ?? NONE;
  }

  listen = (changed) => {
    this.listeners.add(changed);
    return () => this.listeners.delete(changed);
  };

  list = () => this.messages;

  type(draft) {
    this.draft = draft;
    this.keep();
  }

  set(messages) {
    this.messages = messages;
    this.keep();
    this.listeners.forEach((changed) => changed());
  }

  change(key, values) {
    this.set(this.messages.map((one) => (one.key === key ? { ...one, ...values } : one)));
  }

  keep() {
    if (!this.draft && !this.messages.length) sessionStorage.removeItem(this.place);
    else {
      const { draft, messages } = this;
      sessionStorage.setItem(this.place, JSON.stringify({ draft, messages }));
    }
  }
}

const places = new Map();

export function unsentOf(viewer, thread) {
  const place = `sg-unsent:${viewer}:${thread}`;
  if (!places.has(place)) places.set(place, new Unsent(place));
  return places.get(place);
}

export function useWaiting(unsent) {
  return useSyncExternalStore(unsent.listen, unsent.list, () => NONE);
}

export function newKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(18));
  return btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_");
}

export function post(url, fields) {
  const body = new URLSearchParams(fields);
  return fetch(url, { method: "POST", body, signal: AbortSignal.timeout(PATIENCE_MS) });
}

// Sends what waits, one after another, so that the order stays; what got no answer is sent again.
export function useSending({ url, unsent, put, data, grown }) {
  useEffect(() => {
    let busy = false;
    let ended = false;
    let lost = 0;
    let timer = 0;

    async function send(message) {
      const after = data().thread?.messages.at(-1)?.key ?? "";
      const { key, text, share = "" } = message;
      const answer = await post(url, { text, client_key: key, after, share });
      if (answer.ok) {
        const news = await answer.json();
        put({ thread: grown(data().thread, news, "messages") });
        unsent.set(unsent.messages.filter((one) => one.key !== message.key));
        return;
      }
      if (answer.status >= 500) throw new Error(String(answer.status));
      const { detail } = await answer.json();
      unsent.change(message.key, { state: REFUSED, words: detail });
    }

    async function run() {
      clearTimeout(timer);
      if (busy || ended) return;
      busy = true;
      for (;;) {
        const next = unsent.messages.find((one) => one.state !== REFUSED);
        if (!next || ended) break;
        try {
          await send(next);
          lost = 0;
        } catch {
          lost += 1;
          unsent.set(
            unsent.messages.map((one) => (one.state === WAITS ? { ...one, state: LOST } : one)),
          );
          timer = setTimeout(run, Math.min(SLOWEST_MS, RETRY_MS * lost));
          break;
        }
      }
      busy = false;
    }

    // Told by what waits itself: an effect of React's would come a frame later.
    const deaf = unsent.listen(run);
    window.addEventListener("online", run);
    document.addEventListener("visibilitychange", run);
    run();
    return () => {
      ended = true;
      deaf();
      clearTimeout(timer);
      window.removeEventListener("online", run);
      document.removeEventListener("visibilitychange", run);
    };
  }, [url, unsent, put, data, grown]);
}
