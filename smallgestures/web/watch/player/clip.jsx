// One clip as it stands in the feed: its stage, what is written over it, and the rail beside it.
// Its first elements are the same for a clip, a skeleton and a message, so that a video which the
// server wrote into the first stage is kept when the page comes to life.

import React, { memo, useCallback, useRef, useState, useSyncExternalStore } from "react";

import { EndCard } from "./end_card.jsx";
import { Icon } from "./icons.jsx";
import { Picture } from "./picture.jsx";
import { CaptionsButton, PlayButton, Scrub, SoundButton, SpeedButton } from "./scrub.jsx";
import { anchoredAt } from "./shelf.js";
import { Message, Skeleton, SkeletonRail } from "./states.jsx";
import { share } from "./share.js";
import { count, shopName } from "./words.js";
import { Written } from "./written.jsx";

const NO_HTML = { __html: "" };
const DOUBLE_TAP_MS = 260;
const TINTS = ["maya", "leo", "ines", "noor"];

export const Clip = memo(function Clip({ index, item, current, view, feed, message }) {
  const { playback } = feed;
  const article = useRef(null);
  const place = useCallback((node) => playback.pool.place(index, node), [playback, index]);
  const open = current && view.panel;
  const name = item && `${item.creator.handle}: ${item.caption}`;
  const hidden = !current && Boolean(item);
  return (
    <div
      className="feed__slot"
      style={{ top: `calc(var(--feed-h) * ${index})` }}
      inert={hidden}
      aria-hidden={hidden || undefined}
    >
      <article
        ref={article}
        className={`clip${open ? " clip--ended" : ""}`}
        aria-label={name}
        role={item ? undefined : "none"}
        aria-busy={item || message ? undefined : "true"}
        data-clip-id={item?.id}
        data-current={current || undefined}
        data-state={current && item ? view.phase : undefined}
      >
        <div className="stage">
          <div
            ref={place}
            className="stage__media"
            data-first-clip={index === 0 ? "" : undefined}
            dangerouslySetInnerHTML={NO_HTML}
            suppressHydrationWarning
          />
          {item ? <Over {...{ item, current, view, feed, article, open }} /> : (message ?? <Skeleton />)}
        </div>
        {item ? <Rail item={item} feed={feed} /> : message ? null : <SkeletonRail />}
      </article>
    </div>
  );
});

function Over({ item, current, view, feed, article, open }) {
  const { playback } = feed;
  const [hearts, onTap] = useTaps(item, feed);
  const shared = { view, playback };
  const corner = { ...shared, className: "icon-btn", kind: "i--24" };
  const trouble = current && ["failed", "blocked"].includes(view.phase);
  return (
    <>
      <div className="stage__tap only-wide" onClick={playback.toggle} />
      <TapButton {...shared} onTap={onTap} />
      {hearts}
      {view.phase === "paused" && !open && (
        <span className="stage__paused" aria-hidden="true">
          <Icon name="play" kind="i--fill" />
        </span>
      )}
      {trouble && <Message name={view.phase} onDo={playback.toggle} />}
      <div className="stage__corner">
        <SoundButton {...corner} />
        {item.captions && <CaptionsButton {...corner} />}
        <SpeedButton {...corner} />
      </div>
      <div className="under">
        <Written item={item}>{!open && <Anchor {...{ item, view, playback }} />}</Written>
        {open && <EndCard {...{ item, playback, article }} panel={view.panel} />}
      </div>
      <Scrub {...{ item, current, view, playback }} />
    </>
  );
}

/** On phones the whole stage pauses and plays; a second tap likes instead. */
function TapButton({ view, playback, onTap }) {
  const name = ["playing", "loading"].includes(view.phase) ? "Pause" : "Play";
  return (
    <button className="stage__tap only-phone" aria-label={name} onClick={(event) => onTap(event, playback.toggle)} />
  );
}

function useTaps(item, feed) {
  const timer = useRef(0);
  const [heart, setHeart] = useState(null);
  const onTap = (event, toggle) => {
    if (event.detail === 0 || event.nativeEvent.pointerType === "mouse") {
      toggle(); // a key, a screen reader or a mouse: nothing to tell apart
    } else if (timer.current) {
      clearTimeout(timer.current);
      timer.current = 0;
      feed.likes.toggle(item, true);
      const box = event.currentTarget.getBoundingClientRect();
      setHeart({ left: event.clientX - box.left, top: event.clientY - box.top });
    } else {
      timer.current = setTimeout(() => {
        timer.current = 0;
        toggle();
      }, DOUBLE_TAP_MS);
    }
  };
  const shown = heart && (
    <span className="stage__heart" style={heart} onAnimationEnd={() => setHeart(null)} aria-hidden="true">
      <Icon name="like" kind="i--fill" />
    </span>
  );
  return [shown, onTap];
}

/** The small anchor. One product: it leads to it. Several: it opens the panel to choose from. */
function Anchor({ item, view, playback }) {
  const products = view.anchored ?? anchoredAt(item.products, 0);
  if (products.length === 0) return null;
  const [first] = products;
  const several = products.length > 1;
  const { name, seen } = shopName(products);
  const onClick = (event) => {
    const plain = !(event.ctrlKey || event.metaKey || event.shiftKey);
    if (several && plain) {
      event.preventDefault();
      playback.shelf.enter();
    } else {
      playback.shelf.leaveForProduct();
    }
  };
  const via = view.via ? `?via=${view.via}` : "";
  return (
    <a className="anchor" data-part="anchor" href={`/product/${first.slug}${via}`} aria-label={name} onClick={onClick}>
      <Picture address={first.image} />
      <span className="clip1">{seen}</span>
      {!several && <span className="anchor__price num">{first.price}</span>}
    </a>
  );
}

function giveTo(handle) {
  window.location.assign(`/gestures?to=${encodeURIComponent(handle)}`);
}

function Rail({ item, feed }) {
  const { likes, say } = feed;
  const { liked, likes: many } = useSyncExternalStore(likes.subscribe, () => likes.of(item), () => item);
  const { handle, name } = item.creator;
  const tint = TINTS.includes(handle) ? handle : TINTS[handle.charCodeAt(0) % TINTS.length];
  return (
    <div className="rail" role="group" aria-label="Actions">
      <div className="rail__who">
        <span className={`avatar avatar--${tint} avatar--rail`} aria-hidden="true">
          {[...name][0]?.toUpperCase()}
        </span>
      </div>
      <button className="rail__b" aria-pressed={liked} aria-label="Like" onClick={() => likes.toggle(item)}>
        <span className="ic">
          <Icon name="like" />
        </span>
        {count(many)}
      </button>
      <button className="rail__b rail__b--gift" aria-label="Send a gift" onClick={() => giveTo(handle)}>
        <span className="ic">
          <Icon name="gift" />
        </span>
        Gift
      </button>
      <button className="rail__b rail__b--share" aria-label="Share" onClick={() => share(item, say)}>
        <span className="ic">
          <Icon name="share" />
        </span>
        Share
      </button>
    </div>
  );
}
