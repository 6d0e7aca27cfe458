// The clip as it is now; what was cut off with the sliders is not played.
import { useRef } from "react";
import { useDraft } from "./draft.js";

export function Preview(page) {
  const { draft } = useDraft(page);
  const { video } = page;
  const player = useRef(null);
  const from = Math.max(0, draft.value("trim_start_ms") - video.shows_from_ms) / 1000;
  const until = (draft.value("trim_end_ms") - video.shows_from_ms) / 1000;
  const keepInside = () => {
    const { currentTime } = player.current;
    if (until > from && (currentTime < from - 0.2 || currentTime > until)) player.current.currentTime = from;
  };
  return (
    <figure className="edit__preview" aria-label="Preview">
      {video.src ? (
        <video
          ref={player}
          key={video.src}
          src={video.src}
          poster={video.poster}
          aria-label={video.cover_alt || "Your video"}
          controls
          muted
          playsInline
          loop
          preload="none"
          onTimeUpdate={keepInside}
        >
          {video.captions_src && (
            <track key={video.captions_src} kind="captions" src={video.captions_src} srcLang={video.captions_language} default />
          )}
        </video>
      ) : (
        <div className="edit__empty" role="img" aria-label="No picture yet" />
      )}
      <figcaption className="t13 muted">{video.work || video.standing}</figcaption>
    </figure>
  );
}

// The end card with the caption as it is typed: what viewers will see when it is saved.
export function EndCard({ products, figure: Figure, clip, ...page }) {
  const { draft } = useDraft(page);
  if (products?.video !== page.video.id) return null;
  return <Figure products={products} clip={clip} caption={draft.value("caption")} poster={page.video.poster} />;
}
