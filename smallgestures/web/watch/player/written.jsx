// What is written over a clip: who made it, when, their words, and that it is advertising.
import React from "react";

import { Caption } from "./caption.jsx";
import { ago } from "./words.js";

export function Written({ item, children }) {
  return (
    <div className="under__text">
      <div className="caption">
        <div className="caption__who">
          <a href={item.creator.url}>@{item.creator.handle}</a>
          <time dateTime={item.published_at}>{ago(item.published_at)}</time>
        </div>
        <Caption text={item.caption} />
      </div>
      {item.disclosure && <span className="partner">{item.disclosure}</span>}
      {children}
    </div>
  );
}
