// “Add an outside shop”: its address, what the product is called, and the price seen there today.
import React, { useId, useRef, useState } from "react";

import { send } from "./changes.js";
import { Icon } from "./icons.jsx";

const EMPTY = { address: "", title: "", price: "", currency: "usd" };
const CURRENCIES = [
  ["usd", "US dollars ($)"],
  ["eur", "Euros (€)"],
  ["gbp", "Pounds (£)"],
];

/** `onListed(slug, value)`: it is listed, and stands in the showcase; `value` is the showcase. */
export function OutsideShop({ onListed, full }) {
  const id = useId();
  const dialog = useRef(null);
  const [draft, setDraft] = useState(EMPTY);
  const [refused, setRefused] = useState(null);
  const [busy, setBusy] = useState(false);
  const change = (name) => (event) => {
    setDraft({ ...draft, [name]: event.target.value });
    setRefused(null);
  };
  const close = () => dialog.current.close();
  const list = async (event) => {
    event.preventDefault();
    if (busy) return;
    setBusy(true);
    const answer = await send("/api/studio/outside", draft);
    setBusy(false);
    if (answer.refused) {
      setRefused(answer.refused);
      document.getElementById(`${id}-${answer.refused.field}`)?.focus();
      return;
    }
    setDraft(EMPTY);
    close();
    onListed(answer.value.listed, answer.value);
  };
  const field = (name, label, input, hint) => {
    const wrong = refused?.field === name && refused.detail;
    return (
      <div className={wrong ? "field field--error" : "field"}>
        <label htmlFor={`${id}-${name}`}>{label}</label>
        {React.cloneElement(input, {
          id: `${id}-${name}`,
          className: input.type === "select" ? "input input--select" : "input",
          value: draft[name],
          onChange: change(name),
          "aria-invalid": wrong ? true : undefined,
          "aria-describedby": hint || wrong ? `${id}-${name}-hint` : undefined,
        })}
        {(hint || wrong) && (
          <p className="hint" id={`${id}-${name}-hint`}>
            {wrong || hint}
          </p>
        )}
      </div>
    );
  };
  const elsewhere = refused && !["address", "title", "price"].includes(refused.field);

  return (
    <>
      <button
        type="button"
        className="btn btn--plain outside__open"
        aria-haspopup="dialog"
        disabled={full}
        onClick={() => dialog.current.showModal()}
      >
        <Icon name="outside" />
        Add an outside shop
      </button>
      <dialog
        ref={dialog}
        className="modal"
        aria-labelledby={`${id}-heading`}
        onClick={(event) => event.target.classList.contains("veil") && close()}
      >
        <div className="veil">
          <form className="dialog" noValidate onSubmit={list}>
            <div className="dialog__head">
              <h2 id={`${id}-heading`}>Add an outside shop</h2>
              <button type="button" className="icon-btn" aria-label="Close" onClick={close}>
                <Icon name="close" />
              </button>
            </div>
            <div className="dialog__body col">
              <p className="soft t14">
                Viewers leave for it by its name. Only you can link it, and it is marked as an ad.
              </p>
              {field(
                "address",
                "Address of the product",
                <input type="url" inputMode="url" autoComplete="off" placeholder="https://" maxLength={2000} />,
                "Only https, and the shop’s own domain. We never open it ourselves.",
              )}
              {field("title", "What it is", <input type="text" autoComplete="off" maxLength={120} />)}
              <div className="outside__price">
                {field("price", "Price there today", <input type="text" inputMode="decimal" autoComplete="off" placeholder="12.50" maxLength={20} />)}
                {field(
                  "currency",
                  "Currency",
                  <select>
                    {CURRENCIES.map(([code, name]) => (
                      <option key={code} value={code}>
                        {name}
                      </option>
                    ))}
                  </select>,
                )}
              </div>
              <p className="hint">Shown with today’s date, because the shop may change it.</p>
              {elsewhere && (
                <p role="alert" className="note-bar note-bar--danger">
                  <Icon name="alert" />
                  <span>{refused.detail}</span>
                </p>
              )}
            </div>
            <div className="dialog__foot">
              <button type="button" className="btn btn--line" onClick={close}>
                Not now
              </button>
              <button type="submit" className="btn btn--primary" aria-busy={busy || undefined}>
                Add it
              </button>
            </div>
          </form>
        </div>
      </dialog>
    </>
  );
}
