// Where files are let fall, and what else is under way from this tab or was left from before.
import { DoButton, DropField, Progress } from "./parts.jsx";
import { add, cancel, dismiss, pause, resume, useQueue } from "./queue.js";
import { loadUpload, showVideo } from "./show_video.js";
import { percentOf, progressWords } from "./words.js";

const UNDER_WAY = new Set(["checks", "waits", "sends", "lost", "paused", "stopped"]);
const STATES = { checks: "Looking at it", waits: "Waits for its turn", paused: "Paused" };

// `current`: the video that the page shows, if it shows one.
export function Drop({ allowance, current, viewer, put, data, film }) {
  const queue = useQueue();
  const refused = queue.filter((item) => item.state === "refused" && !item.isFor);
  const others = queue.filter((item) => UNDER_WAY.has(item.state) && (!item.video || item.video !== current));

  function take(files) {
    refused.forEach((item) => dismiss(item.key));
    files.forEach((file) => {
      const onVideo = (item) => !data().upload && showVideo(`/studio/videos/${item.video}`, put);
      const onArrived = (item) => loadUpload(item.video, put, data);
      add(file, { viewer, allowance, onVideo, onArrived });
    });
  }

  return (
    <>
      <DropField title={current ? "Drop another video" : "Drop your videos here, or choose them"} multiple take={take} art={film}>
        <span>{allowance?.files}</span>
        <span>{allowance?.quota}</span>
      </DropField>
      {refused.map((item) => (
        <div key={item.key} className="note-bar note-bar--danger" role="alert">
          <span className="grow">
            <strong>{item.name}</strong> {item.words}
          </span>
          <button type="button" className="btn btn--line btn--sm" onClick={() => dismiss(item.key)}>
            All right
          </button>
        </div>
      ))}
      {others.length > 0 && (
        <section className="card col col--3" aria-label="Also under way">
          <h2 className="t16 strong">Also under way</h2>
          <ul className="col">
            {others.map((item) => (
              <Other key={item.key} item={item} put={put} />
            ))}
          </ul>
        </section>
      )}
    </>
  );
}

function Other({ item, put }) {
  const isHeld = item.state === "paused" || item.state === "stopped" || item.state === "lost";
  return (
    <li className="col col--2">
      <div className="row row--between">
        <p className="t14 strong clip1">{item.name}</p>
        <p className="num t13">{percentOf(item.sent, item.size)}%</p>
      </div>
      <Progress label={`Sending ${item.name}`} sent={item.sent} size={item.size} speed={item.speed} />
      <p className="t13 muted num" role="status">
        {item.words || STATES[item.state] || progressWords(item)}
      </p>
      <div className="row row--2 row--wrap">
        {item.video && (
          <DoButton className="btn btn--sm" act={() => showVideo(`/studio/videos/${item.video}`, put)}>
            Write its caption
          </DoButton>
        )}
        <DoButton className="btn btn--plain btn--sm" act={() => (isHeld ? resume(item.key) : pause(item.key))}>
          {isHeld ? "Go on" : "Pause"}
        </DoButton>
        <DoButton className="btn btn--plain btn--sm" act={() => cancel(item.key)}>
          Cancel
        </DoButton>
      </div>
    </li>
  );
}
