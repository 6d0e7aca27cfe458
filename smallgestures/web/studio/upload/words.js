// What is said of a file and of how fast it goes.

const KILO = 1_000;
const MEGA = 1_000_000;
const GIGA = 1_000_000_000;
const MINUTE_S = 60;
// Below this many seconds a number would be wrong by the time it is read.
const SOON_S = 5;

const short = (number) => number.toFixed(1).replace(/\.0$/, "");

// The same as `size_in_words` of the server.
export function sizeWords(bytes) {
  if (bytes >= GIGA) return `${short(bytes / GIGA)} GB`;
  if (bytes >= MEGA) return `${short(bytes / MEGA)} MB`;
  return bytes > 0 ? `${Math.max(1, Math.round(bytes / KILO))} KB` : "0 KB";
}

// A hundred is all of it and nothing less.
export const percentOf = (sent, size) => (size ? Math.floor((sent * 100) / size) : 0);

export function lengthWords(seconds) {
  const whole = Math.ceil(seconds);
  return `${Math.floor(whole / MINUTE_S)}:${String(whole % MINUTE_S).padStart(2, "0")}`;
}

function leftWords(seconds) {
  if (seconds < SOON_S) return "a few seconds left";
  if (seconds < MINUTE_S) return `about ${Math.round(seconds / SOON_S) * SOON_S} seconds left`;
  const minutes = Math.round(seconds / MINUTE_S);
  if (minutes < MINUTE_S) return `about ${minutes} minute${minutes === 1 ? "" : "s"} left`;
  return "more than an hour left";
}

// “12.4 MB of 19.3 MB · 3.1 MB/s · about 20 seconds left”
export function progressWords({ sent, size, speed }) {
  const parts = [`${sizeWords(sent)} of ${sizeWords(size)}`];
  if (speed > 0) parts.push(`${sizeWords(speed)}/s`, leftWords((size - sent) / speed));
  return parts.join(" · ");
}
