// Files of the last days that did not come to their end, and the way to go on with each.
import { DoButton } from "./parts.jsx";
import { useQueue } from "./queue.js";
import { showVideo } from "./show_video.js";

const GO_ON = "Choose the file again and it goes on where it stopped.";

export function Earlier({ uploads, current, put, warning }) {
  const queue = useQueue();
  const here = new Set([current, ...queue.map((item) => item.video)]);
  const left = (uploads ?? []).filter((upload) => !here.has(upload.video));
  if (left.length === 0) return null;
  return (
    <section className="card col col--3" aria-labelledby="earlier">
      <h2 className="t16 strong" id="earlier">
        Not finished
      </h2>
      <ul className="col">
        {left.map((upload) => (
          <li key={upload.video} className="row upload__failed">
            <span className="mono upload__warning" data-stage={upload.stage} aria-hidden="true">
              {warning}
            </span>
            <div className="grow col col--2">
              <p className="t14 strong">
                {upload.name} {upload.stage === "failed" ? "could not be used" : `stopped at ${upload.percent}%`}
              </p>
              <p className="t14 soft">{upload.failure || GO_ON}</p>
              <div>
                <DoButton className="btn btn--sm" act={() => showVideo(upload.page, put)} aria-label={`Go on with ${upload.name}`}>
                  {upload.can_try_again ? "See what to do" : "Choose the file again"}
                </DoButton>
              </div>
            </div>
          </li>
        ))}
      </ul>
    </section>
  );
}
