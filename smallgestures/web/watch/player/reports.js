// What was watched and shown, told to the server in batches (POST /api/watch).
// An entry stays here, and in localStorage, until the server has accepted it. Ids make a
// second telling harmless, so whatever may have been lost on the way is simply told again.

import { uuid } from "./random.js";
import { forget, keep, keysThatStart, recall } from "./storage.js";

const ADDRESS = "/api/watch";
const EVERY_MS = 15_000;
const LONGEST_WAIT_MS = 120_000;
const SAVE_MS = 1000;
const BATCH = 50; // entries; together well below the server's 16 KB
const MOST_KEPT = 300;
const OLDEST_MS = 24 * 3600_000;
const PREFIX = "sg.reports.";

export class Reports {
  constructor() {
    this.waiting = new Map();
    this.beforeSending = () => {};
    this.failures = 0;
  }

  start() {
    // One key per document: two tabs never overwrite each other, and the next one to
    // start tells what a closed tab could not.
    this.key = PREFIX + uuid();
    for (const key of keysThatStart("localStorage", PREFIX)) {
      for (const entry of recall("localStorage", key, [])) {
        if (Date.now() - entry.at < OLDEST_MS) this.waiting.set(entry.id, entry);
      }
      forget("localStorage", key);
    }
    this.save();
    this.plan(EVERY_MS);
    this.leave = () => document.visibilityState === "hidden" && this.sendBeacon();
    this.online = () => this.waiting.size && this.send();
    document.addEventListener("visibilitychange", this.leave);
    window.addEventListener("pagehide", this.sendNow);
    window.addEventListener("online", this.online);
  }

  stop() {
    this.sendBeacon();
    clearTimeout(this.timer);
    document.removeEventListener("visibilitychange", this.leave);
    window.removeEventListener("pagehide", this.sendNow);
    window.removeEventListener("online", this.online);
  }

  /** Queue an entry, or replace the smaller one of the same id. */
  put(entry) {
    this.waiting.set(entry.id, { ...entry, at: Date.now() });
    while (this.waiting.size > MOST_KEPT) {
      this.waiting.delete(this.waiting.keys().next().value);
    }
    this.saving ??= setTimeout(() => this.save(), SAVE_MS);
  }

  save() {
    clearTimeout(this.saving);
    this.saving = undefined;
    if (this.waiting.size) keep("localStorage", this.key, [...this.waiting.values()]);
    else forget("localStorage", this.key);
  }

  plan(wait) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.send(), wait);
  }

  body(batch) {
    const entries = batch.map(({ at, ...entry }) =>
      entry.kind === "impression" ? entry : { ...entry, at_ms_ago: Math.max(0, Date.now() - at) },
    );
    return new Blob([JSON.stringify({ entries })], { type: "application/json" });
  }

  /** Tell what waits, and know whether it arrived; try again later when it did not. */
  async send() {
    this.beforeSending();
    const batch = [...this.waiting.values()].slice(0, BATCH);
    if (batch.length && !this.sending) {
      this.sending = true;
      const accepted = await this.deliver(batch);
      this.sending = false;
      this.failures = accepted ? 0 : this.failures + 1;
      if (accepted) this.settle(batch);
    }
    const backoff = EVERY_MS * 2 ** Math.min(this.failures, 4);
    this.plan(this.waiting.size >= BATCH && !this.failures ? 0 : Math.min(backoff, LONGEST_WAIT_MS));
  }

  async deliver(batch) {
    try {
      const answer = await fetch(ADDRESS, { method: "POST", body: this.body(batch), keepalive: true });
      // A refused batch would be refused for ever: only "too many" and server trouble are retried.
      return answer.status !== 429 && answer.status < 500;
    } catch {
      return false; // no connection: the entries stay
    }
  }

  settle(batch) {
    for (const entry of batch) {
      if (this.waiting.get(entry.id) === entry) this.waiting.delete(entry.id);
    }
    this.save();
  }

  sendNow = () => this.sendBeacon();

  /** Tell everything now, from a page that is about to go; the entries stay until accepted. */
  sendBeacon() {
    this.beforeSending();
    this.save();
    const all = [...this.waiting.values()];
    for (let first = 0; first < all.length; first += BATCH) {
      navigator.sendBeacon?.(ADDRESS, this.body(all.slice(first, first + BATCH)));
    }
  }
}
