// One file on its way, by the tus protocol. The library comes when the first file does.
import { speedometer } from "./speed.js";

export const ENDPOINT = "/api/uploads";
// A piece is the most that a request carries: proxies refuse longer ones, and each is safe when
// its answer is there.
const PIECE_BYTES = 8 * 1024 * 1024;
const RETRY_DELAYS_MS = [0, 500, 1_500, 3_000, 5_000];
const AGAIN_MS = 10_000;
const SHOWN_EVERY_MS = 200;

const GONE = new Set([404, 410]);
const FULL = 507;
const ARRIVED_BEFORE = 403;

export const OFFLINE = "No connection. It goes on by itself when it is back.";
const NO_ANSWER = "We can’t be reached right now. It goes on by itself in a moment.";
const SIGNED_OUT = "You are signed out. Sign in in another tab, then go on here.";
const FAILED = "This did not work. What has arrived is kept: go on, or choose the file again later.";

const statusOf = (error) => error?.originalResponse?.getStatus() ?? 0;

function wordsOf(error) {
  try {
    return JSON.parse(error.originalResponse.getBody()).detail;
  } catch {
    return "";
  }
}

// Only what may be different in a moment is tried again by itself.
const mayPass = (status) => status === 0 || status === 409 || status === 423 || (status >= 500 && status !== FULL);

// Sends `file`. `address` is where it goes on, if it began before; `video` is the one that waits
// for it. `tell` hears what changes: {sent, speed, state, words, video, address}.
export function sending({ file, viewer, address, video, tell }) {
  const speed = speedometer();
  let upload = null;
  let timer = 0;
  let shownAt = 0;

  const fingerprint = () => Promise.resolve(["sg", viewer, file.name, file.size, file.lastModified].join("|"));

  function progressed(sent) {
    const now = performance.now();
    const rate = speed.note(sent, now);
    if (now - shownAt < SHOWN_EVERY_MS && sent < file.size) return;
    shownAt = now;
    tell({ sent, speed: rate, state: "sends", words: "" });
  }

  function options(from) {
    return {
      endpoint: from ? null : ENDPOINT,
      uploadUrl: from || null,
      metadata: { filename: file.name, ...(video ? { video } : {}) },
      chunkSize: PIECE_BYTES,
      retryDelays: RETRY_DELAYS_MS,
      removeFingerprintOnSuccess: true,
      fingerprint,
      onShouldRetry: (error) => mayPass(statusOf(error)) && navigator.onLine,
      onAfterResponse: (_request, response) => {
        const named = response.getHeader("Upload-Video");
        if (named) tell({ video: named });
      },
      onUploadUrlAvailable: () => {
        // From here on it goes on there: a server that does not answer gets no second upload.
        upload.options.endpoint = null;
        tell({ address: new URL(upload.url, window.location.href).pathname, state: "sends", words: "" });
      },
      onProgress: progressed,
      onChunkComplete: (_bytes, accepted) => {
        shownAt = 0; // what has arrived is always shown, however short ago something was
        progressed(accepted);
      },
      onSuccess: () => tell({ state: "arrived", sent: file.size, speed: 0, words: "" }),
      onError: failed,
    };
  }

  function failed(error) {
    const status = statusOf(error);
    speed.forget();
    if (GONE.has(status) && address) {
      // It was given up there meanwhile: it begins anew, for the same video if there is one.
      address = "";
      begin("");
      return;
    }
    if (mayPass(status)) {
      tell({ state: "lost", speed: 0, words: navigator.onLine ? NO_ANSWER : OFFLINE });
      timer = setTimeout(resume, AGAIN_MS);
      return;
    }
    if (status === 401) tell({ state: "stopped", speed: 0, words: SIGNED_OUT });
    else if (status === FULL) tell({ state: "stopped", speed: 0, words: wordsOf(error) || FAILED });
    else tell({ state: "refused", speed: 0, words: wordsOf(error) || FAILED });
  }

  async function begin(from) {
    tell({ state: "sends", words: "" });
    let tus;
    try {
      tus = await import("tus-js-client");
    } catch {
      tell({ state: "lost", speed: 0, words: navigator.onLine ? NO_ANSWER : OFFLINE });
      timer = setTimeout(() => begin(from), AGAIN_MS);
      return;
    }
    upload = new tus.Upload(file, options(from));
    if (!from && !video) {
      const [previous] = await upload.findPreviousUploads();
      if (previous) {
        address = previous.uploadUrl;
        upload.options.endpoint = null;
        upload.resumeFromPreviousUpload(previous);
      }
    }
    upload.start();
  }

  function resume() {
    clearTimeout(timer);
    speed.forget();
    if (upload === null) {
      begin(address);
      return;
    }
    tell({ state: "sends", words: "" });
    upload.start();
  }

  async function pause() {
    clearTimeout(timer);
    speed.forget();
    tell({ state: "paused", speed: 0, words: "" });
    await upload?.abort();
  }

  // Takes away what is there of it; returns false when all of it had arrived before, and throws
  // when the server did not hear of it.
  async function cancel() {
    clearTimeout(timer);
    try {
      await upload?.abort(Boolean(upload.url));
    } catch (error) {
      const status = statusOf(error);
      if (status === ARRIVED_BEFORE) return false;
      if (!GONE.has(status)) throw error;
    }
    return true;
  }

  return { begin: () => begin(address), resume, pause, cancel };
}
