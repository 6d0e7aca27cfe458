// Four <video> elements serve an endless feed: the current clip, the next two, the previous one.
// An element stands in its clip's own stage and moves only when it is given another clip, so a
// swipe meets a picture that is already decoded. Loading goes one clip at a time, nearest first:
// nothing competes with the clip that somebody is waiting for.

import { recall } from "./storage.js";

const REACH = [0, 1, 2, -1];

const COVER_MS = 120; // a clip that flies past needs no poster
const SETTLE_MS = 400; // a clip that was left is out of sight by then

const EVENTS = ["loadeddata", "playing", "pause", "waiting", "ended", "error", "timeupdate", "seeked"];

/** 480p on slow links, with the browser's data saver, or with our own. */
export function wantsSmall() {
  const link = navigator.connection;
  const slow = link?.saveData || /2g|3g/.test(link?.effectiveType ?? "");
  return Boolean(slow || recall("localStorage", "sg.dataSaver", false));
}

export class VideoPool {
  constructor(onEvent) {
    this.onEvent = onEvent;
    this.places = new Map();
    this.lanes = [];
    this.items = [];
    this.index = -1;
  }

  /** Know where the clip at `index` shows its picture; a video that the server put there joins the pool. */
  place(index, element) {
    if (!element) {
      this.places.delete(index);
      return;
    }
    this.places.set(index, element);
    const video = element.querySelector("video");
    if (video && !this.lanes.some((lane) => lane.video === video)) this.adopt(video);
  }

  adopt(video) {
    const lane = { video, source: video.getAttribute("src"), index: -1, ready: video.readyState >= 2 };
    video.removeAttribute("autoplay"); // from here on it plays when it is current
    for (const name of EVENTS) video.addEventListener(name, () => this.hear(name, lane));
    this.lanes.push(lane);
    return lane;
  }

  create() {
    const video = document.createElement("video");
    video.className = "stage__video";
    video.playsInline = true;
    video.muted = true;
    video.preload = "auto";
    video.tabIndex = -1;
    video.disablePictureInPicture = true;
    return this.adopt(video);
  }

  hear(name, lane) {
    if (name === "loadeddata") lane.ready = true;
    if (name === "error") lane.failed = Boolean(lane.video.error);
    if (name === "loadeddata" || name === "error") this.load();
    if (lane.index === this.index && lane.index >= 0) this.onEvent(name, lane.video);
    else if (name === "playing") lane.video.pause();
  }

  lane(index) {
    return this.lanes.find((lane) => lane.index === index);
  }

  get current() {
    return this.index < 0 ? undefined : this.lane(this.index)?.video;
  }

  /** Serve the clips around `index`, and stop what plays elsewhere. */
  aim(items, index) {
    this.items = items;
    this.index = index;
    for (const lane of this.lanes) {
      if (lane.index === index) continue;
      lane.video.pause();
      const near = REACH.includes(lane.index - index);
      if (!near && !lane.ready && lane.index >= 0) this.release(lane); // stops a download nobody waits for
    }
    // What failed to load as a neighbour is tried again when its turn comes.
    const turn = this.lane(index);
    if (turn?.failed) this.give(Object.assign(turn, { source: null }), index, items[index]);
    this.load();
    clearTimeout(this.covering);
    clearTimeout(this.settling);
    this.covering = setTimeout(() => cover(this.lane(index)), COVER_MS);
    this.settling = setTimeout(() => this.settle(), SETTLE_MS);
  }

  /** What was left starts from its beginning when somebody comes back to it. */
  settle() {
    for (const lane of this.lanes) {
      if (lane.index === this.index) continue;
      if (lane.video.currentTime > 0) lane.video.currentTime = 0;
      cover(lane);
    }
  }

  load() {
    const wanted = REACH.map((step) => this.index + step).filter((at) => this.items[at]);
    for (const at of wanted) {
      const item = this.items[at];
      let lane = this.lanes.find((one) => one.index === at && one.id === item.id);
      if (!lane) {
        lane = this.free(wanted, item);
        this.give(lane, at, item);
      }
      const place = this.places.get(at);
      if (place && lane.video.parentNode !== place) place.append(lane.video);
      if (!lane.ready && !lane.failed) return;
    }
  }

  free(wanted, item) {
    const idle = this.lanes.filter((lane) => !wanted.includes(lane.index));
    // The video of the first HTML is loading already: it stays with the clip it was made for.
    const made = idle.find((lane) => lane.index < 0 && holds(lane, item));
    if (made) return made;
    return this.lanes.length < REACH.length ? this.create() : idle[0];
  }

  give(lane, at, item) {
    const { video } = lane;
    const loading = lane.index < 0 && holds(lane, item) && !video.error;
    Object.assign(lane, { index: at, id: item.id, failed: false });
    if (loading) return;
    lane.ready = false;
    lane.source = (wantsSmall() && item.src_480) || item.src;
    lane.poster = item.poster;
    video.removeAttribute("poster");
    video.src = lane.source;
    caption(lane, item.captions);
  }

  release(lane) {
    lane.index = -1;
    lane.source = null;
    lane.video.removeAttribute("src");
    lane.video.load();
  }

  stop() {
    clearTimeout(this.covering);
    clearTimeout(this.settling);
    for (const lane of this.lanes) {
      lane.video.pause();
      this.release(lane);
      lane.video.remove();
    }
    this.lanes = [];
    this.index = -1;
  }
}

/** Show the poster while there is no frame; only then, for every decoded poster costs a megabyte. */
function cover(lane) {
  if (lane && !lane.ready && lane.poster) lane.video.poster = lane.poster;
}

const holds = (lane, item) => lane.source && [item.src, item.src_480].includes(lane.source);

/** Give the video its captions. A player has one track for good: Chromium never lets go of a removed one. */
function caption(lane, captions) {
  lane.track?.remove();
  if (!captions) return;
  lane.track ??= captionTrack();
  lane.video.append(lane.track);
  Object.assign(lane.track, { src: captions.src, srclang: captions.language, label: captions.label });
}

function captionTrack() {
  const track = Object.assign(document.createElement("track"), { kind: "captions" });
  // Above our own caption and the anchor, which stand in the lower third.
  track.addEventListener("load", () => {
    for (const cue of track.track.cues ?? []) Object.assign(cue, { snapToLines: false, line: 58 });
  });
  return track;
}
