// Loads a part of the page's data anew when the server has said that there is news of it.
import { useEffect, useLayoutEffect, useRef } from "react";

// A list that grows is what somebody waits for; what else changed can wait for a few news more.
const TOGETHER_MS = 60;
const RETRY_MS = 1_000;
const SLOWEST_MS = 15_000;
const PATIENCE_MS = 10_000;
// Signed out, or not this person's any more: the page says so when it is loaded the next time.
const FINAL = new Set([401, 403, 404]);

// One request at a time; what is heard of meanwhile is asked for once more afterwards.
function loader(load) {
  let running = false;
  let again = false;
  let ended = false;
  let lost = 0;
  let timer = 0;

  async function run() {
    clearTimeout(timer);
    if (ended) return;
    if (running) {
      again = true;
      return;
    }
    running = true;
    again = false;
    try {
      ended = (await load()) === false || ended;
      lost = 0;
    } catch {
      // No connection, or no answer: tried again, less and less often.
      lost += 1;
      timer = setTimeout(run, Math.min(SLOWEST_MS, RETRY_MS * 2 ** lost));
    }
    running = false;
    if (again) run();
  }

  function end() {
    ended = true;
    clearTimeout(timer);
  }

  return { run, end };
}

// What is shown, with what came after it, or with a newer look at its end. An item that is there
// already is not added; what is older than the answer stays.
export function grown(shown, answer, list) {
  if (!answer.follows_on) {
    const first = answer[list][0]?.key;
    const kept = shown[list].filter((item) => item.key < first);
    const joins = kept.length > 0 && first <= shown[list].at(-1).key;
    if (!joins) return answer;
    return { ...answer, [list]: [...kept, ...answer[list]], older_url: shown.older_url };
  }
  const there = new Set(shown[list].map((item) => item.key));
  const added = answer[list].filter((item) => !there.has(item.key));
  return { ...shown, ...answer, [list]: [...shown[list], ...added], older_url: shown.older_url };
}

async function answerOf(address) {
  const signal = AbortSignal.timeout(PATIENCE_MS);
  const answer = await fetch(address, { signal, cache: "no-store" });
  if (FINAL.has(answer.status)) return null;
  if (!answer.ok) throw new Error(String(answer.status));
  return answer.json();
}

// `news`: changes whenever there is some. `source`, `part`: where the newest is found and where it
// belongs in the page's data, which `data` reads and `put` changes. `grows`: see heard.py.
export function Heard({ news, source, part, grows, anew, put, data }) {
  const loading = useRef(null);
  useEffect(() => {
    if (!source) return undefined;
    const { run, end } = loader(async () => {
      const shown = data()[part];
      const last = !anew && grows && shown?.[grows].at(-1)?.key;
      const answer = await answerOf(last ? `${source}?after=${last}` : source);
      if (answer === null) return false;
      const now = data()[part];
      put({ [part]: grows && now ? grown(now, answer, grows) : answer });
      return true;
    });
    const seen = () => document.visibilityState === "visible" && run();
    let soon = 0;
    const runSoon = () => {
      clearTimeout(soon);
      soon = setTimeout(run, TOGETHER_MS);
    };
    loading.current = grows && !anew ? run : runSoon;
    document.addEventListener("visibilitychange", seen);
    window.addEventListener("online", run);
    window.addEventListener("pageshow", seen);
    return () => {
      end();
      clearTimeout(soon);
      document.removeEventListener("visibilitychange", seen);
      window.removeEventListener("online", run);
      window.removeEventListener("pageshow", seen);
    };
  }, [source, part, grows, anew, put, data]);
  const first = useRef(true);
  // Asked for before the next frame is painted, not after it.
  useLayoutEffect(() => {
    // The page has just been drawn with what the server wrote into it.
    if (first.current) first.current = false;
    else loading.current?.();
  }, [news]);
  return null;
}
