// The search field of Discover: it answers while one types. Before this script is there, the form
// around it asks the server for the page of the query, which shows the same.
import { useEffect, useRef, useState } from "react";

const PAUSE_MS = 100;
const PATIENCE_MS = 8_000;
// An answer that takes longer than this is waited for in front of empty shapes.
const SLOW_MS = 300;
const OFFLINE = "No connection. What you typed stays here, and is searched for when it is back.";
const FAILED = "Search does not answer right now. The rest of the app works.";

// Asks for one query at a time: a newer one ends the older, whose answer is never shown.
function asker({ put, say, wait }) {
  let current = null;

  async function ask(query) {
    current?.abort();
    const mine = new AbortController();
    current = mine;
    const late = setTimeout(() => mine.abort(), PATIENCE_MS);
    const slow = setTimeout(() => put({ searching: true }), SLOW_MS);
    wait(true);
    try {
      const answer = await fetch(`/api/search?q=${encodeURIComponent(query)}`, { signal: mine.signal });
      const value = await answer.json();
      if (current !== mine) return;
      if (answer.ok) put({ found: value, trouble: "" });
      say(answer.ok ? "" : value.detail || FAILED);
    } catch {
      if (current === mine) say(navigator.onLine ? FAILED : OFFLINE);
    } finally {
      clearTimeout(late);
      clearTimeout(slow);
      if (current === mine) {
        put({ searching: false });
        wait(false);
      }
    }
  }

  return ask;
}

// `query`: what the page was opened with. `put`: puts what was found into the page's data.
// `glass`, `cross`: the icons of the field and of the button that empties it.
export function SearchBox({ query, put, glass, cross }) {
  const field = useRef(null);
  const timer = useRef(0);
  const [typed, setTyped] = useState("");
  const [waits, wait] = useState(false);
  const [trouble, say] = useState("");
  const [ask] = useState(() => asker({ put, say, wait }));

  // The page's data come with the second render; what was typed before that stays.
  useEffect(() => {
    if (query && !field.current.value) field.current.value = query;
    setTyped(field.current.value);
  }, [query]);

  function search() {
    clearTimeout(timer.current);
    const words = field.current.value.trim();
    const address = words ? `/discover?q=${encodeURIComponent(words)}` : "/discover";
    window.history.replaceState(window.history.state, "", address);
    ask(words);
  }

  function soon() {
    setTyped(field.current.value);
    clearTimeout(timer.current);
    timer.current = setTimeout(search, PAUSE_MS);
  }

  useEffect(() => {
    if (!trouble) return undefined;
    window.addEventListener("online", search);
    return () => window.removeEventListener("online", search);
  }, [trouble]);
  useEffect(() => () => clearTimeout(timer.current), []);

  return (
    <div className="col col--2">
      <form
        className="search"
        role="search"
        action="/discover"
        onSubmit={(event) => {
          event.preventDefault();
          search();
        }}
      >
        <span>{glass}</span>
        <input
          ref={field}
          className="input"
          type="search"
          name="q"
          maxLength={200}
          autoComplete="off"
          aria-label="Search"
          aria-busy={waits || undefined}
          placeholder="People, clips, products"
          onChange={soon}
        />
        {typed && (
          <button
            type="button"
            className="icon-btn"
            aria-label="Clear search"
            onClick={() => {
              field.current.value = "";
              field.current.focus();
              setTyped("");
              search();
            }}
          >
            {cross}
          </button>
        )}
      </form>
      {trouble && (
        <p className="note-bar note-bar--warn found__trouble" role="alert">
          <span className="grow">{trouble}</span>
          <button type="button" className="btn btn--line" onClick={search}>
            Try again
          </button>
        </p>
      )}
    </div>
  );
}
