// What stands in a stage where no clip plays: loading, nothing there, no connection, the end.

import React from "react";

import { Icon } from "./icons.jsx";

const SIGN_IN = () => `/sign-in?next=${encodeURIComponent(location.pathname)}`;

// title, text, icon; what can be done about it (with its icon), and where that leads
const MESSAGES = {
  lost: [
    "We lost the connection",
    "We try again every few seconds and pick up right where you were.",
    "offline",
    ["Try now", "replay"],
  ],
  failed: [
    "This video didn’t load",
    "You can try again, or go on to the next one.",
    "offline",
    ["Try again", "replay"],
  ],
  blocked: [
    "Your browser paused this video",
    "It plays videos only after you say so.",
    "play",
    ["Start watching", "play"],
  ],
  end: [
    "You’ve seen everything for now",
    "New videos show up here as people post them.",
    "done",
    ["Back to the start", "up"],
  ],
  "empty for-you": [
    "Nothing to watch yet",
    "Videos show up here as soon as someone posts one.",
    "play",
  ],
  "empty following": [
    "Your people go here",
    "Follow someone and their videos line up in this tab, newest first.",
    "people",
    ["Watch For you"],
    () => "/",
  ],
  stranger: [
    "Sign in to see your people",
    "The videos of everyone you follow line up in this tab.",
    "people",
    ["Sign in"],
    SIGN_IN,
  ],
};

const URGENT = ["lost", "failed"];

/** One message in the middle of the stage, and the one thing to do about it. */
export function Message({ name, onDo }) {
  const [title, text, icon, action, address] = MESSAGES[name];
  const Action = address ? "a" : "button";
  return (
    <div className="state feed__state" role={URGENT.includes(name) ? "alert" : "status"}>
      <span className="state__art">
        <Icon name={icon} kind="i--28" />
      </span>
      <h2>{title}</h2>
      <p>{text}</p>
      {action && (
        <Action className="btn btn--primary" href={address?.()} onClick={onDo}>
          {action[1] && <Icon name={action[1]} kind="i--18" />}
          {action[0]}
        </Action>
      )}
    </div>
  );
}

const bar = (width, height, borderRadius) => (
  <span className="skel" style={{ width, height, borderRadius }} />
);

export function Skeleton() {
  return (
    <>
      <p className="sr" role="status">
        Loading videos
      </p>
      <div className="under">
        <div className="under__text" style={{ gap: 12 }}>
          {bar(96, 16)}
          {bar("min(280px, 70vw)", 14)}
          {bar("min(200px, 50vw)", 14)}
          {bar(176, 44, 12)}
        </div>
      </div>
    </>
  );
}

export function SkeletonRail() {
  return (
    <div className="rail" aria-hidden="true">
      {[0, 1, 2].map((key) => (
        <span key={key} className="skel skel--rail" />
      ))}
    </div>
  );
}
