// The file of the video on this page: on its way, worked on, refused, or to be chosen again.
import { useState } from "react";
import { ChooseAgain } from "./choose.jsx";
import { DoButton, Progress, Steps, Thumb } from "./parts.jsx";
import { cancel, isUnderWay, pause, resume, useQueue } from "./queue.js";
import { showVideo } from "./show_video.js";
import { percentOf, progressWords } from "./words.js";

const STUDIO = "/studio";
const NO_ANSWER = "No answer. Try again in a moment.";
const STOPPED = "The upload stopped. Choose the file again to go on where it was.";
const ARRIVED = "All of it is here. Now we check it.";
const KEEP_OPEN = "Keep this page open until it is done.";

async function post(address) {
  const headers = { accept: "application/json" };
  return fetch(address, { method: "POST", headers });
}

// `upload`: where the file stands, as the server has it. `film`, `check`, `warning`: icons.
export function UploadCard({ upload, viewer, allowance, put, data, film, check, warning }) {
  const queue = useQueue();
  const item = queue.find((one) => one.video === upload.video && one.state !== "arrived" && one.state !== "refused");
  if (upload.stage === "uploading" && item) {
    return <Sending {...{ upload, item, queue, put, film, check }} />;
  }
  const arrived = queue.some((one) => one.video === upload.video && one.state === "arrived");
  if (upload.stage === "uploading" && arrived) {
    const [first, ...steps] = upload.steps;
    return <Working upload={{ ...upload, words: ARRIVED, steps: [{ ...first, mark: "done" }, ...steps] }} {...{ film, check }} />;
  }
  const choosing = { upload, viewer, allowance, put, data };
  if (upload.stage === "uploading") return <Stopped {...choosing} film={film} />;
  if (upload.stage === "failed") return <Failed {...choosing} warning={warning} />;
  return <Working {...{ upload, film, check }} />;
}

function Frame({ upload, children }) {
  return (
    <section className="card col upload-card" aria-label="Upload" data-stage={upload.stage}>
      {children}
    </section>
  );
}

function Sending({ upload, item, queue, put, film, check }) {
  const percent = percentOf(item.sent, item.size);
  const goesOn = item.state === "sends" || item.state === "waits" || item.state === "checks";

  async function leave() {
    if (!(await cancel(item.key))) return;
    const other = queue.find((one) => one !== item && one.video && isUnderWay(one));
    if (!other || !(await showVideo(`${STUDIO}/videos/${other.video}`, put))) window.location.assign(STUDIO);
  }

  return (
    <Frame upload={upload}>
      <div className="upload">
        <Thumb file={item.file} film={film} />
        <div className="col col--2">
          <div className="row row--between">
            <p className="strong clip1">{item.name}</p>
            <p className="num t14 strong">{percent}%</p>
          </div>
          <Progress label="Upload" sent={item.sent} size={item.size} speed={item.speed} />
          <p className="t13 muted num">{progressWords(item)}</p>
        </div>
      </div>
      <div className="row row--between row--wrap">
        <Steps steps={upload.steps} isUploading check={check} />
        <div className="row row--2">
          {goesOn ? (
            <DoButton className="btn btn--sm" act={() => pause(item.key)}>
              Pause
            </DoButton>
          ) : (
            <DoButton className="btn btn--sm" act={() => resume(item.key)}>
              {item.state === "lost" ? "Try now" : "Go on"}
            </DoButton>
          )}
          <DoButton className="btn btn--plain btn--sm" act={leave} aria-disabled={item.isCancelling || undefined}>
            Cancel
          </DoButton>
        </div>
      </div>
      <p role="status" className="t13 soft">
        {item.words || (item.state === "paused" ? "Paused. What has arrived is kept." : KEEP_OPEN)}
      </p>
    </Frame>
  );
}

// It was begun elsewhere or before: the browser has no hold of the file any more.
function Stopped({ film, ...choosing }) {
  const { upload } = choosing;
  const [words, say] = useState("");

  async function drop() {
    const headers = { "Tus-Resumable": "1.0.0" };
    const answer = await fetch(upload.address, { method: "DELETE", headers }).catch(() => null);
    if (answer && (answer.ok || answer.status === 404)) window.location.assign(STUDIO);
    else say(NO_ANSWER);
  }

  return (
    <Frame upload={upload}>
      <div className="upload">
        <Thumb film={film} />
        <div className="col col--2">
          <div className="row row--between">
            <p className="strong clip1">{upload.name}</p>
            <p className="num t14 strong">{upload.percent}%</p>
          </div>
          <Progress label="Upload" sent={upload.arrived_bytes} size={upload.size_bytes} />
          <p className="t13 muted num">{upload.arrived}</p>
        </div>
      </div>
      <p className="t14 soft">{STOPPED}</p>
      <ChooseAgain {...choosing} />
      <div className="row row--between row--wrap">
        <p role="status" className="t13 soft">
          {words}
        </p>
        <DoButton className="btn btn--plain btn--sm" act={drop}>
          Cancel the upload
        </DoButton>
      </div>
    </Frame>
  );
}

function Working({ upload, film, check }) {
  return (
    <Frame upload={upload}>
      <div className="upload">
        <Thumb film={film} />
        <div className="col col--2">
          <p className="strong clip1">{upload.name}</p>
          <Steps steps={upload.steps} check={check} />
          <p role="status" className="t14 soft">
            {upload.words}
          </p>
        </div>
      </div>
    </Frame>
  );
}

function Failed({ warning, ...choosing }) {
  const { upload } = choosing;
  const [words, say] = useState("");

  async function again() {
    say("");
    try {
      const answer = await post(upload.try_again_url);
      if (!answer.ok) say((await answer.json()).detail ?? NO_ANSWER);
    } catch {
      say(NO_ANSWER);
    }
  }

  return (
    <Frame upload={upload}>
      <div className="row upload__failed" role="alert">
        <span className="mono upload__warning" aria-hidden="true">
          {warning}
        </span>
        <div className="grow col col--2">
          <p className="t14 strong">{upload.name} could not be used</p>
          <p className="t14 soft">{upload.failure}</p>
        </div>
      </div>
      {upload.can_try_again && (
        <div className="row row--wrap">
          <DoButton className="btn btn--sm" act={again}>
            Try again
          </DoButton>
          <p className="t13 muted">The file is still here; nothing has to be uploaded again.</p>
        </div>
      )}
      <ChooseAgain {...choosing} />
      <p role="status" className="t13 soft">
        {words}
      </p>
    </Frame>
  );
}
