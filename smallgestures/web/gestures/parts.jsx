// Small parts of the dialog “Send a gift”.

const PATHS = {
  close: ["M18 6 6 18", "m6 6 12 12"],
  back: ["m12 19-7-7 7-7", "M19 12H5"],
  link: [
    "M10 13a5 5 0 0 0 7.54.54l3-3a5 5 0 0 0-7.07-7.07l-1.72 1.71",
    "M14 11a5 5 0 0 0-7.54-.54l-3 3a5 5 0 0 0 7.07 7.07l1.71-1.71",
  ],
  send: [
    "M14.536 21.686a.5.5 0 0 0 .937-.024l6.5-19a.496.496 0 0 0-.635-.635l-19 6.5a.5.5 0 0 0-.024.937l7.93 3.18a2 2 0 0 1 1.112 1.11z",
    "m21.854 2.147-10.94 10.939",
  ],
  alert: ["M2 12a10 10 0 1 0 20 0a10 10 0 1 0-20 0", "M12 8v4", "M12 16h.01"],
  gift: [
    "M12 7v14",
    "M20 11v8a2 2 0 0 1-2 2H6a2 2 0 0 1-2-2v-8",
    "M7.5 7a1 1 0 0 1 0-5A4.8 8 0 0 1 12 7a4.8 8 0 0 1 4.5-5 1 1 0 0 1 0 5",
    "M4 7h16a1 1 0 0 1 1 1v2a1 1 0 0 1-1 1H4a1 1 0 0 1-1-1V8a1 1 0 0 1 1-1z",
  ],
  calendar: ["M8 2v3", "M16 2v3", "M5 3h14a2 2 0 0 1 2 2v14a2 2 0 0 1-2 2H5a2 2 0 0 1-2-2V5a2 2 0 0 1 2-2z", "M3 9h18"],
  flag: [
    "M4 22V4a1 1 0 0 1 .4-.8A6 6 0 0 1 8 2c3 0 5 2 7.333 2q2 0 3.067-.8A1 1 0 0 1 20 4v10a1 1 0 0 1-.4.8A6 6 0 0 1 16 16c-3 0-5-2-8-2a6 6 0 0 0-4 1.528",
  ],
  card: ["M4 5h16a2 2 0 0 1 2 2v10a2 2 0 0 1-2 2H4a2 2 0 0 1-2-2V7a2 2 0 0 1 2-2z", "M2 10h20", "M6 14h2"],
};

export function Icon({ name, size = "" }) {
  return (
    <svg className={size ? `i i--${size}` : "i"} viewBox="0 0 24 24" aria-hidden="true">
      {PATHS[name].map((path) => (
        <path key={path} d={path} />
      ))}
    </svg>
  );
}

export function SendsLeft({ program }) {
  const { sends_left: left, sends_limit: limit } = program;
  return (
    <p className="left">
      <span className="left__pips" aria-hidden="true">
        {Array.from({ length: limit }, (_, place) => (
          <i key={place} className={place < left ? undefined : "used"} />
        ))}
      </span>
      {left} of {limit} left
    </p>
  );
}

export function Offers({ program, chosen, onChoose }) {
  return (
    <div className="col">
      <div className="row row--between row--wrap">
        <p className="soft t15">A brand pays. You and your friend don’t.</p>
        <SendsLeft program={program} />
      </div>
      <ul className="offers" aria-label="Offers">
        {program.offers.map((offer) => (
          <li key={offer.slug}>
            <Offer offer={offer} on={offer.slug === chosen} onChoose={onChoose} />
          </li>
        ))}
      </ul>
    </div>
  );
}

function Offer({ offer, on, onChoose }) {
  const kind = offer.gone ? "offer--gone" : on ? "offer--on" : "";
  return (
    <article className={`offer ${kind}`} aria-label={offer.name}>
      <p className="offer__brand clip1">{offer.brand}</p>
      <div>
        <p className="offer__fig">
          {offer.figure}
          <small>{offer.figure_unit}</small>
        </p>
        <p className="offer__what">{offer.tagline}</p>
      </div>
      <div>
        <p className="stock offer__stock">{offer.stock} · No card needed</p>
        {offer.gone ? (
          <button type="button" className="btn btn--sm" disabled>
            {offer.gone}
          </button>
        ) : (
          <button type="button" className="btn btn--line btn--sm" onClick={() => onChoose(offer.slug)}>
            Choose
          </button>
        )}
      </div>
    </article>
  );
}

export function Terms({ offer }) {
  return (
    <section aria-label="Terms of the gift" className="col col--2">
      <dl className="terms">
        {offer.terms.map((row) => (
          <div key={row.label}>
            <Icon name={row.icon} />
            <dt>{row.label}</dt>
            <dd>{row.text}</dd>
          </div>
        ))}
      </dl>
      <p className="t13 muted">{offer.fine_print}</p>
    </section>
  );
}

export function Preview({ from, to, note, clip }) {
  const name = to ? to.name.split(" ")[0] : "";
  return (
    <aside className="col col--3 giftsend__pre" aria-label="Preview">
      <p className="t14 strong">{name ? `What ${name} gets` : "What they get"}</p>
      <div className="gift">
        <div className="wrap">
          <img src="/brand/wrap.svg" alt="" className="wrap__ribbon" />
          <div className="wrap__text">
            <p>A small gesture from {from}</p>
            <h3>{name ? `Something for you, ${name}` : "Something for you"}</h3>
            {note && (
              <p className="gift__peek" dir="auto">
                “{note}”
              </p>
            )}
            {clip && <img src={clip.poster} alt="" className="thumb gift__cover" />}
          </div>
        </div>
      </div>
      <p className="t13 muted">
        {name || "Whoever opens it"} sees your note and the terms once the gift is open, then says yes or no. You see if
        it was opened, nothing else.
      </p>
    </aside>
  );
}
