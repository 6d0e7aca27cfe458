// One view of one clip: from its becoming current until it is left, replayed or hidden.

import { uuid } from "./random.js";

const VIEW_MS = 3000; // what counts as a view, here only to know what was seen in this session
const LONGEST_TICK_MS = 1000; // a longer gap was a stall or a sleeping machine

export class ViewMeter {
  constructor(reports, onViewed) {
    this.reports = reports;
    this.onViewed = onViewed;
  }

  begin(video) {
    this.finish();
    this.entry = {
      kind: "watch",
      id: uuid(),
      video,
      watched_ms: 0,
      position_ms: 0,
      completed: false,
    };
    this.told = 0;
    this.last = undefined;
  }

  /** Count the time since the last call when the clip was running, and where it has got to. */
  tick(video, running) {
    if (!this.entry) return;
    const now = performance.now();
    if (this.last !== undefined) this.entry.watched_ms += Math.min(now - this.last, LONGEST_TICK_MS);
    this.last = running ? now : undefined;
    const position = video.currentTime * 1000;
    // A looping clip jumps back without an event: having been near the end is completion.
    if (position < this.entry.position_ms - 1000 && this.nearEnd) this.entry.completed = true;
    this.nearEnd = video.duration * 1000 - position < 600;
    this.entry.position_ms = Math.max(this.entry.position_ms, position);
    this.noteViewed();
  }

  complete(video) {
    if (!this.entry) return;
    this.tick(video, false);
    this.entry.completed = true;
    this.entry.position_ms = video.duration * 1000;
    this.noteViewed();
    this.tell();
  }

  noteViewed() {
    const { entry } = this;
    if (!entry.viewed && (entry.completed || entry.watched_ms >= VIEW_MS)) {
      Object.defineProperty(entry, "viewed", { value: true }); // not enumerable: not sent
      this.onViewed(entry.video);
    }
  }

  /** Put the view into the queue when it has grown. */
  tell() {
    const { entry } = this;
    if (!entry || entry.watched_ms + Number(entry.completed) <= this.told) return;
    this.told = entry.watched_ms + Number(entry.completed);
    this.reports.put({
      ...entry,
      watched_ms: Math.round(entry.watched_ms),
      position_ms: Math.round(entry.position_ms),
    });
  }

  finish() {
    this.tell();
    this.entry = null;
  }
}
