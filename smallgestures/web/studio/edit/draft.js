// What is written and chosen on the page of a video and not stored yet. Words are sent by themselves
// a moment after they were typed; a part to keep is sent when somebody says so. Until an answer has
// come, the browser keeps them, so that neither a lost connection nor a closed tab loses a word.
import { useEffect, useSyncExternalStore } from "react";

const TYPED_FOR_MS = 1_000;
const PATIENCE_MS = 15_000;
const RETRY_MS = 3_000;
const SLOWEST_MS = 30_000;
// Each of these is a conversion: not with every movement of a slider.
const ON_WORD = new Set(["trim_start_ms", "trim_end_ms"]);
const WORDS = ["caption", "cover_alt", "visibility", "comments_open"];
const NUMBERS = ["trim_start_ms", "trim_end_ms", "cover_ms"];

export const SAVED = "saved";
export const CHANGED = "changed";
export const SAVING = "saving";
export const LOST = "lost"; // no answer came: it is sent again when the connection is back
export const REFUSED = "refused"; // the server said no, and why

const NO_ANSWER = "No connection. What you wrote is kept in this browser and sent when it is back.";

class Draft {
  constructor(place, video, put) {
    this.place = place;
    this.put = put;
    this.listeners = new Set();
    this.timer = 0;
    this.lost = 0;
    this.sending = null;
    this.video = video;
    // When it comes out is decided on the page and said with “Publish”.
    const plan = { later: video.publish_at !== "", at: video.publish_at };
    this.snapshot = { changed: read(place), plan, standing: SAVED, words: "", savedHere: false };
    this.meet(video);
    if (this.open) this.soon();
  }

  listen = (changed) => {
    this.listeners.add(changed);
    return () => this.listeners.delete(changed);
  };

  look = () => this.snapshot;

  get open() {
    return Object.keys(this.snapshot.changed).length > 0;
  }

  value(name) {
    return name in this.snapshot.changed ? this.snapshot.changed[name] : this.video[name];
  }

  // What the server has by now; what is the same there needs no sending.
  meet(video) {
    this.video = video;
    const changed = Object.fromEntries(
      Object.entries(this.snapshot.changed).filter(([name, value]) => value !== video[name]),
    );
    const standing = Object.keys(changed).length ? this.snapshot.standing : SAVED;
    this.set({ changed, standing: standing === SAVED && Object.keys(changed).length ? CHANGED : standing });
  }

  change(values) {
    const changed = { ...this.snapshot.changed, ...values };
    for (const name of Object.keys(values)) if (changed[name] === this.video[name]) delete changed[name];
    const open = Object.keys(changed).length > 0;
    this.set({ changed, standing: open ? CHANGED : SAVED, words: "" });
    if (Object.keys(changed).some((name) => !ON_WORD.has(name))) this.soon();
  }

  decide(plan) {
    this.set({ plan: { ...this.snapshot.plan, ...plan } });
  }

  soon(after = TYPED_FOR_MS) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.send(false), after);
  }

  // Sends what is open; resolves to whether everything is stored.
  async send(all) {
    clearTimeout(this.timer);
    if (this.sending) await this.sending;
    const fields = Object.fromEntries(
      Object.entries(this.snapshot.changed).filter(([name]) => all || !ON_WORD.has(name)),
    );
    if (Object.keys(fields).length === 0) {
      if (!this.open) this.set({ standing: SAVED, words: "", savedHere: true });
      return !this.open;
    }
    this.sending = this.post(this.video.source, fields, (video) => {
      // What was typed meanwhile stays open.
      const changed = { ...this.snapshot.changed };
      for (const name of Object.keys(fields)) if (changed[name] === fields[name]) delete changed[name];
      this.set({ changed, savedHere: true });
      this.meet(video);
    });
    const done = await this.sending;
    this.sending = null;
    if (done && Object.keys(this.snapshot.changed).some((name) => !ON_WORD.has(name))) this.soon();
    return done && !this.open;
  }

  // Stores everything, then publishes: at once, or at the moment that a field names.
  async publish(at) {
    if (this.open && !(await this.send(true))) return false;
    return this.post(`${this.video.source}/publish`, { at }, (video) => this.meet(video));
  }

  async post(url, fields, then) {
    return this.ask(url, { method: "POST", body: new URLSearchParams(fields) }, then);
  }

  async ask(url, request, then) {
    this.set({ standing: SAVING, words: "" });
    try {
      const answer = await fetch(url, { ...request, signal: AbortSignal.timeout(PATIENCE_MS) });
      if (answer.status >= 500) throw new Error(String(answer.status));
      const value = await answer.json();
      if (!answer.ok) {
        this.set({ standing: REFUSED, words: value.detail });
        return false;
      }
      this.lost = 0;
      this.set({ standing: SAVED, words: "" });
      then(value);
      this.put({ video: value, title: `${value.title} · Studio · Small Gestures` });
      return true;
    } catch {
      this.lost += 1;
      this.set({ standing: LOST, words: NO_ANSWER });
      if (this.open) this.soon(Math.min(SLOWEST_MS, RETRY_MS * this.lost));
      return false;
    }
  }

  set(values) {
    this.snapshot = { ...this.snapshot, ...values };
    write(this.place, this.snapshot.changed);
    this.listeners.forEach((changed) => changed());
  }
}

function read(place) {
  try {
    const kept = JSON.parse(localStorage.getItem(place) ?? "{}");
    return Object.fromEntries(
      Object.entries(kept).filter(
        ([name, value]) =>
          (WORDS.includes(name) && typeof value === "string") || (NUMBERS.includes(name) && typeof value === "number"),
      ),
    );
  } catch {
    return {};
  }
}

function write(place, changed) {
  try {
    if (Object.keys(changed).length === 0) localStorage.removeItem(place);
    else localStorage.setItem(place, JSON.stringify(changed));
  } catch {
    // A browser that keeps nothing: then the words live as long as the page.
  }
}

const drafts = new Map();

function draftOf(video, viewer, put) {
  const place = `sg-video:${viewer}:${video.id}`;
  if (!drafts.has(place)) drafts.set(place, new Draft(place, video, put));
  return drafts.get(place);
}

const NOTHING = Object.freeze({
  changed: Object.freeze({}),
  plan: Object.freeze({ later: false, at: "" }),
  standing: SAVED,
  words: "",
  savedHere: false,
});

// The draft of the page's video, and how it stands; drawn anew when either changes.
export function useDraft({ video, viewer, put }) {
  const draft = draftOf(video, viewer, put);
  const view = useSyncExternalStore(draft.listen, draft.look, () => NOTHING);
  useEffect(() => {
    if (draft.video !== video) draft.meet(video);
  }, [draft, video]);
  return { draft, view };
}

// Sends again what got no answer, when the connection is back or the page is looked at.
export function useRetries(draft) {
  useEffect(() => {
    const again = () => {
      if (draft.open && draft.snapshot.standing === LOST) draft.send(false);
    };
    const seen = () => document.visibilityState === "visible" && again();
    window.addEventListener("online", again);
    document.addEventListener("visibilitychange", seen);
    return () => {
      window.removeEventListener("online", again);
      document.removeEventListener("visibilitychange", seen);
    };
  }, [draft]);
}
