// The clip that is current: playing, sound, speed, captions, and the products beside it.
// It works in the browser alone: nothing here waits for the server.

import { VideoPool } from "./pool.js";
import { NO_SHELF, Shelf } from "./shelf.js";
import { keep, recall } from "./storage.js";
import { Store } from "./store.js";
import { ViewMeter } from "./view_meter.js";

const SPEEDS = [1, 1.5, 2, 0.5];
const WARM_MS = 1500; // neighbours wait for the first frame, but not for ever

export const RESTING = {
  phase: "loading", // loading | playing | paused | ended | blocked | failed
  muted: true,
  speed: 1,
  captions: false,
  warm: false, // the first clip has shown a frame: everything else may load
  ...NO_SHELF,
};

export class Playback extends Store {
  constructor(reports, onViewed) {
    super(RESTING);
    this.reports = reports;
    this.meter = new ViewMeter(reports, onViewed);
    this.pool = new VideoPool((name, video) => this[`on${name}`](video));
    this.shelf = new Shelf(this, reports);
    this.clocks = new Set();
    this.item = null;
  }

  start() {
    this.sound = recall("localStorage", "sg.sound", false);
    this.captionsChoice = recall("localStorage", "sg.captions", null);
    this.shelf.start();
    // A page may not make noise before a gesture: until then even a remembered "on" is silent.
    this.silenced = !navigator.userActivation?.hasBeenActive;
    this.set({ speed: recall("localStorage", "sg.speed", 1) });
    this.applySound();
    this.reports.beforeSending = () => this.meter.tell();
    document.addEventListener("pointerup", this.gesture);
    document.addEventListener("keydown", this.gesture);
    document.addEventListener("visibilitychange", this.visibility);
    window.addEventListener("online", this.reconnect);
    this.warming = setTimeout(() => this.set({ warm: true }), WARM_MS);
  }

  stop() {
    document.removeEventListener("pointerup", this.gesture);
    document.removeEventListener("keydown", this.gesture);
    document.removeEventListener("visibilitychange", this.visibility);
    window.removeEventListener("online", this.reconnect);
    clearTimeout(this.warming);
    this.shelf.clear();
    this.meter.finish();
    this.pool.stop();
    this.item = null;
  }

  /** Make the clip at `index` the current one; nothing is, past the last. */
  show(items, index) {
    const item = items[index] ?? null;
    const changed = item?.id !== this.item?.id;
    if (changed) this.leave();
    this.pool.aim(items, index);
    if (!changed) return;
    this.item = item;
    if (!item) return;
    this.set({ phase: "loading" });
    this.meter.begin(item.id);
    this.shelf.stock(item);
    this.applySound();
    this.play();
    this.followFrames(this.pool.current);
  }

  leave() {
    this.meter.finish();
    this.shelf.clear();
  }

  // ---- playing

  get video() {
    return this.item ? this.pool.current : undefined;
  }

  get running() {
    return ["playing", "loading"].includes(this.value.phase);
  }

  play() {
    const { video, item } = this;
    if (!video) return;
    this.shelf.close();
    video.loop = !this.shelf.opensAtEnd(item);
    video.playbackRate = video.defaultPlaybackRate = this.value.speed;
    if (document.hidden) return;
    if (!video.paused && video.readyState > 2) this.set({ phase: "playing" });
    video.play().catch((reason) => this.refused(reason, video));
  }

  /** The browser did not let the clip play: try without sound, else say so and wait for a tap. */
  refused(reason, video) {
    if (reason.name !== "NotAllowedError" || video !== this.video) return; // the person moved on
    if (video.muted) {
      this.set({ phase: "blocked" });
    } else {
      this.silenced = true;
      this.applySound();
      this.play();
    }
  }

  pause() {
    this.video?.pause();
  }

  toggle = () => {
    if (this.value.phase === "failed") this.tryAgain();
    else if (this.running) this.pause();
    else if (this.value.phase === "ended") this.replay();
    else this.play();
  };

  replay = () => {
    if (!this.video) return;
    this.meter.begin(this.item.id);
    this.video.currentTime = 0;
    this.play();
  };

  tryAgain = () => {
    this.set({ phase: "loading" });
    this.pool.aim(this.pool.items, this.pool.index);
    this.play();
  };

  seek(seconds) {
    const { video } = this;
    if (!video?.duration) return;
    const ended = this.value.phase === "ended";
    video.currentTime = Math.min(Math.max(0, seconds), video.duration);
    if (ended && seconds < video.duration) this.play();
  }

  step = (seconds) => this.seek((this.video?.currentTime ?? 0) + seconds);

  // ---- what the current <video> tells: `on` and the name of its event

  onplaying() {
    this.set({ phase: "playing" });
  }

  onwaiting() {
    if (this.value.phase === "playing") this.set({ phase: "loading" });
  }

  onpause(video) {
    this.meter.tick(video, false);
    const ours = video.paused && !video.ended && !video.error; // the event comes late
    if (ours && !document.hidden) this.set({ phase: "paused" });
  }

  ontimeupdate(video) {
    this.meter.tick(video, !video.paused);
    this.tellTime(video);
  }

  onseeked(video) {
    this.tellTime(video);
  }

  onerror(video) {
    if (video.error) this.set({ phase: "failed" });
  }

  onended(video) {
    this.meter.complete(video);
    if (this.shelf.opensAtEnd(this.item)) this.shelf.open("end_card", { phase: "ended" });
    else this.replay();
    this.tellTime(video);
  }

  // ---- time, told outside React: nothing renders while a clip plays

  watchTime(listener) {
    this.clocks.add(listener);
    if (this.video) listener(this.video);
    return () => this.clocks.delete(listener);
  }

  tellTime(video) {
    this.shelf.anchorAt(video.currentTime * 1000);
    for (const listener of this.clocks) listener(video);
  }

  followFrames(video) {
    if (!video?.requestVideoFrameCallback) return;
    const { item } = this;
    const frame = () => {
      if (this.item !== item) return;
      if (!this.value.warm) this.set({ warm: true });
      this.tellTime(video);
      video.requestVideoFrameCallback(frame);
    };
    video.requestVideoFrameCallback(frame);
  }

  onloadeddata() {
    if (!this.video.requestVideoFrameCallback) this.set({ warm: true });
    this.applyCaptions();
  }

  // ---- sound, speed, captions

  applySound() {
    const muted = !this.sound || this.silenced;
    if (muted !== this.value.muted) this.set({ muted });
    if (this.video) this.video.muted = muted;
    this.applyCaptions();
  }

  toggleSound = () => {
    this.sound = this.value.muted;
    this.silenced = false;
    keep("localStorage", "sg.sound", this.sound);
    this.applySound();
  };

  gesture = () => {
    if (!this.silenced || navigator.userActivation?.isActive === false) return;
    this.silenced = false;
    this.applySound();
  };

  nextSpeed = () => {
    const speed = SPEEDS[(SPEEDS.indexOf(this.value.speed) + 1) % SPEEDS.length];
    keep("localStorage", "sg.speed", speed);
    this.set({ speed });
    if (this.video) this.video.playbackRate = this.video.defaultPlaybackRate = speed;
  };

  /** Captions follow the person's choice; where there is none, they stand in for muted sound. */
  applyCaptions() {
    const captions = this.captionsChoice ?? this.value.muted;
    if (captions !== this.value.captions) this.set({ captions });
    for (const track of this.video?.textTracks ?? []) track.mode = captions ? "showing" : "disabled";
  }

  toggleCaptions = () => {
    this.captionsChoice = !this.value.captions;
    keep("localStorage", "sg.captions", this.captionsChoice);
    this.applyCaptions();
  };

  // ---- the world around

  visibility = () => {
    if (!this.item) return;
    if (document.hidden) {
      this.resumeVisible = this.running;
      this.meter.finish();
      this.pause();
    } else {
      this.meter.begin(this.item.id);
      if (this.resumeVisible) this.play();
    }
  };

  reconnect = () => {
    if (this.value.phase === "failed") this.tryAgain();
  };
}
