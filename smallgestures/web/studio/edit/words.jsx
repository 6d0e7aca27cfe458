// The words of a video: its caption, with hashtags and mentions completed while one types, and what
// the cover shows for whoever can't see it.
import { useEffect, useId, useLayoutEffect, useRef, useState } from "react";
import { useDraft } from "./draft.js";

const PAUSE_MS = 120;
const BEGUN = /(?:^|\s)([#@][\p{L}\p{N}_]{1,39})$/u;

// A field keeps what is typed; it takes the stored words when nobody writes in it.
function useTyped(draft, name, field) {
  const value = draft.value(name);
  const [typed, setTyped] = useState(value);
  useEffect(() => {
    if (document.activeElement !== field.current) setTyped(value);
  }, [value, field]);
  const type = (text) => {
    setTyped(text);
    draft.change({ [name]: text });
  };
  return [typed, type];
}

function useCompletions(begun) {
  const [found, setFound] = useState({ begun: "", items: [] });
  useEffect(() => {
    if (!begun) return undefined;
    const stop = new AbortController();
    const timer = setTimeout(async () => {
      try {
        const answer = await fetch(`/api/studio/completions?q=${encodeURIComponent(begun)}`, { signal: stop.signal });
        setFound({ begun, items: answer.ok ? (await answer.json()).items : [] });
      } catch {
        // Without a connection nothing is offered; what is typed stands anyway.
        if (!stop.signal.aborted) setFound({ begun, items: [] });
      }
    }, PAUSE_MS);
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [begun]);
  return begun && found.begun === begun ? found.items : [];
}

export function Caption({ limit, ...page }) {
  const { draft } = useDraft(page);
  const box = useRef(null);
  const caret = useRef(null);
  const id = useId();
  const [typed, type] = useTyped(draft, "caption", box);
  const [begun, setBegun] = useState("");
  const [active, setActive] = useState(0);
  const items = useCompletions(begun);
  const length = [...typed.trim()].length;
  const over = length - limit;

  useLayoutEffect(() => {
    box.current.style.height = "auto";
    box.current.style.height = `${box.current.scrollHeight + 2}px`;
    if (caret.current === null) return;
    box.current.setSelectionRange(caret.current, caret.current);
    caret.current = null;
  }, [typed]);

  const look = () => {
    const { selectionStart: from, selectionEnd: to, value } = box.current;
    const match = from === to ? BEGUN.exec(value.slice(0, from)) : null;
    setBegun(match ? match[1] : "");
    setActive(0);
  };

  const take = ({ text }) => {
    const end = box.current.selectionStart;
    const before = box.current.value.slice(0, end - begun.length) + text + " ";
    caret.current = before.length; // behind what is put in, as soon as it stands there
    type(before + box.current.value.slice(end).replace(/^ /, ""));
    setBegun("");
  };

  const onKeyDown = (event) => {
    if (items.length === 0 || event.nativeEvent.isComposing) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) setActive((active + step + items.length) % items.length);
    else if (event.key === "Enter" || event.key === "Tab") take(items[active]);
    else if (event.key === "Escape") setBegun("");
    else return;
    event.preventDefault();
  };

  const refused = over > 0 ? `${over} too many. Shorten it to ${limit} characters.` : "";
  return (
    <div className={refused ? "field field--error edit__words" : "field edit__words"}>
      <label htmlFor={id} className="row row--between">
        Caption
        <span className="hint num" id={`${id}-count`}>
          {length} / {limit}
        </span>
      </label>
      <textarea
        ref={box}
        id={id}
        className="input"
        rows={2}
        dir="auto"
        value={typed}
        placeholder="What is it about? #hashtags and @people help others find it."
        aria-autocomplete="list"
        aria-controls={items.length ? `${id}-list` : undefined}
        aria-activedescendant={items.length ? `${id}-${active}` : undefined}
        aria-invalid={refused ? true : undefined}
        aria-describedby={refused ? `${id}-error` : undefined}
        onChange={(event) => {
          type(event.target.value);
          look();
        }}
        onSelect={look}
        onKeyDown={onKeyDown}
        onBlur={() => setBegun("")}
      />
      {items.length > 0 && (
        <ul role="listbox" id={`${id}-list`} className="completions" aria-label={begun[0] === "#" ? "Hashtags" : "People"}>
          {items.map((item, place) => (
            <li
              key={item.text}
              id={`${id}-${place}`}
              role="option"
              aria-selected={place === active}
              className="completion"
              onPointerDown={(event) => {
                event.preventDefault();
                take(item);
              }}
            >
              <span className="strong clip1">{item.text}</span>
              <span className="t13 muted clip1">{item.about}</span>
            </li>
          ))}
        </ul>
      )}
      {refused && (
        <p className="hint" id={`${id}-error`} role="alert">
          {refused}
        </p>
      )}
    </div>
  );
}

export function CoverAlt({ limit, ...page }) {
  const { draft } = useDraft(page);
  const field = useRef(null);
  const id = useId();
  const [typed, type] = useTyped(draft, "cover_alt", field);
  return (
    <div className="field">
      <label htmlFor={id} className="row row--between">
        Description of the cover
        <span className="hint num">
          {[...typed].length} / {limit}
        </span>
      </label>
      <input
        ref={field}
        id={id}
        className="input"
        dir="auto"
        maxLength={limit}
        value={typed}
        aria-describedby={`${id}-hint`}
        onChange={(event) => type(event.target.value)}
      />
      <p className="hint" id={`${id}-hint`}>
        Read aloud to people who can’t see the picture.
      </p>
    </div>
  );
}
