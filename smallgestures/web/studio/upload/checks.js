// What can be known of a file before a byte of it is sent.
import { lengthWords, sizeWords } from "./words.js";

const PATIENCE_MS = 3_000;
// A phone's “60 seconds” is often a frame or two more.
const SLACK_S = 0.5;

// Seconds; null where the browser can't tell, which says nothing about the file.
function lengthOf(file) {
  return new Promise((resolve) => {
    const address = URL.createObjectURL(file);
    const video = document.createElement("video");
    const done = (seconds) => {
      clearTimeout(timer);
      video.removeAttribute("src");
      video.load();
      URL.revokeObjectURL(address);
      resolve(Number.isFinite(seconds) ? seconds : null);
    };
    const timer = setTimeout(done, PATIENCE_MS, null);
    video.preload = "metadata";
    video.muted = true;
    video.onloadedmetadata = () => done(video.duration);
    video.onerror = () => done(null);
    video.src = address;
  });
}

// Returns why the file would be refused, in words; nothing when it may be tried.
export async function refusalOf(file, { largest_bytes: largest, longest_s: longest, left_bytes: left }) {
  if (file.size === 0) return "This file is empty. Choose the video again.";
  if (file.size > largest) {
    return `This file has ${sizeWords(file.size)}; a video may have at most 500 MB. Export it smaller, at 1080p for example, and choose it again.`;
  }
  if (file.size > left) {
    return `This file has ${sizeWords(file.size)}, and ${sizeWords(left)} are left of what you can upload in seven days. Export it smaller, or come back in a few days.`;
  }
  const seconds = await lengthOf(file);
  if (seconds !== null && seconds > longest + SLACK_S) {
    return `This video is ${lengthWords(seconds)} long; a clip runs at most ${longest} seconds. Trim it and choose it again.`;
  }
  return "";
}
