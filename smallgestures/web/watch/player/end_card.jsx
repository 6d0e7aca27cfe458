// The products of a clip, over its lower third. It takes no focus when it appears; Tab and B lead
// into it, Escape and Dismiss close it, and the focus returns to where it came from.

import React, { useEffect, useLayoutEffect, useRef, useState } from "react";

import { Icon, IconButton } from "./icons.jsx";
import { Picture } from "./picture.jsx";
import { announcement } from "./words.js";

const GAP = 30; // from the card to the stage's lower edge, and to what it lifts
const SPEAK_MS = 100; // a live region is heard when it changes, not when it is born

const addressOf = (product) => `/product/${product.slug}?via=${product.via}`;

/** "Ad" stands first; then who earns, or what the clip says about itself. */
function disclosureOf(item, products) {
  const earns = products.find((product) => product.earns)?.earns;
  if (products.length === 1) return earns ?? item.disclosure ?? `By ${products[0].brand}`;
  const things = `${products.length} things from this video`;
  return earns ? `${item.creator.name} earns if you buy · ${products.length} things` : things;
}

export function EndCard({ item, panel, playback, article }) {
  const card = useRef(null);
  const origin = useRef(null);
  const [spoken, setSpoken] = useState("");
  const { products, surface, entered } = panel;
  const several = products.length > 1;

  useLayoutEffect(() => {
    const element = card.current;
    article.current.style.setProperty("--card-h", `${element.offsetHeight + GAP}px`);
    const feed = element.closest("[data-part=feed]");
    return () => {
      if (!element.contains(document.activeElement)) return;
      const back = origin.current?.isConnected ? origin.current : feed;
      back.focus({ preventScroll: true });
    };
  }, [article]);

  useEffect(() => {
    const words = announcement(products, surface === "end_card");
    const timer = setTimeout(() => setSpoken(words), SPEAK_MS);
    return () => clearTimeout(timer);
  }, [products, surface]);

  useLayoutEffect(() => {
    if (!entered || card.current.contains(document.activeElement)) return;
    origin.current = document.activeElement === document.body ? null : document.activeElement;
    card.current.querySelector("a").focus({ preventScroll: true });
  }, [entered]);

  const shared = { products, onLeave: playback.shelf.leaveForProduct };
  return (
    <section
      ref={card}
      className={`endcard${several ? " endcard--several" : ""}`}
      role="region"
      data-part="end-card"
      data-testid="end-card"
      data-surface={surface}
      aria-label="Featured product"
    >
      <p className="sr" role="status" aria-live="polite">
        {spoken}
      </p>
      <div className="endcard__head">
        <span className="ad ad--media">Ad</span>
        <span className="clip1">{disclosureOf(item, products)}</span>
      </div>
      {several ? <Several {...shared} /> : <Single {...shared} onReplay={playback.replay} />}
      {several && (
        <IconButton
          className="icon-btn endcard__x endcard__again"
          name="Replay"
          icon="replay"
          kind="i--18"
          onClick={playback.replay}
        />
      )}
      <IconButton
        className="icon-btn endcard__x"
        name="Dismiss"
        icon="close"
        data-testid="end-card-dismiss"
        onClick={playback.shelf.dismiss}
      />
    </section>
  );
}

function Single({ products: [product], onLeave, onReplay }) {
  return (
    <>
      <div className="endcard__p" data-testid="end-card-product">
        <Picture address={product.image} alt={product.image_alt} />
        <div>
          <p className="endcard__name">{product.title}</p>
          {product.label && <p className="endcard__label clip1">{product.label}</p>}
          <p className="endcard__price">
            {product.price} <span>· {product.brand}</span>
            {product.domain && <span className="endcard__out">Opens {product.domain}</span>}
          </p>
        </div>
      </div>
      <div className="endcard__do">
        <a
          className="btn btn--buy"
          href={addressOf(product)}
          data-testid="end-card-view"
          onClick={onLeave}
        >
          View product
        </a>
        <button className="btn btn--line" onClick={onReplay}>
          <Icon name="replay" kind="i--18" />
          Replay
        </button>
      </div>
    </>
  );
}

function Several({ products, onLeave }) {
  return (
    <ul className="endcard__many">
      {products.map((product) => (
        <li key={product.link}>
          <div className="mini" data-testid="end-card-product">
            <Picture address={product.image} alt={product.image_alt} />
            <div className="mini__text">
              <p className="mini__name clip1">{product.title}</p>
              {product.label && <p className="endcard__label clip1">{product.label}</p>}
              <p>{product.price}</p>
              {product.domain && <p className="clip1 endcard__out">Opens {product.domain}</p>}
              <a
                href={addressOf(product)}
                aria-label={`View product: ${product.title}`}
                data-testid="end-card-view"
                onClick={onLeave}
              >
                View product
              </a>
            </div>
          </div>
        </li>
      ))}
    </ul>
  );
}
