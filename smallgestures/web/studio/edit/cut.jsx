// The film strip: a cover is picked from it, and the part to keep is set with two sliders over it.
import { useId } from "react";
import { useDraft } from "./draft.js";

const SHORTEST_MS = 1_000;
const STEP_MS = 100;

export function Cover(page) {
  const { draft, view } = useDraft(page);
  const name = useId();
  const { frames, strip } = page.video;
  if (!frames.length) return <p className="hint">The film strip appears here as soon as the video is converted.</p>;
  const [start, end, chosen] = ["trim_start_ms", "trim_end_ms", "cover_ms"].map((field) => draft.value(field));
  return (
    <fieldset className="frames" data-open={"cover_ms" in view.changed || undefined}>
      <legend className="edit__legend">Cover</legend>
      <div className="frames__in">
        {frames.map((frame) => (
          <label key={frame.at_ms} className="frame">
            <input
              type="radio"
              name={name}
              checked={chosen === frame.at_ms}
              disabled={frame.at_ms < start || frame.at_ms > end}
              onChange={() => draft.change({ cover_ms: frame.at_ms })}
              aria-label={`Frame at ${frame.at}`}
            />
            <span className="frame__picture" style={{ backgroundImage: `url("${strip}")`, backgroundPosition: `${frame.place} 0` }} />
          </label>
        ))}
      </div>
    </fieldset>
  );
}

export function Trim({ note, ...page }) {
  const { draft, view } = useDraft(page);
  const id = useId();
  const { video } = page;
  const length = video.source_ms;
  if (!length) return null;
  if (!video.can_trim) return note ? <p className="hint">{note}</p> : null;
  const start = draft.value("trim_start_ms");
  const end = draft.value("trim_end_ms");
  const shortest = Math.min(SHORTEST_MS, length);
  const from = (ms) => draft.change({ trim_start_ms: clamp(ms, 0, end - shortest) });
  // The last step may be shorter than the others: there it is the end itself.
  const until = (ms) => draft.change({ trim_end_ms: clamp(ms > length - STEP_MS ? length : ms, start + shortest, length) });
  const isOpen = "trim_start_ms" in view.changed || "trim_end_ms" in view.changed;
  const share = (ms) => `${((ms / length) * 100).toFixed(3)}%`;
  return (
    <fieldset className="trim">
      <legend className="edit__legend">Trim</legend>
      <div className="trim__strip" style={{ "--from": share(start), "--until": share(length - end) }}>
        <span className="trim__film" style={{ backgroundImage: video.strip ? `url("${video.strip}")` : undefined }} />
        <span className="trim__kept" />
        <Slider label="Start" value={start} length={length} onMove={from} />
        <Slider label="End" value={end} length={length} onMove={until} />
      </div>
      <div className="trim__numbers">
        <Seconds id={`${id}-start`} label="Start, in seconds" value={start} least={0} most={end - shortest} onSet={from} />
        <Seconds id={`${id}-end`} label="End, in seconds" value={end} least={start + shortest} most={length} onSet={until} />
        <p className="t14 soft num trim__left">
          {seconds(end - start)} of {seconds(length)} seconds are kept.
        </p>
      </div>
      {isOpen && (
        <div className="row row--wrap row--2">
          <button type="button" className="btn" onClick={() => draft.send(true)}>
            Keep this part
          </button>
          <button
            type="button"
            className="btn btn--plain"
            onClick={() => draft.change({ trim_start_ms: video.trim_start_ms, trim_end_ms: video.trim_end_ms })}
          >
            Back to before
          </button>
        </div>
      )}
    </fieldset>
  );
}

function Slider({ label, value, length, onMove }) {
  return (
    <input
      type="range"
      className="trim__slider"
      aria-label={label}
      aria-valuetext={`${seconds(value)} seconds`}
      min={0}
      max={length}
      step={STEP_MS}
      value={value}
      onChange={(event) => onMove(Number(event.target.value))}
    />
  );
}

function Seconds({ id, label, value, least, most, onSet }) {
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <input
        key={value}
        id={id}
        type="number"
        className="input num"
        inputMode="decimal"
        min={Math.ceil(least / STEP_MS) / 10}
        max={Math.floor(most / STEP_MS) / 10}
        step="any"
        defaultValue={seconds(value)}
        onBlur={(event) => event.target.value !== "" && onSet(Math.round(Number(event.target.value) * 1000))}
        onKeyDown={(event) => event.key === "Enter" && event.target.blur()}
      />
    </div>
  );
}

function clamp(ms, least, most) {
  return Math.round(Math.max(least, Math.min(most, ms)));
}

export function seconds(ms) {
  return (ms / 1000).toFixed(1);
}
