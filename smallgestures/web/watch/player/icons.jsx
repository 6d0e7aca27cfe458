// Lucide icons (ISC), inline.

import React from "react";

const PATHS = {
  soundOff:
    "M11 4.702a.7.7 0 0 0-1.203-.498L6.413 7.587A1.4 1.4 0 0 1 5.416 8H3a1 1 0 0 0-1 1v6a1 1 0 0 0 1 1h2.416a1.4 1.4 0 0 1 .997.413l3.383 3.384A.7.7 0 0 0 11 19.298z|m16.5 14.5 5-5|m16.5 9.5 5 5",
  soundOn:
    "M11 4.702a.7.7 0 0 0-1.203-.498L6.413 7.587A1.4 1.4 0 0 1 5.416 8H3a1 1 0 0 0-1 1v6a1 1 0 0 0 1 1h2.416a1.4 1.4 0 0 1 .997.413l3.383 3.384A.7.7 0 0 0 11 19.298z|M16 9a5 5 0 0 1 0 6|M19.364 18.364a9 9 0 0 0 0-12.728",
  pause: "M15 3h3a1 1 0 0 1 1 1v16a1 1 0 0 1-1 1h-3a1 1 0 0 1-1-1V4a1 1 0 0 1 1-1|M6 3h3a1 1 0 0 1 1 1v16a1 1 0 0 1-1 1H6a1 1 0 0 1-1-1V4a1 1 0 0 1 1-1",
  play: "M5 5a2 2 0 0 1 3.008-1.728l11.997 6.998a2 2 0 0 1 .003 3.458l-12 7A2 2 0 0 1 5 19z",
  like: "M2 9.5a5.5 5.5 0 0 1 9.591-3.676.56.56 0 0 0 .818 0A5.49 5.49 0 0 1 22 9.5c0 2.29-1.5 4-3 5.5l-5.492 5.313a2 2 0 0 1-3 .019L5 15c-1.5-1.5-3-3.2-3-5.5",
  gift: "M12 7v14|M20 11v8a2 2 0 0 1-2 2H6a2 2 0 0 1-2-2v-8|M7.5 7a1 1 0 0 1 0-5A4.8 8 0 0 1 12 7a4.8 8 0 0 1 4.5-5 1 1 0 0 1 0 5|M4 7h16a1 1 0 0 1 1 1v2a1 1 0 0 1-1 1H4a1 1 0 0 1-1-1V8a1 1 0 0 1 1-1",
  share: "m15 17 5-5-5-5|M4 18v-2a4 4 0 0 1 4-4h12",
  up: "m18 15-6-6-6 6",
  down: "m6 9 6 6 6-6",
  close: "M18 6 6 18|m6 6 12 12",
  replay: "M3 12a9 9 0 1 0 9-9 9.75 9.75 0 0 0-6.74 2.74L3 8|M3 3v5h5",
  captions: "M3 5h18v14H3z|M7 15h4M15 15h2M7 11h2M13 11h4",
  people: "M16 21v-2a4 4 0 0 0-4-4H6a4 4 0 0 0-4 4v2|M16 3.128a4 4 0 0 1 0 7.744|M22 21v-2a4 4 0 0 0-3-3.87|M5 7a4 4 0 1 0 8 0 4 4 0 1 0-8 0",
  offline:
    "M12 20h.01|M8.5 16.429a5 5 0 0 1 7 0|M5 12.859a10 10 0 0 1 5.17-2.69|M19 12.859a10 10 0 0 0-2.007-1.523|M2 8.82a15 15 0 0 1 4.177-2.643|M22 8.82a15 15 0 0 0-11.288-3.764|m2 2 20 20",
  done: "M20 6 9 17l-5-5",
};

export function Icon({ name, kind = "" }) {
  return (
    <svg className={`i ${kind}`} aria-hidden="true" viewBox="0 0 24 24">
      {PATHS[name].split("|").map((path) => (
        <path key={path} d={path} />
      ))}
    </svg>
  );
}

/** A round button that is an icon; its name is spoken and shown as a tooltip. */
export function IconButton({ name, icon, kind, className = "icon-btn", ...rest }) {
  return (
    <button className={className} aria-label={name} title={name} {...rest}>
      <Icon name={icon} kind={kind} />
    </button>
  );
}
