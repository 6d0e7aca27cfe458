// One's own showcase: what stands on one's page, in one's own order.
import React, { useCallback, useId, useState } from "react";

import { read, useChanges } from "./changes.js";
import { Icon } from "./icons.jsx";
import { OutsideShop } from "./outside_shop.jsx";
import { ProductSearch } from "./product_search.jsx";
import { Trouble } from "./products_editor.jsx";
import { Handle, HowToMove, MoveButtons, useSorting } from "./sorting.jsx";

const SOURCE = "/api/studio/showcase";

export function ShowcaseEditor({ showcase, put }) {
  return showcase ? <Showcase showcase={showcase} put={put} /> : null;
}

function Showcase({ showcase, put }) {
  const { products, limit } = showcase;
  const show = useCallback((value) => put({ showcase: value }), [put]);
  const again = useCallback(async () => {
    const { value } = await read(SOURCE);
    if (value) show(value);
  }, [show]);
  const [change, busy, trouble, clear] = useChanges(show, again);
  const [wanted, want] = useState(null);
  const [said, say] = useState("");
  const heading = useId();
  const bySlug = Object.fromEntries(products.map((one) => [one.slug, one]));
  const stored = products.map((one) => one.slug);
  const keys = wanted?.every((slug) => bySlug[slug]) && wanted.length === stored.length ? wanted : stored;
  const sorting = useSorting({
    keys,
    say,
    names: Object.fromEntries(products.map((one) => [one.slug, one.title])),
    onOrder: async (order) => {
      want(order);
      await change("/api/studio/showcase-order", { order: order.join(" ") });
      want((now) => (now === order ? null : now));
    },
  });
  const add = async ({ slug, title }) => {
    const { value } = await change(SOURCE, { product: slug });
    if (value) say(`${title} is in your showcase.`);
  };
  const remove = async ({ slug, title, is_own_listing: own }) => {
    const url = own ? `/api/studio/outside/${slug}/withdraw` : `${SOURCE}/${slug}/remove`;
    const { value } = await change(url, {});
    if (value) say(`${title} removed.`);
  };
  const full = products.length >= limit ? `A showcase holds ${limit} products at most. Remove one to add another.` : "";

  return (
    <section className="col col--4 products" aria-labelledby={heading} aria-busy={busy || undefined}>
      <div className="row row--between">
        <h2 className="t14" id={heading}>
          In your showcase
        </h2>
        <span className="t13 muted num">
          {products.length} of {limit}
        </span>
      </div>
      <ProductSearch taken={stored} onAdd={add} place="In your showcase" full={full} />
      <OutsideShop full={Boolean(full)} onListed={(slug, { listed, ...value }) => show(value)} />
      <Trouble trouble={trouble} onClose={clear} />
      <p className="sr" role="status">
        {said}
      </p>
      {products.length > 0 ? (
        <ol ref={sorting.list} className="col col--2" aria-labelledby={heading}>
          {sorting.order.map((slug, at) => (
            <Row
              key={slug}
              product={bySlug[slug]}
              sorting={sorting}
              first={at === 0}
              last={at === products.length - 1}
              onRemove={() => remove(bySlug[slug])}
              onPrice={(fields) => change(`/api/studio/outside/${slug}/price`, fields, true)}
            />
          ))}
        </ol>
      ) : (
        <div className="state">
          <h3 className="t20">Nothing in your showcase yet</h3>
          <p>Add what you would recommend to a friend. It stands on your page, and first in the search when you add products to a video.</p>
        </div>
      )}
      <HowToMove />
    </section>
  );
}

function Row({ product, sorting, first, last, onRemove, onPrice }) {
  const { slug, title } = product;
  return (
    <li className="pick pick--showcase" data-slug={slug} data-dragged={sorting.dragged === slug || undefined}>
      <Handle name={title} {...sorting.handle(slug)} />
      <img className="thumb" src={product.picture} alt="" />
      <div className="pick__what">
        <a className="t15 strong clip1" href={product.url}>
          {title}
        </a>
        <span className="t13 muted num">
          {[product.brand, product.price, product.is_shown && product.note].filter(Boolean).join(" · ")}
        </span>
        <span className="t13 muted">{[product.terms, product.is_own_listing && product.checked].filter(Boolean).join(" · ")}</span>
      </div>
      <MoveButtons name={title} first={first} last={last} onMove={(by) => sorting.move(slug, by)} />
      <button type="button" className="icon-btn" aria-label={`Remove ${title}`} onClick={onRemove}>
        <Icon name="close" />
      </button>
      {!product.is_shown && (
        <p className="pick__note note-bar note-bar--warn">
          <Icon name="alert" />
          <span>{product.note}</span>
        </p>
      )}
      {product.is_own_listing && <Price product={product} onPrice={onPrice} />}
    </li>
  );
}

/** What an outside product costs today: typed in again, with today's date. */
function Price({ product, onPrice }) {
  const id = useId();
  const [typed, type] = useState("");
  const [currency, setCurrency] = useState("usd");
  const [wrong, setWrong] = useState("");
  const store = async (event) => {
    event.preventDefault();
    const { value, refused } = await onPrice({ price: typed, currency });
    setWrong(refused?.detail ?? "");
    if (value) type("");
  };
  return (
    <details className="pick__price">
      <summary className="t13">The price changed</summary>
      <form className="row row--2 row--wrap" noValidate onSubmit={store}>
        <div className={wrong ? "field field--error" : "field"}>
          <label htmlFor={id}>Price there today</label>
          <input
            id={id}
            className="input num"
            type="text"
            inputMode="decimal"
            autoComplete="off"
            maxLength={20}
            placeholder="12.50"
            value={typed}
            aria-invalid={wrong ? true : undefined}
            aria-describedby={wrong ? `${id}-wrong` : undefined}
            onChange={(event) => type(event.target.value)}
          />
        </div>
        <div className="field">
          <label htmlFor={`${id}-currency`}>Currency</label>
          <select id={`${id}-currency`} className="input input--select" value={currency} onChange={(event) => setCurrency(event.target.value)}>
            <option value="usd">USD</option>
            <option value="eur">EUR</option>
            <option value="gbp">GBP</option>
          </select>
        </div>
        <button type="submit" className="btn btn--line">
          Save the price
        </button>
        {wrong && (
          <p className="error-text t13" id={`${id}-wrong`} role="alert">
            {wrong}
          </p>
        )}
      </form>
    </details>
  );
}
