// Small parts of the account forms that live in the browser alone.
import { useId, useState, useSyncExternalStore } from "react";

const neverChanges = () => () => {};
const zoneHere = () => Intl.DateTimeFormat().resolvedOptions().timeZone || "";

// A hidden field with the browser's time zone. Built pages know no browser: it is filled when
// the page wakes up, and a form that is sent before says nothing about the zone.
export function TimeZoneField() {
  const zone = useSyncExternalStore(neverChanges, zoneHere, () => "");
  return <input type="hidden" name="time_zone" value={zone} readOnly />;
}

// A password that can be looked at while it is typed. The button's name has no "password" in it:
// who looks for the field by that word finds the field alone.
export function PasswordField({ inputId, autoComplete, minLength, invalid, describedBy }) {
  const [shown, setShown] = useState(false);
  return (
    <div className="peek">
      <input
        className="input"
        id={inputId}
        name="password"
        type={shown ? "text" : "password"}
        autoComplete={autoComplete}
        autoCapitalize="none"
        spellCheck={false}
        required
        minLength={minLength}
        maxLength={200}
        aria-invalid={invalid ? "true" : undefined}
        aria-describedby={describedBy || undefined}
      />
      <button
        type="button"
        className="icon-btn"
        aria-label="Show what is typed"
        aria-pressed={shown}
        onClick={() => setShown(!shown)}
      >
        <svg className="i" aria-hidden="true" viewBox="0 0 24 24">
          <path d="M2.062 12.348a1 1 0 0 1 0-.696 10.75 10.75 0 0 1 19.876 0 1 1 0 0 1 0 .696 10.75 10.75 0 0 1-19.876 0" />
          <circle cx="12" cy="12" r="3" />
          {shown ? <path d="m3 21 18-18" /> : null}
        </svg>
      </button>
    </div>
  );
}
