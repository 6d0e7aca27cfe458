// Choosing the file of a video again: the same one goes on, another one takes its place.
import { useState } from "react";
import { DropField } from "./parts.jsx";
import { add, dismiss, useQueue } from "./queue.js";
import { loadUpload } from "./show_video.js";
import { sizeWords } from "./words.js";

const UNKNOWN = { largest_bytes: Infinity, longest_s: 60, left_bytes: Infinity };

export function ChooseAgain({ upload, viewer, allowance, put, data, art }) {
  const queue = useQueue();
  const [other, setOther] = useState(null);
  const goesOn = upload.stage === "uploading";
  const refused = queue.filter((item) => item.isFor === upload.video && item.state === "refused");

  function send(file, to) {
    setOther(null);
    refused.forEach((item) => dismiss(item.key));
    add(file, {
      viewer,
      allowance: allowance ?? UNKNOWN,
      to: { ...to, video: upload.video },
      // From here on this page shows it as what it is: on its way.
      onVideo: (item) => put({ upload: { ...upload, stage: "uploading", failure: "", name: item.name } }),
      onArrived: () => loadUpload(upload.video, put, data),
    });
  }

  function take([file]) {
    if (!goesOn) send(file, {});
    else if (file.size === upload.size_bytes) send(file, { address: upload.address, sent: upload.arrived_bytes });
    else setOther(file);
  }

  return (
    <div className="col col--3">
      {other ? (
        <div className="note-bar note-bar--warn" role="alert">
          <span className="grow">
            {other.name} has {sizeWords(other.size)}; the file that was stopped has {sizeWords(upload.size_bytes)}.
          </span>
          <button type="button" className="btn btn--line btn--sm" onClick={() => send(other, {})}>
            Start over with this one
          </button>
        </div>
      ) : null}
      <DropField title="Choose the file again" take={take} art={art}>
        <span>{goesOn ? `${upload.name}, ${sizeWords(upload.size_bytes)}` : "What you wrote stays."}</span>
      </DropField>
      {refused.map((item) => (
        <p key={item.key} className="note-bar note-bar--danger" role="alert">
          {item.words}
        </p>
      ))}
    </div>
  );
}
