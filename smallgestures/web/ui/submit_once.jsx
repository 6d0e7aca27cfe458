// The button of a form whose answer takes a moment: pressed twice, it sends the form once.
import { useEffect, useRef, useState } from "react";

// After so long, an answer that has not come is not coming: the browser was told to stop.
const PATIENCE_MS = 15_000;

// `needs` names a tick of the form without which it can't be sent.
export function SubmitOnce({ className, needs, children }) {
  const button = useRef(null);
  const [sent, setSent] = useState(false);
  const [ticked, setTicked] = useState(false);
  useEffect(() => {
    const form = button.current.form;
    let isSent = false;
    let timer = 0;
    const again = () => {
      clearTimeout(timer);
      isSent = false;
      setSent(false);
    };
    const send = (event) => {
      if (isSent) {
        event.preventDefault();
        return;
      }
      isSent = true;
      setSent(true);
      timer = setTimeout(again, PATIENCE_MS);
    };
    // A page that the browser kept is shown again as it was left.
    const shown = (event) => event.persisted && again();
    form.addEventListener("submit", send);
    window.addEventListener("pageshow", shown);
    return () => {
      clearTimeout(timer);
      form.removeEventListener("submit", send);
      window.removeEventListener("pageshow", shown);
    };
  }, []);
  useEffect(() => {
    if (!needs) return undefined;
    const form = button.current.form;
    const look = () => setTicked(form.elements[needs].checked);
    // After a reset the tick is gone a moment later than the event.
    const lookSoon = () => queueMicrotask(look);
    look();
    form.addEventListener("change", look);
    form.addEventListener("reset", lookSoon);
    return () => {
      form.removeEventListener("change", look);
      form.removeEventListener("reset", lookSoon);
    };
  }, [needs]);
  return (
    <button
      ref={button}
      type="submit"
      className={className}
      disabled={Boolean(needs) && !ticked}
      aria-busy={sent || undefined}
    >
      {children}
    </button>
  );
}
