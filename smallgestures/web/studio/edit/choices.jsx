// Who may watch, whether people may write under it, and the captions file.
import { useEffect, useId, useRef, useState } from "react";
import { useDraft } from "./draft.js";

const WHO = [
  ["public", "Everyone", "In feeds, in search and on your profile."],
  ["followers", "Your followers", "In their Following, and on your profile for them."],
  ["link", "Anyone with the link", "Shown nowhere; who has the address can watch."],
];

export function Visibility(page) {
  const { draft } = useDraft(page);
  const name = useId();
  const chosen = draft.value("visibility");
  return (
    <fieldset className="col col--3">
      <legend className="edit__legend">Who can watch</legend>
      {WHO.map(([value, title, words]) => (
        <label key={value} className="check check--round">
          <input
            type="radio"
            name={name}
            value={value}
            checked={chosen === value}
            onChange={() => draft.change({ visibility: value })}
          />
          <span>
            {title}
            <span className="t13 muted edit__about">{words}</span>
          </span>
        </label>
      ))}
    </fieldset>
  );
}

export function Comments(page) {
  const { draft } = useDraft(page);
  const id = useId();
  return (
    <div className="switch">
      <label htmlFor={id}>
        <span className="t15 strong edit__about">Comments</span>
        <span className="t13 soft edit__about" id={`${id}-hint`}>
          Nobody can write any yet. Your choice is kept for when they come.
        </span>
      </label>
      <input
        id={id}
        type="checkbox"
        role="switch"
        aria-label="Comments"
        aria-describedby={`${id}-hint`}
        checked={draft.value("comments_open") === "yes"}
        onChange={(event) => draft.change({ comments_open: event.target.checked ? "yes" : "no" })}
      />
    </div>
  );
}

export function Captions({ languages, ...page }) {
  const { draft } = useDraft(page);
  const { video } = page;
  const id = useId();
  const file = useRef(null);
  const [language, setLanguage] = useState(video.captions_language || "en");
  const [said, say] = useState("");
  const [works, setWorks] = useState(false); // a file that is chosen sooner would be forgotten
  useEffect(() => setWorks(true), []);

  async function give() {
    const chosen = file.current.files[0];
    if (!chosen) return;
    say("");
    const url = `${video.source}/captions?language=${language}`;
    const request = { method: "PUT", body: chosen, headers: { "content-type": "text/vtt" } };
    const done = await draft.ask(url, request, (after) => draft.meet(after));
    file.current.value = "";
    say(done ? "The captions were checked and are kept." : draft.look().words);
  }

  async function take() {
    say("");
    const done = await draft.ask(`${video.source}/captions`, { method: "DELETE" }, (after) => draft.meet(after));
    say(done ? "The captions were taken away." : draft.look().words);
  }

  return (
    <fieldset className="col col--3">
      <legend className="edit__legend">Captions</legend>
      <p className="hint">
        {video.captions_words || "A WebVTT file (.vtt), at most 256 KB."} They are shown by themselves while the sound is off.
      </p>
      <div className="captions__row">
        <div className="field">
          <label htmlFor={`${id}-language`}>Language</label>
          <select
            id={`${id}-language`}
            className="input input--select"
            value={language}
            onChange={(event) => setLanguage(event.target.value)}
          >
            {Object.entries(languages).map(([code, name]) => (
              <option key={code} value={code}>
                {name}
              </option>
            ))}
          </select>
        </div>
        <div className="field">
          <label htmlFor={`${id}-file`}>Captions file</label>
          <input
            ref={file}
            id={`${id}-file`}
            className="input"
            type="file"
            accept=".vtt,text/vtt"
            disabled={!works}
            onChange={give}
          />
        </div>
        {video.captions_words && (
          <button type="button" className="btn btn--line" onClick={take}>
            Remove captions
          </button>
        )}
      </div>
      <p className="t14 soft" role="status">
        {said}
      </p>
    </fieldset>
  );
}
