// The combobox “Product”: one's showcase first, then the brands' open catalogue. Choosing adds.
import React, { useEffect, useId, useRef, useState } from "react";

import { read } from "./changes.js";
import { Icon } from "./icons.jsx";

const PAUSE_MS = 120;
const ADDRESS = "/api/studio/products?q=";

/** Asks for what may be meant by the words; an older answer never comes after a newer one. */
function useSuggestions(words, open) {
  const [found, setFound] = useState({ words: null, list: [], lost: "" });
  useEffect(() => {
    if (!open) return undefined;
    let gone = false;
    const timer = setTimeout(
      async () => {
        const { value, lost } = await read(ADDRESS + encodeURIComponent(words));
        if (!gone) setFound({ words, list: value ?? [], lost: lost ?? "" });
      },
      words ? PAUSE_MS : 0,
    );
    return () => {
      gone = true;
      clearTimeout(timer);
    };
  }, [words, open]);
  return found;
}

/** `taken`: slugs that are there. `onAdd(product)`; `place`: where they stand, for its words. */
export function ProductSearch({ taken, onAdd, place, full }) {
  const id = useId();
  const field = useRef(null);
  const [typed, setTyped] = useState("");
  const [open, setOpen] = useState(false);
  const [active, setActive] = useState(-1);
  const words = typed.trim();
  const { list, lost, words: of } = useSuggestions(words, open);
  const ready = of === words;
  const found = ready ? list : [];
  const options = open ? found : [];
  const isTaken = ({ product }) => taken.includes(product.slug);
  const [pressed, setPressed] = useState(false); // the button, before there was an answer

  const show = () => {
    setOpen(true);
    setActive(-1);
  };
  const close = () => {
    setOpen(false);
    setActive(-1);
  };
  const choose = (one) => {
    if (!one || isTaken(one)) return;
    setTyped("");
    close();
    field.current.focus();
    onAdd(one.product);
  };
  const step = (by) => {
    if (!open) return show();
    if (options.length) setActive((at) => (at < 0 && by < 0 ? options.length - 1 : (at + by + options.length) % options.length));
    return undefined;
  };
  const onKeyDown = (event) => {
    const act = {
      ArrowDown: () => step(1),
      ArrowUp: () => step(-1),
      Enter: () => choose(options[Math.max(active, 0)]),
      Escape: () => (open ? close() : setTyped("")),
    }[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  };
  // The button takes what is meant, as soon as that is known; with nothing typed it leads into the field.
  const meant = () => {
    const free = found.filter((one) => !isTaken(one));
    const named = free.find(({ product }) => product.title.toLowerCase() === words.toLowerCase());
    return options[active] ?? named ?? free[0];
  };
  const add = () => {
    if (words && ready && meant()) return choose(meant());
    field.current.focus();
    setPressed(Boolean(words) && !ready);
    return words && show();
  };
  useEffect(() => {
    if (!pressed || !ready) return;
    setPressed(false);
    choose(meant());
  }, [pressed, ready]);

  return (
    <div className="pickbox">
      <div
        className="pickbox__field"
        onBlur={(event) => event.currentTarget.contains(event.relatedTarget) || close()}
      >
        <input
          ref={field}
          className="input"
          role="combobox"
          type="text"
          aria-label="Product"
          aria-expanded={open}
          aria-controls={`${id}-list`}
          aria-autocomplete="list"
          aria-activedescendant={active >= 0 && options[active] ? `${id}-${active}` : undefined}
          aria-describedby={full ? `${id}-full` : undefined}
          autoComplete="off"
          spellCheck="false"
          maxLength={100}
          placeholder="Find a product"
          value={typed}
          disabled={full}
          onChange={(event) => {
            setTyped(event.target.value);
            setPressed(false);
            show();
          }}
          onClick={show}
          onKeyDown={onKeyDown}
        />
        <ul
          id={`${id}-list`}
          className="pickbox__list"
          role="listbox"
          aria-label="Products"
          hidden={!open}
          onMouseDown={(event) => event.preventDefault()} // the field keeps the focus
        >
          {options.map((one, at) => (
            <Option
              key={one.product.slug}
              id={`${id}-${at}`}
              one={one}
              active={at === active}
              taken={isTaken(one)}
              place={place}
              onChoose={() => choose(one)}
            />
          ))}
        </ul>
        {open && options.length === 0 && <Nothing words={words} ready={ready} lost={lost} />}
      </div>
      <button
        type="button"
        className="btn pickbox__add"
        disabled={full}
        onMouseDown={(event) => event.preventDefault()} // the list stays open for it
        onClick={add}
      >
        <Icon name="plus" />
        Add product
      </button>
      {full && (
        <p className="hint pickbox__full" id={`${id}-full`}>
          {full}
        </p>
      )}
      <p className="sr" role="status">
        {open && ready && `${options.length} ${options.length === 1 ? "product" : "products"}`}
      </p>
    </div>
  );
}

function Option({ id, one, active, taken, place, onChoose }) {
  const { product, is_in_showcase: inShowcase } = one;
  const row = useRef(null);
  useEffect(() => {
    if (active) row.current.scrollIntoView({ block: "nearest" });
  }, [active]);
  return (
    <li
      ref={row}
      id={id}
      role="option"
      aria-selected={active}
      aria-disabled={taken || undefined}
      className="pickbox__option"
      onClick={onChoose}
    >
      <img className="thumb" src={product.picture} alt="" width="44" height="44" />
      <span className="pickbox__what">
        <span className="t15 strong clip1">{product.title}</span>
        <span className="t13 muted num clip1">
          {product.brand} · {product.price}
          {product.is_shown ? "" : " · Sold out"}
        </span>
      </span>
      <span className="t12 muted pickbox__from">{taken ? place : inShowcase ? "Your showcase" : product.terms}</span>
    </li>
  );
}

function Nothing({ words, ready, lost }) {
  let said = "Searching …";
  if (ready && lost) said = "The search does not answer right now. Type again to try again.";
  else if (ready && words) said = `Nothing is called “${words}”. An outside shop can be added by its address.`;
  else if (ready) said = "Your showcase is empty. Type to search the open catalogue.";
  return <p className="pickbox__list pickbox__nothing t14 muted">{said}</p>;
}
