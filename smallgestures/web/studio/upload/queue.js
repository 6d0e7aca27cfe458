// The files that this tab sends: kept for as long as the page is, whichever video it shows.
import { useSyncExternalStore } from "react";
import { refusalOf } from "./checks.js";
import { OFFLINE, sending } from "./sending.js";

const AT_ONCE = 2;
const NONE = Object.freeze([]);
const NOT_CANCELLED = "It could not be cancelled: no answer. Try again in a moment.";

export const isUnderWay = (item) => item.state === "sends" || item.state === "waits" || item.state === "lost";

let items = NONE;
let last = 0;
const listeners = new Set();

function listen(changed) {
  listeners.add(changed);
  return () => listeners.delete(changed);
}

function set(next) {
  items = next;
  listeners.forEach((changed) => changed());
}

function change(key, changes) {
  const before = itemOf(key);
  if (!before) return;
  set(items.map((item) => (item.key === key ? { ...item, ...changes } : item)));
  const after = itemOf(key);
  if (!before.video && after.video) after.onVideo?.(after);
  if (before.state !== after.state) {
    if (after.state === "arrived") after.onArrived?.(after);
    sendNext();
  }
}

const itemOf = (key) => items.find((item) => item.key === key);

// Those that go on by themselves when a connection is there count as sent.
function sendNext() {
  const busy = items.filter((item) => item.state === "sends" || item.state === "lost").length;
  const next = items.find((item) => item.state === "waits");
  if (next && busy < AT_ONCE) next.sender.begin();
}

export function useQueue() {
  return useSyncExternalStore(listen, () => items, () => NONE);
}

// Sends a file, unless it is plain that it would be refused. `to` may name the `video` that waits
// for it and the `address` where it goes on; `onVideo` and `onArrived` are told when that is so.
export async function add(file, { viewer, allowance, to = {}, onVideo, onArrived }) {
  last += 1;
  const key = `file-${last}`;
  const { video = "", address = "", sent = 0 } = to;
  const sender = sending({ file, viewer, address, video, tell: (changes) => change(key, changes) });
  const item = { key, file, name: file.name, size: file.size, sent, speed: 0, words: "", sender, onVideo, onArrived };
  set([...items, { ...item, state: "checks", isFor: video, video: address ? video : "", address }]);
  const refusal = address ? "" : await refusalOf(file, allowance);
  if (refusal) change(key, { state: "refused", words: refusal });
  else change(key, { state: "waits" });
}

export const pause = (key) => itemOf(key)?.sender.pause();

export const resume = (key) => itemOf(key)?.sender.resume();

export const dismiss = (key) => set(items.filter((item) => item.key !== key));

// Returns whether it is gone.
export async function cancel(key) {
  const item = itemOf(key);
  change(key, { isCancelling: true });
  try {
    if (!(await item.sender.cancel())) {
      change(key, { isCancelling: false, state: "arrived" });
      return false;
    }
  } catch {
    change(key, { isCancelling: false, state: "paused", words: navigator.onLine ? NOT_CANCELLED : OFFLINE });
    return false;
  }
  dismiss(key);
  sendNext();
  return true;
}

if (typeof window !== "undefined") {
  window.addEventListener("online", () => {
    items.filter((item) => item.state === "lost").forEach((item) => item.sender.resume());
  });
  window.addEventListener("beforeunload", (event) => {
    if (items.some(isUnderWay)) event.preventDefault();
  });
}
