// Whom it is for: those spoken with last, then whoever is found as one types.
import { useEffect, useRef, useState } from "react";

const TYPED_FOR_MS = 120;
const TINTS = ["maya", "leo", "ines", "noor"];

// Without words those spoken with last: given by the page, or asked for when the list is wanted.
function useFound(words, recent) {
  const [found, setFound] = useState({ words: null, people: [] });
  const isGiven = !words && recent;
  useEffect(() => {
    if (isGiven) return undefined;
    const stop = new AbortController();
    const ask = async () => {
      try {
        const answer = await fetch(`/api/people?q=${encodeURIComponent(words)}`, { signal: stop.signal });
        if (answer.ok) setFound({ words, people: await answer.json() });
        else setFound({ words, people: [], failed: true });
      } catch {
        if (!stop.signal.aborted) setFound({ words, people: [], failed: true });
      }
    };
    const timer = setTimeout(ask, words ? TYPED_FOR_MS : 0);
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [words, isGiven]);
  return isGiven ? { words, people: recent } : found;
}

function said(words, found) {
  if (found.words !== words || found.people.length > 0) return "";
  if (found.failed) return "No connection. Try again in a moment.";
  return words ? `Nobody is called “${words}”.` : "";
}

export function PeoplePicker({ recent, chosen, onPick }) {
  const [typed, setTyped] = useState("");
  const [active, setActive] = useState(0);
  const words = typed.trim();
  const found = useFound(words, recent);
  const list = useRef(null);
  const isKnown = !chosen || found.people.some((one) => one.handle === chosen.handle);
  const people = words || isKnown ? found.people : [chosen, ...found.people];

  const onKeyDown = (event) => {
    if (event.key === "Enter") {
      event.preventDefault();
      if (people[active]) onPick(people[active]);
      return;
    }
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step || people.length === 0) return;
    event.preventDefault();
    const next = (active + step + people.length) % people.length;
    setActive(next);
    list.current?.children[next]?.scrollIntoView({ block: "nearest" });
  };
  return (
    <>
      <div className="search">
        <span>
          <svg className="i" viewBox="0 0 24 24" aria-hidden="true">
            <path d="m21 21-4.34-4.34" />
            <path d="M3 11a8 8 0 1 0 16 0a8 8 0 1 0-16 0" />
          </svg>
        </span>
        <input
          className="input"
          type="search"
          aria-label="Find a person"
          placeholder="Name or @handle"
          autoComplete="off"
          autoCapitalize="none"
          maxLength={60}
          value={typed}
          aria-controls="people-found"
          aria-activedescendant={people[active] ? `person-${active}` : undefined}
          onChange={(event) => {
            setTyped(event.target.value);
            setActive(0);
          }}
          onKeyDown={onKeyDown}
        />
      </div>
      {people.length > 0 && (
        <ul ref={list} role="listbox" id="people-found" className="people" aria-label={words ? "People" : "Recent chats"}>
          {people.map((one, place) => (
            <li
              key={one.handle}
              id={`person-${place}`}
              role="option"
              className={place === active ? "person person--active" : "person"}
              aria-selected={one.handle === chosen?.handle}
              onClick={() => {
                setActive(place);
                onPick(one);
              }}
            >
              <span className={`avatar avatar--${tint(one.handle)}`} aria-hidden="true">
                {[...one.name][0]?.toUpperCase()}
              </span>
              <span className="grow">
                <span className="t15 strong person__name">{one.name}</span>
                <span className="t13 muted">@{one.handle}</span>
              </span>
              {one.handle === chosen?.handle && (
                <svg className="i" viewBox="0 0 24 24" aria-hidden="true">
                  <path d="M2 12a10 10 0 1 0 20 0a10 10 0 1 0-20 0" />
                  <path d="m16 9-5.5 5.5L8 12" />
                </svg>
              )}
            </li>
          ))}
        </ul>
      )}
      <p className="t14 muted" role="status">
        {said(words, found)}
      </p>
    </>
  );
}

function tint(handle) {
  return TINTS.includes(handle) ? handle : TINTS[handle.charCodeAt(0) % TINTS.length];
}
