// Small parts of what is said about a file on its way.
import { useEffect, useState } from "react";
import { percentOf, progressWords } from "./words.js";

const LET_GO_MS = 10_000;

// The first picture of a file of this machine, for the eye only.
export function Thumb({ file, film }) {
  const [address, setAddress] = useState("");
  useEffect(() => {
    if (!file) return undefined;
    const made = URL.createObjectURL(file);
    setAddress(made);
    // A picture that is just being read would complain if its file were gone.
    return () => setTimeout(() => URL.revokeObjectURL(made), LET_GO_MS);
  }, [file]);
  return (
    <span className="thumb upload__thumb" aria-hidden="true">
      {film}
      {address && <video src={`${address}#t=0.1`} muted playsInline preload="metadata" tabIndex={-1} />}
    </span>
  );
}

export function Progress({ label, sent, size, speed = 0 }) {
  const percent = percentOf(sent, size);
  return (
    <div
      className="progress"
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={percent}
      aria-valuetext={`${percent}%, ${progressWords({ sent, size, speed })}`}
    >
      <span style={{ width: `${percent}%` }} />
    </div>
  );
}

// From a file to a clip; the first step is under way while the file is.
export function Steps({ steps, isUploading, check }) {
  return (
    <ol className="upload__steps t13" aria-label="Steps">
      {steps.map(({ words, mark }, place) => (
        <li key={words} data-mark={mark} aria-current={mark === "now" ? "step" : undefined}>
          {mark === "done" ? check : <i aria-hidden="true" />}
          {place === 0 && isUploading ? "Uploading" : words}
          {mark === "done" && <span className="sr"> (done)</span>}
        </li>
      ))}
    </ol>
  );
}

// A button that is busy until what it does is done.
export function DoButton({ act, className, children, ...more }) {
  const [busy, setBusy] = useState(false);
  async function press() {
    if (busy) return;
    setBusy(true);
    try {
      await act();
    } finally {
      setBusy(false);
    }
  }
  return (
    <button type="button" className={className} aria-busy={busy || undefined} onClick={press} {...more}>
      {children}
    </button>
  );
}

// The field that takes files: a place to drop them on, and a button for everybody else. It can be
// pressed from when it works on: a file that was chosen in the bare HTML would be lost.
export function DropField({ title, name = "Video file", multiple, take, art, children }) {
  const [isOver, setIsOver] = useState(0);
  const [works, setWorks] = useState(false);
  useEffect(() => setWorks(true), []);
  const holds = (event) => [...(event.dataTransfer?.types ?? [])].includes("Files");
  const entered = (by) => (event) => holds(event) && setIsOver((depth) => Math.max(0, depth + by));
  function dropped(event) {
    event.preventDefault();
    setIsOver(0);
    const files = [...event.dataTransfer.files];
    if (files.length) take(multiple ? files : files.slice(0, 1));
  }
  function picked(event) {
    const files = [...event.target.files];
    event.target.value = ""; // the same file can be picked again
    if (files.length) take(files);
  }
  return (
    <label
      className="drop"
      data-over={isOver > 0 || undefined}
      onDragEnter={entered(1)}
      onDragLeave={entered(-1)}
      onDragOver={(event) => holds(event) && event.preventDefault()}
      onDrop={dropped}
    >
      {art}
      <span className="strong drop__title">{title}</span>
      {children}
      <input
        type="file"
        className="sr"
        aria-label={name}
        accept="video/*,.mp4,.mov,.webm,.mkv"
        multiple={multiple}
        disabled={!works}
        onChange={picked}
      />
    </label>
  );
}
