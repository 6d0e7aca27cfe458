// “Send a gift”: an offer, a person or a link, a note, and away. A native dialog, so the browser
// itself keeps the focus inside, the page behind inert, and gives the focus back at the end.
import { useEffect, useRef, useState } from "react";
import { Icon, Offers, Preview, SendsLeft, Terms } from "./parts.jsx";

const EMPTY = { offer: "", person: null, asLink: false, note: "", cover: "", birth_date: "", country: "" };
const LOST = "No connection, so nothing was sent. What you typed is still here.";

// Made once for each gift: pressed twice, or sent again after a lost answer, it is one gift.
function newKey() {
  return Array.from(crypto.getRandomValues(new Uint8Array(12)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

// What opens the dialog: anything that carries `data-send-gift`, and an address that names somebody.
function useOpener(open, to) {
  useEffect(() => {
    const onClick = (event) => {
      const opener = event.target.closest?.("[data-send-gift]");
      if (opener) open({ offer: opener.dataset.sendGift });
    };
    document.addEventListener("click", onClick);
    if (to) open({ person: to });
    return () => document.removeEventListener("click", onClick);
    // Once: what is typed later must not open it again.
  }, []);
}

export function Composer({ program, composer, put, noteLimit, ownClips, picker }) {
  if (!program || !composer) return null;
  return <Dialog program={program} composer={composer} put={put} noteLimit={noteLimit} OwnClips={ownClips} Picker={picker} />;
}

function Dialog({ program, composer, put, noteLimit, OwnClips, Picker }) {
  const dialog = useRef(null);
  const heading = useRef(null);
  const [draft, setDraft] = useState(EMPTY);
  const [key, setKey] = useState(newKey);
  const [error, setError] = useState(null);
  const [busy, setBusy] = useState(false);
  const [sent, setSent] = useState(null);
  const offer = program.offers.find((one) => one.slug === draft.offer && !one.gone);
  const step = sent ? "sent" : offer ? "person" : "offers";
  const change = (values) => {
    setError(null);
    setDraft((before) => ({ ...before, ...values }));
  };

  useOpener((values) => {
    if (values.offer || values.person) change(values);
    if (!dialog.current.open) dialog.current.showModal();
    heading.current.focus();
  }, composer.to);
  useEffect(() => heading.current?.focus(), [step]);

  const close = () => {
    dialog.current.close();
    if (sent) begin();
  };
  const begin = () => {
    setSent(null);
    setDraft(EMPTY);
    setKey(newKey());
  };

  const send = async (event) => {
    event.preventDefault();
    if (busy) return;
    if (!draft.asLink && !draft.person) {
      setError({ field: "to", detail: "Choose a person, or a link." });
      return;
    }
    setBusy(true);
    setError(null);
    try {
      const answer = await post(draft, key);
      const said = await answer.json();
      if (answer.ok) {
        const told = { ...composer, asks_about_you: false, to: null };
        put({ program: said.program, sent: said.sent, composer: told });
        setSent(said);
      } else if (answer.status === 401) {
        setError({ detail: "You have been signed out. Sign in in another tab and press Send again." });
      } else {
        setError({ field: answer.headers.get("x-field"), detail: said.detail });
      }
    } catch {
      setError({ detail: LOST });
    } finally {
      setBusy(false);
    }
  };

  return (
    <dialog ref={dialog} className="veil gift-dialog" aria-labelledby="gift-dialog-title" onClick={(event) => event.target === dialog.current && close()}>
      <form className="dialog dialog--wide dialog--full" noValidate onSubmit={send}>
        <div className="dialog__head">
          {step === "person" && (
            <button type="button" className="icon-btn" aria-label="Back to the offers" onClick={() => change({ offer: "" })}>
              <Icon name="back" />
            </button>
          )}
          <h2 id="gift-dialog-title" ref={heading} tabIndex={-1}>
            Send a gift
          </h2>
          <button type="button" className="icon-btn" aria-label="Close" onClick={close}>
            <Icon name="close" />
          </button>
        </div>
        <div className="dialog__body">
          {step === "offers" && <Offers program={program} chosen={draft.offer} onChoose={(slug) => change({ offer: slug })} />}
          {step === "person" && (
            <Writing
              offer={offer}
              draft={draft}
              change={change}
              composer={composer}
              noteLimit={noteLimit}
              OwnClips={OwnClips}
              Picker={Picker}
            />
          )}
          {step === "sent" && <Sent sent={sent} program={program} onMore={begin} />}
        </div>
        {error && (
          <p role="alert" className="note-bar note-bar--danger gift-dialog__error">
            <Icon name="alert" size="18" />
            <span>{error.detail}</span>
          </p>
        )}
        {step === "person" && (
          <div className="dialog__foot">
            <span className="t14 soft grow only-wide">
              {program.sends_left > 0
                ? `Uses 1 of your ${program.sends_left} sends. It comes back if the gift finds no home.`
                : "You have given all of this season."}
            </span>
            <button type="submit" className="btn btn--gift btn--send" aria-busy={busy || undefined}>
              <Icon name="send" />
              Send
            </button>
          </div>
        )}
      </form>
    </dialog>
  );
}

function post(draft, key) {
  const { person, asLink, ...rest } = draft;
  const body = new URLSearchParams({ ...rest, key, to: asLink ? "" : person.handle });
  return fetch("/api/gifts", { method: "POST", headers: { accept: "application/json" }, body });
}

function Writing({ offer, draft, change, composer, noteLimit, OwnClips, Picker }) {
  const { note, person, asLink, cover } = draft;
  const length = [...note].length;
  const clip = composer.clips.find((one) => one.id === cover);
  return (
    <div className="giftsend">
      <div className="col col--6">
        <div className="col col--3">
          <div className="row gift__chosen">
            <span className="mono" aria-hidden="true">
              {offer.initials}
            </span>
            <span className="grow">
              <span className="t15 strong person__name">{offer.name}</span>
              <span className="t13 soft">No card needed</span>
            </span>
            <button type="button" className="btn btn--plain btn--sm" onClick={() => change({ offer: "" })}>
              Change
            </button>
          </div>
          <Terms offer={offer} />
        </div>
        <section className="col col--2" aria-labelledby="gift-who">
          <h3 className="t14 strong" id="gift-who">
            Who is it for?
          </h3>
          <Picker recent={composer.people} chosen={asLink ? null : person} onPick={(one) => change({ person: one, asLink: false })} />
          <button type="button" className="btn btn--line btn--wide" aria-pressed={asLink} onClick={() => change({ asLink: !asLink })}>
            <Icon name="link" size="18" />
            Copy a link instead
          </button>
          <p className="hint">A link works for someone without an account too.</p>
        </section>
        <div className={length > noteLimit ? "field field--error" : "field"}>
          <label htmlFor="gift-note" className="row row--between">
            Note
          </label>
          <textarea
            className="input"
            id="gift-note"
            rows={3}
            dir="auto"
            value={note}
            aria-describedby="gift-note-count"
            aria-invalid={length > noteLimit}
            onChange={(event) => change({ note: event.target.value })}
          />
          <p className="hint num" id="gift-note-count">
            {length} / {noteLimit}
            {length > noteLimit && `: ${length - noteLimit} too many`}
          </p>
        </div>
        <OwnClips
          legend="A video of yours on the card"
          name="cover"
          clips={composer.clips}
          chosen={cover}
          onChoose={(id) => change({ cover: id })}
        />
        {composer.asks_about_you && <AboutYou draft={draft} change={change} countries={composer.countries} />}
      </div>
      <Preview from={composer.me} to={asLink ? null : person} note={note} clip={clip} />
    </div>
  );
}

function AboutYou({ draft, change, countries }) {
  return (
    <fieldset className="gift__fields">
      <legend className="t14 strong">About you, asked once</legend>
      <div className="field">
        <label htmlFor="gift-birth-date">Birth date</label>
        <input className="input" id="gift-birth-date" type="date" autoComplete="bday" value={draft.birth_date} onChange={(event) => change({ birth_date: event.target.value })} />
      </div>
      <div className="field">
        <label htmlFor="gift-country">Country</label>
        <select className="input input--select" id="gift-country" value={draft.country} onChange={(event) => change({ country: event.target.value })}>
          <option value="">Choose</option>
          {countries.map(([code, name]) => (
            <option key={code} value={code}>
              {name}
            </option>
          ))}
        </select>
      </div>
      <p className="hint">Some gifts are for some ages and countries. Nobody else sees it; it can’t be changed here later.</p>
    </fieldset>
  );
}

function Sent({ sent, program, onMore }) {
  const { gift, thread_url: thread } = sent;
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    await navigator.clipboard.writeText(gift.link);
    setCopied(true);
  };
  return (
    <div className="state" role="status">
      <span className="state__art">
        <Icon name="gift" />
      </span>
      <h3 className="t20">{gift.link ? "Your link is ready" : "It is on its way"}</h3>
      <p>{gift.link ? "Whoever accepts it first gets the gift." : gift.news}</p>
      {gift.link && (
        <div className="gift__link">
          <input className="input" readOnly aria-label="Link" value={gift.link} onFocus={(event) => event.target.select()} />
          <button type="button" className="btn btn--gift" onClick={copy}>
            {copied ? "Copied" : "Copy link"}
          </button>
        </div>
      )}
      <SendsLeft program={program} />
      <p className="row row--wrap gift__next">
        {thread && (
          <a className="btn btn--gift" href={thread}>
            Open the conversation
          </a>
        )}
        {program.sends_left > 0 && (
          <button type="button" className="btn btn--line" onClick={onMore}>
            Send another
          </button>
        )}
      </p>
    </div>
  );
}
