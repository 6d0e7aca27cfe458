// Whom the gift is for: those spoken with last, then whoever is found as one types, or a link.
import { useEffect, useRef, useState } from "react";
import { Icon } from "./parts.jsx";

const TYPED_FOR_MS = 120;
const TINTS = ["maya", "leo", "ines", "noor"];

function useFound(words, recent) {
  const [found, setFound] = useState({ words: "", people: recent });
  useEffect(() => {
    if (!words) return undefined;
    const stop = new AbortController();
    const timer = setTimeout(async () => {
      try {
        const source = `/api/gifts/people?q=${encodeURIComponent(words)}`;
        const answer = await fetch(source, { signal: stop.signal });
        if (answer.ok) setFound({ words, people: await answer.json() });
        else setFound({ words, people: [], failed: true });
      } catch {
        if (!stop.signal.aborted) setFound({ words, people: [], failed: true });
      }
    }, TYPED_FOR_MS);
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [words]);
  return words ? found : { words: "", people: recent };
}

export function Person({ recent, person, asLink, onPick, onLink }) {
  const [typed, setTyped] = useState("");
  const [active, setActive] = useState(0);
  const words = typed.trim();
  const found = useFound(words, recent);
  const list = useRef(null);
  const people = !words && person && !recent.some((one) => one.handle === person.handle) ? [person, ...recent] : found.people;

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
  const searched = words && found.words === words;
  return (
    <section className="col col--2" aria-labelledby="gift-who">
      <h3 className="t14 strong" id="gift-who">
        Who is it for?
      </h3>
      <div className="search">
        <span>
          <Icon name="search" />
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
          aria-controls="gift-people"
          aria-activedescendant={people[active] ? `gift-person-${active}` : undefined}
          onChange={(event) => {
            setTyped(event.target.value);
            setActive(0);
          }}
          onKeyDown={onKeyDown}
        />
      </div>
      {people.length > 0 && (
        <ul ref={list} role="listbox" id="gift-people" className="gift__people" aria-label={words ? "People" : "Recent chats"}>
          {people.map((one, place) => (
            <li
              key={one.handle}
              id={`gift-person-${place}`}
              role="option"
              className={place === active ? "person person--active" : "person"}
              aria-selected={!asLink && one.handle === person?.handle}
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
              {!asLink && one.handle === person?.handle && <Icon name="chosen" />}
            </li>
          ))}
        </ul>
      )}
      <p className="t14 muted" role="status">
        {searched && people.length === 0 && (found.failed ? "No connection. Try again in a moment." : `Nobody is called “${words}”.`)}
      </p>
      <button type="button" className="btn btn--line btn--wide" aria-pressed={asLink} onClick={onLink}>
        <Icon name="link" size="18" />
        Copy a link instead
      </button>
      <p className="hint">A link works for someone without an account too.</p>
    </section>
  );
}

function tint(handle) {
  return TINTS.includes(handle) ? handle : TINTS[handle.charCodeAt(0) % TINTS.length];
}
