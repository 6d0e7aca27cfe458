// The list of keys, in a native dialog: the page behind is inert, Escape closes it, and the focus
// goes back to where it was.

import React, { useEffect, useRef } from "react";

import { IconButton } from "./icons.jsx";
import { KEYS } from "./keys.js";

export function Help({ open, onClose }) {
  const dialog = useRef(null);
  useEffect(() => {
    if (open && !dialog.current.open) dialog.current.showModal();
  }, [open]);
  const onClick = (event) => event.target === dialog.current && dialog.current.close();
  return (
    <dialog
      ref={dialog}
      className="dialog feed__help"
      aria-labelledby="feed-help"
      onClose={onClose}
      onClick={onClick}
    >
      <div className="dialog__head">
        <h2 id="feed-help">Keyboard shortcuts</h2>
        <IconButton name="Close" icon="close" onClick={() => dialog.current.close()} />
      </div>
      <div className="dialog__body">
        <dl className="rows">
          {KEYS.map(([does, keys]) => (
            <div key={does}>
              <dt>{does}</dt>
              <dd>
                {keys.map((key) => (
                  <kbd key={key}>{key}</kbd>
                ))}
              </dd>
            </div>
          ))}
        </dl>
      </div>
    </dialog>
  );
}
