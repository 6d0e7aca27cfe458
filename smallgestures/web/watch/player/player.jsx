// The feed: one clip at a time, as far down as there are clips. At most seven of them are in the
// document; the track behind them is as long as all. The page around it (navigation) is not ours.

import React, { useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState, useSyncExternalStore } from "react";

import { Clip } from "./clip.jsx";
import { Help } from "./help.jsx";
import { Icon, IconButton } from "./icons.jsx";
import { listenToKeys } from "./keys.js";
import { Likes } from "./likes.js";
import { NOTHING, Pages } from "./pages.js";
import { Playback, RESTING } from "./playback.js";
import { Reports } from "./reports.js";
import { useScroller } from "./scroller.js";
import { share } from "./share.js";
import { Message } from "./states.jsx";

const NEAR = 3;
const NOTICE_MS = 6000;
const NAMES = { "for-you": "For you", following: "Following" };

function createParts(tab) {
  const pages = new Pages(tab);
  const reports = new Reports();
  const playback = new Playback(reports, pages.noteViewed);
  return { pages, reports, playback };
}

/** The whole feed. `tab` is "for-you" or "following". */
export function Feed({ tab = "for-you" }) {
  const { pages, reports, playback } = useMemo(() => createParts(tab), [tab]);
  const { items, status, lost } = useSyncExternalStore(pages.subscribe, pages.read, () => NOTHING);
  const view = useSyncExternalStore(playback.subscribe, playback.read, () => RESTING);
  const [notice, say] = useNotice();
  const [helping, setHelping] = useState(false);
  const likes = useMemo(() => new Likes(say), [say]);
  const feed = useMemo(() => ({ playback, likes, say, reports }), [playback, likes, say, reports]);

  // Behind the last clip there is always one more stage: it loads, or says why it does not.
  const count = items.length + 1;
  const [index, go, box] = useScroller(count, items.length ? pages.startIndex : 0);
  const item = items[index];

  useLayoutEffect(() => {
    reports.start();
    playback.start();
    pages.asNow = likes.over;
    pages.start();
    return () => {
      pages.stop();
      playback.stop();
      reports.stop();
    };
  }, [pages, playback, reports, likes]);

  useLayoutEffect(() => {
    playback.show(items, index);
    if (items.length) pages.remember(index);
  }, [items, index, view.warm, pages, playback]); // warm: more stages stand ready for a video

  useEffect(() => {
    if (!lost) playback.reconnect(); // what failed meanwhile is tried again
  }, [lost, playback]);

  useEffect(() => {
    if (!lost) playback.reconnect(); // the server is back: so may be the file that failed
  }, [lost, playback]);

  useKeys({ feed, item, go, box, view, help: () => setHelping(true) });

  const first = Math.max(0, index - NEAR);
  const last = Math.min(count - 1, index + (view.warm ? NEAR : 0));
  const shown = Array.from({ length: last - first + 1 }, (_, step) => first + step);
  const still = items.length === 0;

  return (
    <section
      ref={box}
      className={`feed${still ? " feed--still" : ""}`}
      data-part="feed"
      data-tab={tab}
      aria-label={NAMES[tab]}
      tabIndex={-1}
    >
      <h1 className="sr">{NAMES[tab]}</h1>
      <div className="feed__glow" style={{ backgroundImage: item?.glow && `url(${item.glow})` }} />
      <Tabs tab={tab} />
      <div className="feed__track" style={{ height: `calc(var(--feed-h) * ${count})` }}>
        {shown.map((at) => (
          <Clip
            key={at}
            index={at}
            item={items[at]}
            current={at === index}
            view={at === index ? view : RESTING}
            feed={feed}
            message={at === items.length ? tailMessage({ tab, status, lost, still, pages, go }) : null}
          />
        ))}
      </div>
      <Connection lost={lost && !still} />
      <Notice notice={notice} />
      <div className="feed__step">
        <IconButton name="Previous video" icon="up" kind="i--24" onClick={() => go(-1)} />
        <IconButton name="Next video" icon="down" kind="i--24" onClick={() => go(1)} />
      </div>
      <button className="feed__keys" onClick={() => setHelping(true)}>
        <kbd>?</kbd> Keyboard shortcuts
      </button>
      <Help open={helping} onClose={() => setHelping(false)} />
    </section>
  );
}

/** What stands behind the last clip; nothing while more of them load. */
function tailMessage({ tab, status, lost, still, pages, go }) {
  if (lost) return <Message name="lost" onDo={pages.retry} />;
  if (status === "stranger") return <Message name="stranger" />;
  if (status === "empty") return <Message name={`empty ${tab}`} />;
  if (status === "end" && !still) return <Message name="end" onDo={() => go("start")} />;
  return null;
}

function Tabs({ tab }) {
  const current = (name) => (tab === name ? "page" : undefined);
  return (
    <nav className="feed__tabs" aria-label="Feed">
      <a href="/following" aria-current={current("following")}>
        Following
      </a>
      <a href="/" aria-current={current("for-you")}>
        For you
      </a>
    </nav>
  );
}

/** Says that the connection is gone while what is loaded plays on; says it aloud, once. */
function Connection({ lost }) {
  const [offline, setOffline] = useState(false);
  useEffect(() => {
    const look = () => setOffline(!navigator.onLine);
    look();
    window.addEventListener("online", look);
    window.addEventListener("offline", look);
    return () => {
      window.removeEventListener("online", look);
      window.removeEventListener("offline", look);
    };
  }, []);
  const reason = offline ? "You’re offline." : lost ? "We lost the connection." : "";
  return (
    <div className="feed__offline" role="status" data-part="connection">
      {reason && (
        <p>
          <Icon name="offline" kind="i--18" />
          <span>{reason} What is loaded keeps playing; we try again every few seconds.</span>
        </p>
      )}
    </div>
  );
}

function useNotice() {
  const [notice, setNotice] = useState(null);
  const timer = useRef(0);
  const say = useCallback((words) => {
    clearTimeout(timer.current);
    setNotice(words);
    timer.current = setTimeout(() => setNotice(null), NOTICE_MS);
  }, []);
  useEffect(() => () => clearTimeout(timer.current), []);
  return [notice, say];
}

function Notice({ notice }) {
  return (
    <div className="feed__notice" role="status" data-part="notice">
      {notice && (
        <p className="toast">
          <span>{notice.text}</span>
          {notice.href && (
            <a className="btn" href={notice.href}>
              {notice.link}
            </a>
          )}
        </p>
      )}
    </div>
  );
}

function useKeys({ feed, item, go, box, view, help }) {
  const latest = useRef(null);
  latest.current = { feed, item, go, box, view, help };
  useEffect(() => {
    const now = () => latest.current;
    const withClip = (action) => () => now().item && action(now());
    const { playback, likes, say, reports } = feed;
    return listenToKeys({
      next: () => now().go(1),
      previous: () => now().go(-1),
      toggle: playback.toggle,
      sound: playback.toggleSound,
      back: () => playback.step(-5),
      forward: () => playback.step(5),
      like: withClip(({ item: clip }) => likes.toggle(clip)),
      share: withClip(({ item: clip }) => share(clip, say, reports)),
      shop: withClip(() => playback.shelf.enter() || say({ text: "Nothing to shop in this video." })),
      fullscreen: () => toggleFullscreen(now().box.current),
      close: playback.shelf.dismiss,
      help: () => now().help(),
      // The first Tab after the products appeared leads into them; the order is natural afterwards.
      tab: (target) => {
        const { panel } = now().view;
        const here = target === document.body || now().box.current.contains(target);
        return Boolean(panel) && panel.entered === 0 && here && playback.shelf.enter();
      },
    });
  }, [feed]);
}

function toggleFullscreen(element) {
  if (document.fullscreenElement) document.exitFullscreen();
  else element.requestFullscreen?.().catch(() => element); // refused by the browser or the device
}
