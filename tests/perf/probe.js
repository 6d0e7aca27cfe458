// Watches what the person sees: frames of videos, which video fills the view, and the end card.
// It runs in the page before any of its own scripts, and reads only the document.
(() => {
  const frames = []; // every frame that was shown: { at, video, src, playing }
  const hooked = new WeakSet();
  const now = () => performance.now();
  const patience = 8000;

  function hook(video) {
    if (hooked.has(video)) return;
    hooked.add(video);
    const onFrame = () => {
      frames.push({ at: now(), video, src: video.currentSrc, playing: !video.paused });
      if (frames.length > 4000) frames.splice(0, 2000);
      video.requestVideoFrameCallback(onFrame);
    };
    video.requestVideoFrameCallback(onFrame);
  }

  const create = document.createElement.bind(document);
  document.createElement = (name, ...rest) => {
    const element = create(name, ...rest);
    if (String(name).toLowerCase() === "video") hook(element);
    return element;
  };
  new MutationObserver((changes) => {
    for (const { addedNodes } of changes) {
      for (const node of addedNodes) {
        if (node.nodeName === "VIDEO") hook(node);
        node.querySelectorAll?.("video").forEach(hook);
      }
    }
  }).observe(document, { childList: true, subtree: true });

  /** Resolve, in a frame before it is painted, with what `look` returns then, once it is something. */
  function seen(look) {
    const began = now();
    return new Promise((resolve) => {
      const again = () => {
        const found = look();
        if (found !== undefined) resolve(found);
        else if (now() - began > patience) resolve(null);
        else requestAnimationFrame(again);
      };
      requestAnimationFrame(again);
    });
  }

  function largest() {
    let best = { area: 0 };
    for (const video of document.querySelectorAll("video")) {
      const box = video.getBoundingClientRect();
      const height = Math.min(box.bottom, innerHeight) - Math.max(box.top, 0);
      const width = Math.min(box.right, innerWidth) - Math.max(box.left, 0);
      if (height > 0 && width > 0 && height * width > best.area) best = { video, area: height * width };
    }
    return { video: best.video, share: best.area / (innerWidth * innerHeight) };
  }

  /** When the frame that is being made, in which `seen` looked, has been painted: the next task. */
  function painted() {
    return new Promise((resolve) => {
      const channel = new MessageChannel();
      channel.port1.onmessage = () => resolve(now());
      channel.port2.postMessage(0);
    });
  }

  const isVisible = (element) => {
    if (!element) return false;
    const { width, height, top } = element.getBoundingClientRect();
    return width > 0 && height > 0 && top < innerHeight && element.checkVisibility();
  };

  window.probe = {
    largest,

    /** Milliseconds from the start of the navigation to the first video frame. */
    firstFrame: () => seen(() => frames[0]?.at),

    /** Begin to watch a swipe; `swiped` tells what came of it. */
    swipe() {
      const began = now();
      const old = largest().video;
      const oldSrc = old?.currentSrc;
      window.probe.swiped = (async () => {
        // The new clip is current from half of the view on.
        const active = await seen(() => {
          const { video, share } = largest();
          const changed = video && (video !== old || video.currentSrc !== oldSrc);
          return changed && share >= 0.5 ? { at: now(), video, src: video.currentSrc } : undefined;
        });
        if (!active) return null;
        const its = (frame) => frame.video === active.video && frame.src === active.src;
        const first = await seen(() => frames.find(its));
        const moving = await seen(() => frames.find((frame) => its(frame) && frame.playing && frame.at > began));
        if (!first || !moving) return null;
        return { picture: Math.max(0, first.at - active.at), motion: Math.max(0, moving.at - active.at) };
      })();
    },

    /** Play the last moments of the clip; milliseconds from `ended` until its card is painted. */
    async endCard() {
      const { video } = largest();
      const ended = new Promise((resolve) => video.addEventListener("ended", () => resolve(now()), { once: true, capture: true }));
      video.currentTime = Math.max(0, video.duration - 0.4);
      await video.play();
      const at = await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, patience, null))]);
      if (at === null) return null;
      const found = await seen(() => (isVisible(document.querySelector('[data-part="end-card"]')) ? true : undefined));
      return found ? (await painted()) - at : null;
    },

    /** Scroll to the clip at `index`; resolve with its id when it is current and its picture stands. */
    async scrollTo(index) {
      const feed = document.querySelector('[data-part="feed"]');
      const wanted = index * feed.clientHeight;
      return seen(() => {
        if (feed.scrollTop !== wanted) feed.scrollTo({ top: wanted, behavior: "instant" });
        const current = feed.querySelector("[data-current]");
        const slot = current?.closest(".feed__slot");
        const isHere = slot && Math.abs(slot.getBoundingClientRect().top - feed.getBoundingClientRect().top) < 2;
        const stands = isHere && [...slot.querySelectorAll("video")].some((video) => video.readyState >= 2);
        return stands ? current.dataset.clipId : undefined;
      });
    },
  };
})();
