// “Products in this video”: which, in what order, with what label, and from when on.
import React, { useCallback, useEffect, useId, useMemo, useState } from "react";

import { read, useChanges } from "./changes.js";
import { Icon } from "./icons.jsx";
import { OutsideShop } from "./outside_shop.jsx";
import { ProductSearch } from "./product_search.jsx";
import { Handle, HowToMove, MoveButtons, useSorting } from "./sorting.jsx";

const LABEL_LIMIT = 40;

export function ProductsEditor({ products, video, put }) {
  const [lost, setLost] = useState(false);
  const there = products?.video === video;
  const ask = useCallback(async () => {
    setLost(false);
    const { value } = await read(`/api/studio/videos/${video}/products`);
    if (value) put({ products: value });
    else setLost(true);
  }, [video, put]);
  useEffect(() => {
    if (video && !there) ask(); // the page has come to another video without being left
  }, [video, there, ask]);
  if (there) return <Editor key={video} products={products} put={put} />;
  return (
    <section className="col col--3" aria-label="Products in this video">
      {lost ? (
        <p className="note-bar note-bar--warn" role="alert">
          <Icon name="alert" />
          <span className="grow">The products of this video could not be read.</span>
          <button type="button" className="btn btn--line btn--sm" onClick={ask}>
            Try again
          </button>
        </p>
      ) : (
        <span className="skel products__shape" role="img" aria-label="Reading the products" />
      )}
    </section>
  );
}

function Editor({ products, put }) {
  const { links, limit, url } = products;
  const show = useCallback((value) => put({ products: value }), [put]);
  const again = useCallback(async () => {
    const { value } = await read(`${url}/products`);
    if (value) show(value);
  }, [url, show]);
  const [change, busy, trouble, clear] = useChanges(show, again);
  const [wanted, want] = useState(null); // the order that is on its way to the server
  const [said, say] = useState("");
  const heading = useId();

  const bySlug = useMemo(() => Object.fromEntries(links.map((link) => [link.product.slug, link])), [links]);
  const stored = links.map((link) => link.product.slug);
  const keys = wanted?.every((slug) => bySlug[slug]) && wanted.length === stored.length ? wanted : stored;
  const names = Object.fromEntries(links.map(({ product }) => [product.slug, product.title]));
  const sorting = useSorting({
    keys,
    names,
    say,
    onOrder: async (order) => {
      want(order);
      await change(`${url}/product-order`, { order: order.join(" ") });
      want((now) => (now === order ? null : now));
    },
  });

  const add = async ({ slug, title }) => {
    const { value } = await change(`${url}/products`, { product: slug });
    if (value) say(`${title} added.`);
  };
  const remove = async ({ slug, title }) => {
    const at = keys.indexOf(slug);
    const { value } = await change(`${url}/products/${slug}/remove`, {});
    if (!value) return;
    say(`${title} removed.`);
    // The focus goes to what takes its place, or back to the search.
    const rows = sorting.list.current?.querySelectorAll("[data-remove]") ?? [];
    (rows[Math.min(at, rows.length - 1)] ?? document.querySelector("[role=combobox]"))?.focus();
  };
  const full = links.length >= limit ? `A video takes ${limit} products at most. Remove one to add another.` : "";

  return (
    <section className="col col--3 products" aria-labelledby={heading} aria-busy={busy || undefined}>
      <div className="row row--between">
        <h2 className="t14" id={heading}>
          Products in this video
        </h2>
        <span className="t13 muted num">
          {links.length} of {limit}
        </span>
      </div>
      {links.length > 0 ? (
        <ol ref={sorting.list} className="col col--2" aria-labelledby={heading}>
          {sorting.order.map((slug, at) => (
            <Row
              key={slug}
              link={bySlug[slug]}
              sorting={sorting}
              first={at === 0}
              last={at === links.length - 1}
              length={products.length_ms}
              onDescribe={(fields) => change(`${url}/products/${slug}`, fields, true)}
              onRemove={() => remove(bySlug[slug].product)}
            />
          ))}
        </ol>
      ) : (
        <p className="t14 muted products__none">
          Nothing to shop yet. What you add shows as a card when the video ends.
        </p>
      )}
      <HowToMove />
      <ProductSearch taken={stored} onAdd={add} place="On this video" full={full} />
      <OutsideShop full={Boolean(full)} onListed={(slug, value) => add(value.products.find((one) => one.slug === slug))} />
      <Trouble trouble={trouble} onClose={clear} />
      <p className="sr" role="status">
        {said}
      </p>
      <Ladder ladder={products.ladder} shown={links.length > 0} />
      <Disclosure products={products} onPaid={(paid) => change(`${url}/paid`, { paid: paid ? "yes" : "no" })} />
    </section>
  );
}

function Row({ link, sorting, first, last, length, onDescribe, onRemove }) {
  const { product } = link;
  const { slug, title } = product;
  return (
    <li className="pick pick--video" data-slug={slug} data-dragged={sorting.dragged === slug || undefined}>
      <Handle name={title} {...sorting.handle(slug)} />
      <img className="thumb" src={product.picture} alt="" />
      <div className="pick__what">
        <span className="t15 strong clip1">{title}</span>
        <span className="t13 muted num">
          {[product.price, product.is_shown && product.note, product.domain && `at ${product.domain}`].filter(Boolean).join(" · ")}
        </span>
        <span className="t13 muted">
          {[product.terms, link.price_then, product.is_own_listing && product.checked].filter(Boolean).join(" · ")}
        </span>
      </div>
      <button type="button" className="icon-btn" data-remove="" aria-label={`Remove ${title}`} onClick={onRemove}>
        <Icon name="close" />
      </button>
      {!product.is_shown && (
        <p className="pick__note note-bar note-bar--warn">
          <Icon name="alert" />
          <span>{product.note}</span>
        </p>
      )}
      <Details link={link} length={length} onDescribe={onDescribe}>
        <MoveButtons name={title} first={first} last={last} onMove={(by) => sorting.move(slug, by)} />
      </Details>
    </li>
  );
}

/** The label and the moment; each is stored when one leaves its field. */
function Details({ link, length, onDescribe, children }) {
  const id = useId();
  const stored = { label: link.label, seconds: String(link.anchor_from_ms / 1000) };
  const [typed, type] = useState(stored);
  const [wrong, setWrong] = useState(null);
  // Each by itself: what was stored of one takes nothing from what is typed into the other.
  useEffect(() => type((now) => ({ ...now, label: stored.label })), [stored.label]);
  useEffect(() => type((now) => ({ ...now, seconds: stored.seconds })), [stored.seconds]);
  const change = (name) => (event) => {
    type({ ...typed, [name]: event.target.value });
    setWrong(null);
  };
  const store = async () => {
    const seconds = Number(typed.seconds.replace(",", "."));
    if (!(seconds >= 0 && seconds <= length / 1000)) {
      setWrong({ field: "anchor_from_ms", detail: `Type the seconds: 0 to ${Math.floor(length / 100) / 10}.` });
      return;
    }
    const anchor = Math.round(seconds * 1000);
    if (typed.label === link.label && anchor === link.anchor_from_ms) return;
    const { refused } = await onDescribe({ label: typed.label, anchor_from_ms: String(anchor) });
    setWrong(refused ?? null);
  };
  const onKeyDown = (event) => event.key === "Enter" && store();
  const isWrong = (field) => wrong?.field === field;
  return (
    <div className="pick__more">
      <div className={isWrong("label") ? "field field--error" : "field"}>
        <label htmlFor={`${id}-label`}>Label</label>
        <input
          id={`${id}-label`}
          className="input"
          type="text"
          autoComplete="off"
          maxLength={LABEL_LIMIT}
          placeholder={link.product.title}
          value={typed.label}
          aria-invalid={isWrong("label") || undefined}
          aria-describedby={wrong ? `${id}-wrong` : undefined}
          onChange={change("label")}
          onBlur={store}
          onKeyDown={onKeyDown}
        />
      </div>
      <div className={isWrong("anchor_from_ms") ? "field field--error" : "field"}>
        <label htmlFor={`${id}-from`}>Shows from</label>
        <span className="pick__from">
          <input
            id={`${id}-from`}
            className="input num"
            type="text"
            inputMode="decimal"
            autoComplete="off"
            maxLength={6}
            value={typed.seconds}
            aria-invalid={isWrong("anchor_from_ms") || undefined}
            aria-describedby={`${id}-unit ${wrong ? `${id}-wrong` : ""}`}
            onChange={change("seconds")}
            onBlur={store}
            onKeyDown={onKeyDown}
          />
          <span className="t13 muted" id={`${id}-unit`}>
            seconds
          </span>
        </span>
      </div>
      {children}
      {wrong && (
        <p className="error-text t13 pick__wrong" id={`${id}-wrong`} role="alert">
          {wrong.detail}
        </p>
      )}
    </div>
  );
}

export function Trouble({ trouble, onClose }) {
  if (!trouble) return null;
  return (
    <p role="alert" className="note-bar note-bar--danger">
      <Icon name="alert" />
      <span className="grow">{trouble.detail}</span>
      <button type="button" className="icon-btn note-bar__close" aria-label="Close" onClick={onClose}>
        <Icon name="close" />
      </button>
    </p>
  );
}

function Ladder({ ladder, shown }) {
  if (!shown) return null;
  return (
    <p className={ladder.next_at ? "note-bar note-bar--warn" : "note-bar"} data-part="ladder">
      <Icon name="clock" />
      <span>
        {ladder.words} {ladder.reason}
        {ladder.next_at && <strong> The next one can come out from {ladder.next_at}.</strong>}
      </span>
    </p>
  );
}

function Disclosure({ products, onPaid }) {
  const id = useId();
  return (
    <section className="card col" aria-label="Disclosure">
      <div className="switch">
        <label htmlFor={`${id}-ad`}>
          <span className="t15 strong">This video promotes something</span>
          <span className="t13 soft" id={`${id}-why`}>
            {products.why_ad}
          </span>
        </label>
        <input id={`${id}-ad`} type="checkbox" role="switch" checked={products.is_ad} disabled aria-describedby={`${id}-why`} readOnly />
      </div>
      <hr className="rule" />
      <div className="switch">
        <label htmlFor={`${id}-paid`}>
          <span className="t15 strong">Someone paid me to make it</span>
          <span className="t13 soft" id={`${id}-partner`}>
            {products.paid_stays ? "“Paid partnership” stands under the caption. This stays on." : "Adds “Paid partnership” under the caption."}
          </span>
        </label>
        <input
          id={`${id}-paid`}
          type="checkbox"
          role="switch"
          checked={products.is_paid}
          disabled={products.paid_stays}
          aria-describedby={`${id}-partner`}
          onChange={(event) => onPaid(event.target.checked)}
        />
      </div>
    </section>
  );
}
