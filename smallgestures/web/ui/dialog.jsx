// A dialog of the browser's own: it keeps the focus inside, closes with Escape, and gives the focus
// back to what opened it. Forms in it begin anew each time, so that nothing is ticked beforehand.
import { useEffect, useId, useRef } from "react";

export function Dialog({ dialogId, heading, open, children }) {
  const dialog = useRef(null);
  const title = useId();
  useEffect(() => {
    if (open && !dialog.current.open) dialog.current.showModal();
  }, [open]);
  const close = () => dialog.current.close();
  const closeIfMeant = (event) => {
    const beside = event.target.classList.contains("veil");
    if (beside || event.target.closest("[data-close]")) close();
  };
  const beginAnew = () => dialog.current.querySelectorAll("form").forEach((form) => form.reset());
  return (
    <dialog
      ref={dialog}
      id={dialogId}
      className="modal"
      aria-labelledby={title}
      onClick={closeIfMeant}
      onClose={beginAnew}
    >
      <div className="veil">
        <div className="dialog">
          <div className="dialog__head">
            <h2 id={title}>{heading}</h2>
            <button type="button" className="icon-btn" aria-label="Close" data-close="">
              <svg className="i" aria-hidden="true" viewBox="0 0 24 24">
                <path d="M18 6 6 18" />
                <path d="m6 6 12 12" />
              </svg>
            </button>
          </div>
          {children}
        </div>
      </div>
    </dialog>
  );
}

export function DialogButton({ opens, className, children }) {
  const open = () => document.getElementById(opens).showModal();
  return (
    <button type="button" className={className} aria-haspopup="dialog" onClick={open}>
      {children}
    </button>
  );
}
