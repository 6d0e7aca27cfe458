// What a creator wrote under a clip: a hashtag leads to what else carries it, a mention to whoever
// has that handle.
import React from "react";

// As `hashtags_of` (search/words.py) reads them, and handles as accounts/fields.py allows them.
const TAGS = /(#[\p{L}\p{N}_]+|@[a-z0-9_]+(?:\.[a-z0-9_]+)*)/iu;
// Inside a word, as in an address of e-mail, nobody is mentioned.
const IN_A_WORD = /[\p{L}\p{N}_.]$/u;

function addressOf(tag, before) {
  if (tag[0] === "#") return `/discover?q=${encodeURIComponent(tag)}`;
  return IN_A_WORD.test(before) ? null : `/u/${tag.slice(1).toLowerCase()}`;
}

export function Caption({ text }) {
  const parts = text.split(TAGS);
  return (
    <p>
      {parts.map((part, place) => {
        const address = place % 2 ? addressOf(part, parts[place - 1]) : null;
        if (!address) return part;
        return (
          <a key={place} className="hashtag" href={address}>
            {part}
          </a>
        );
      })}
    </p>
  );
}
