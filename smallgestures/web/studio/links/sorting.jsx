// A list that is put in order by dragging a handle, by its arrow keys, or by two buttons.
import React, { useEffect, useRef, useState } from "react";

import { Icon } from "./icons.jsx";

export function moved(list, from, to) {
  const next = [...list];
  next.splice(to, 0, ...next.splice(from, 1));
  return next;
}

/** Where among the rows a pointer at this height is. */
function placeAt(rows, y) {
  const middles = rows.map((row) => row.getBoundingClientRect()).map((box) => box.top + box.height / 2);
  return middles.filter((middle) => middle < y).length;
}

/**
 * `keys`: the rows in order. `names`: key -> what a row is called. `onOrder(keys)`: the new order, when
 * it is decided. `say`: is told where a row stands now. Returns the order as it is shown while a row is
 * held, what belongs to the list and to a handle, and a way to move a row by so many places.
 */
export function useSorting({ keys, names, onOrder, say }) {
  const list = useRef(null);
  const [dragged, setDragged] = useState(null); // { key, order } while a row is held
  const order = dragged?.order ?? keys;
  const latest = useRef(null);
  latest.current = { keys, order, onOrder };

  const decide = (next, key) => {
    say(`${names[key]} is now ${next.indexOf(key) + 1} of ${next.length}.`);
    if (next.some((one, at) => one !== keys[at])) onOrder(next);
  };
  const move = (key, by) => {
    const from = keys.indexOf(key);
    const to = Math.min(Math.max(from + by, 0), keys.length - 1);
    if (to !== from) decide(moved(keys, from, to), key);
  };

  useEffect(() => {
    if (!dragged) return undefined;
    const { key } = dragged;
    const follow = (event) => {
      const rows = [...list.current.children];
      const { order: now } = latest.current;
      const from = now.indexOf(key);
      const others = rows.filter((_, at) => at !== from);
      const to = placeAt(others, event.clientY);
      if (to !== from) setDragged({ key, order: moved(now, from, to) });
    };
    const drop = () => {
      const { order: now } = latest.current;
      setDragged(null);
      decide(now, key);
    };
    const stop = (event) => {
      if (event.type === "keydown" && event.key !== "Escape") return;
      setDragged(null);
    };
    window.addEventListener("pointermove", follow);
    window.addEventListener("pointerup", drop);
    window.addEventListener("pointercancel", stop);
    window.addEventListener("keydown", stop);
    return () => {
      window.removeEventListener("pointermove", follow);
      window.removeEventListener("pointerup", drop);
      window.removeEventListener("pointercancel", stop);
      window.removeEventListener("keydown", stop);
    };
  });

  const handle = (key) => ({
    onPointerDown: (event) => {
      if (event.button !== 0) return;
      event.preventDefault();
      event.currentTarget.focus();
      setDragged({ key, order: keys });
    },
    onKeyDown: (event) => {
      const by = { ArrowUp: -1, ArrowDown: 1 }[event.key];
      if (!by) return;
      event.preventDefault();
      move(key, by);
    },
  });
  return { order, list, handle, move, dragged: dragged?.key };
}

/** The handle of a row: dragged, or moved by the arrow keys. */
export function Handle({ name, ...props }) {
  return (
    <button type="button" className="grip" aria-label={`Move ${name}`} aria-describedby="grip-how" {...props}>
      <Icon name="grip" />
    </button>
  );
}

/** What the handles are for, said once for all of them. */
export function HowToMove() {
  return (
    <p className="sr" id="grip-how">
      Drag it, or press the up and down arrow keys.
    </p>
  );
}

export function MoveButtons({ name, first, last, onMove }) {
  return (
    <span className="moves">
      <button type="button" className="icon-btn" aria-label={`Move up: ${name}`} disabled={first} onClick={() => onMove(-1)}>
        <Icon name="up" />
      </button>
      <button type="button" className="icon-btn" aria-label={`Move down: ${name}`} disabled={last} onClick={() => onMove(1)}>
        <Icon name="down" />
      </button>
    </span>
  );
}
