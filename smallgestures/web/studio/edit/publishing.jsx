// How the page stands: what is stored, when the video comes out, and the buttons that decide it.
import { useId, useState } from "react";
import { CHANGED, LOST, REFUSED, SAVING, useDraft, useRetries } from "./draft.js";

const WORDS = {
  [CHANGED]: "Not saved yet.",
  [SAVING]: "Saving…",
};

export function Standing(page) {
  const { draft, view } = useDraft(page);
  useRetries(draft);
  const words = view.words || WORDS[view.standing] || (view.savedHere ? "Saved a moment ago." : "Everything is saved.");
  return (
    <span className={view.standing === LOST || view.standing === REFUSED ? "edit__said edit__said--not" : "edit__said"} role="status">
      {words}
    </span>
  );
}

// When a draft comes out: now, or at a time of one's own time zone.
export function When(page) {
  const { draft, view } = useDraft(page);
  const { video } = page;
  const id = useId();
  const { at, later } = view.plan;
  if (video.is_out || video.state === "failed") return null;
  return (
    <fieldset className="col col--3">
      <legend className="edit__legend">When</legend>
      <label className="check check--round">
        <input type="radio" name={id} checked={!later} onChange={() => draft.decide({ later: false })} />
        <span>Now</span>
      </label>
      <label className="check check--round">
        <input type="radio" name={id} checked={later} onChange={() => draft.decide({ later: true })} />
        <span>At a time</span>
      </label>
      {later && (
        <div className="field">
          <label htmlFor={`${id}-at`}>Day and time</label>
          <input
            id={`${id}-at`}
            type="datetime-local"
            className="input num"
            min={video.earliest}
            value={at}
            aria-describedby={`${id}-zone`}
            onChange={(event) => draft.decide({ at: event.target.value })}
          />
          <p className="hint" id={`${id}-zone`}>
            In your time zone, {video.time_zone}.
          </p>
        </div>
      )}
    </fieldset>
  );
}

export function Buttons({ className = "", size = "", ...page }) {
  const { draft, view } = useDraft(page);
  const { video } = page;
  const { at, later } = view.plan;
  const [doing, setDoing] = useState("");
  const button = `btn ${size}`;

  async function run(name, work) {
    if (doing) return;
    setDoing(name);
    await work();
    setDoing("");
  }

  const name = later ? (video.is_planned ? "Change the time" : "Schedule") : "Publish";
  return (
    <div className={`edit__buttons ${className}`}>
      <button
        type="button"
        className={`${button} btn--line`}
        aria-busy={doing === "save" || undefined}
        onClick={() => run("save", () => draft.send(true))}
      >
        {video.is_out ? "Save changes" : "Save draft"}
      </button>
      {video.is_out ? (
        <a className={`${button} btn--primary`} href={video.watch_url}>
          Watch it
        </a>
      ) : (
        <button
          type="button"
          className={`${button} btn--primary`}
          aria-busy={doing === "publish" || undefined}
          disabled={video.state === "failed" || (later && !at)}
          onClick={() => run("publish", () => draft.publish(later ? at : ""))}
        >
          {name}
        </button>
      )}
    </div>
  );
}
