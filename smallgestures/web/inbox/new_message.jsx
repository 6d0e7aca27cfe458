// “New message”: find somebody, and go to the conversation with them.
import { useRef, useState } from "react";

export function NewMessage({ share, picker: Picker }) {
  const form = useRef(null);
  const [person, setPerson] = useState(null);
  const choose = (one) => {
    setPerson(one);
    form.current.action = `/u/${encodeURIComponent(one.handle)}/message`;
    form.current.requestSubmit();
  };
  return (
    <div className="dialog__body new-message">
      <p className="t14 soft">Whoever doesn’t know you finds it among their requests.</p>
      <Picker chosen={person} onPick={choose} />
      <form ref={form} method="post" hidden>
        <input type="hidden" name="share" value={share || ""} />
      </form>
    </div>
  );
}
