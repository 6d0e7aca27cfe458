// What a creator wrote under a clip: each hashtag leads to what else carries it.
import React from "react";

// As `hashtags_of` (search/words.py) reads them.
const HASHTAG = /(#[\p{L}\p{N}_]+)/u;

export function Caption({ text }) {
  return (
    <p>
      {text.split(HASHTAG).map((part, place) =>
        place % 2 ? (
          <a key={place} className="hashtag" href={`/discover?q=${encodeURIComponent(part)}`}>
            {part}
          </a>
        ) : (
          part
        ),
      )}
    </p>
  );
}
