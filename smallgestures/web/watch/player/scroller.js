// Which clip is current, told from how far the feed is scrolled: from half of it in view.

import { useCallback, useLayoutEffect, useRef, useState } from "react";
import { flushSync } from "react-dom";

const FAR = 3; // beyond this there is no clip in the document to slide to
const BY_HAND = ["wheel", "touchstart", "pointerdown"];

const still = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

/** Returns [index, go, box]: the current clip, a way to another, and the ref of what scrolls. */
export function useScroller(count, startIndex) {
  const [index, setIndex] = useState(0);
  const box = useRef(null);
  const at = useRef(0);
  const aim = useRef(null); // where a slide that we started will end
  const jump = useRef(null); // a clip to stand at as soon as it is in the document

  const settle = useCallback((to) => {
    at.current = to;
    setIndex(to);
  }, []);

  /** Stand at a clip at once. */
  const stand = useCallback((to) => {
    aim.current = null;
    box.current.style.scrollSnapType = "";
    box.current.scrollTo({ top: to * box.current.clientHeight, behavior: "instant" });
  }, []);

  useLayoutEffect(() => {
    if (!startIndex) return;
    jump.current = startIndex;
    settle(startIndex);
  }, [startIndex, settle]);

  useLayoutEffect(() => {
    if (jump.current !== index) return;
    jump.current = null;
    stand(index);
  }, [index, stand]);

  useLayoutEffect(() => {
    const element = box.current;
    const onScroll = () => {
      const to = Math.round(element.scrollTop / element.clientHeight);
      // Synchronously: the next clip plays in this very frame.
      if (to !== at.current && jump.current === null) flushSync(() => settle(to));
    };
    const onEnd = () => aim.current !== null && stand(aim.current);
    const onHand = () => {
      aim.current = null;
      element.style.scrollSnapType = "";
    };
    // A turned phone or a resized window keeps its clip.
    let height = element.clientHeight;
    const sizes = new ResizeObserver(() => {
      if (element.clientHeight === height) return;
      height = element.clientHeight;
      stand(at.current);
    });
    sizes.observe(element);
    element.addEventListener("scroll", onScroll, { passive: true });
    element.addEventListener("scrollend", onEnd);
    for (const name of BY_HAND) element.addEventListener(name, onHand, { passive: true });
    return () => {
      sizes.disconnect();
      element.removeEventListener("scroll", onScroll);
      element.removeEventListener("scrollend", onEnd);
      for (const name of BY_HAND) element.removeEventListener(name, onHand);
    };
  }, [settle, stand]);

  const go = useCallback(
    (step) => {
      const from = aim.current ?? at.current;
      const to = step === "start" ? 0 : Math.min(Math.max(from + step, 0), count - 1);
      if (to === from) return;
      if (Math.abs(to - at.current) > FAR) {
        jump.current = to;
        settle(to);
      } else if (still()) {
        stand(to);
      } else {
        aim.current = to;
        const element = box.current;
        // Snapping would cut the slide short whenever a clip enters the document on the way.
        element.style.scrollSnapType = "none";
        element.scrollTo({ top: to * element.clientHeight, behavior: "smooth" });
      }
    },
    [count, settle, stand],
  );

  return [Math.min(index, count - 1), go, box];
}
