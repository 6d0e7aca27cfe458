// The bar under a clip: play, seek, time, captions, speed, sound. Its time is written straight
// into the elements, so that nothing renders while a clip plays.

import React, { useEffect, useRef } from "react";

import { Icon, IconButton } from "./icons.jsx";
import { clock } from "./words.js";

export function PlayButton({ view, playback, className, children }) {
  const name = ["playing", "loading"].includes(view.phase) ? "Pause" : "Play";
  return (
    <button className={className} aria-label={name} onClick={playback.toggle}>
      {children ?? <Icon name={name.toLowerCase()} kind="i--fill" />}
    </button>
  );
}

export function SoundButton({ view, playback, kind, className }) {
  const [name, icon] = view.muted ? ["Unmute", "soundOff"] : ["Mute", "soundOn"];
  return <IconButton {...{ name, icon, kind, className }} onClick={playback.toggleSound} />;
}

export function SpeedButton({ view, playback, className }) {
  return (
    <button
      className={`${className} speed`}
      aria-label={`Speed ${view.speed}×`}
      title="Speed"
      onClick={playback.nextSpeed}
    >
      {view.speed}×
    </button>
  );
}

export function CaptionsButton({ view, playback, className, kind }) {
  return (
    <IconButton
      {...{ className, kind }}
      name="Captions"
      icon="captions"
      aria-pressed={view.captions}
      onClick={playback.toggleCaptions}
    />
  );
}

export function Scrub({ item, current, view, playback }) {
  const seek = useRef(null);
  const time = useRef(null);
  const length = item.duration_ms / 1000;

  useEffect(() => {
    if (!current) return undefined;
    let second = -1;
    const unwatch = playback.watchTime(({ currentTime, duration, readyState, ended }) => {
      const whole = duration || length;
      const at = ended ? whole : currentTime;
      const share = readyState ? Math.min(100, (at / whole) * 100) : 0;
      seek.current.style.setProperty("--p", `${share.toFixed(2)}%`);
      seek.current.max = whole;
      seek.current.value = at;
      if (second === Math.floor(at + 0.05)) return;
      second = Math.floor(at + 0.05);
      seek.current.setAttribute("aria-valuetext", `${clock(at)} of ${clock(whole)}`);
      time.current.textContent = `${clock(at)} / ${clock(whole)}`;
    });
    return unwatch;
  }, [current, playback, length]);

  const wide = "icon-btn only-wide";
  return (
    <div className="scrub">
      <PlayButton {...{ view, playback }} className="icon-btn" />
      <input
        ref={seek}
        className="seek"
        type="range"
        aria-label="Seek"
        aria-valuetext={`0:00 of ${clock(length)}`}
        min="0"
        max={length}
        step="0.01"
        defaultValue="0"
        style={{ "--p": "0%" }}
        onInput={(event) => playback.seek(Number(event.target.value))}
      />
      <span className="scrub__time" ref={time}>{`0:00 / ${clock(length)}`}</span>
      {item.captions && <CaptionsButton {...{ view, playback }} className={wide} />}
      <SpeedButton {...{ view, playback }} className={wide} />
      <SoundButton {...{ view, playback }} className={wide} />
    </div>
  );
}
