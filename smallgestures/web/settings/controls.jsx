// What the settings keep in the browser, or ask it.
import { useSyncExternalStore } from "react";

const KEY = "sg.dataSaver";
const listeners = new Set();

function listen(changed) {
  listeners.add(changed);
  window.addEventListener("storage", changed);
  return () => {
    listeners.delete(changed);
    window.removeEventListener("storage", changed);
  };
}

function isOn() {
  try {
    return window.localStorage.getItem(KEY) === "true";
  } catch {
    return false; // a browser that keeps nothing keeps no wish either
  }
}

function set(on) {
  try {
    window.localStorage.setItem(KEY, String(on));
  } catch {
    return;
  }
  listeners.forEach((changed) => changed());
}

// Saving data is a wish of this device, not of the person: it never leaves the browser.
export function DataSaver() {
  const on = useSyncExternalStore(listen, isOn, () => false);
  return (
    <label className="switch">
      <span>
        <span className="strong">Save data</span>
        <span className="hint switch__hint">Smaller videos on this device.</span>
      </span>
      <input type="checkbox" role="switch" checked={on} onChange={(event) => set(event.target.checked)} />
    </label>
  );
}

const neverChanges = () => () => {};
let zones;
const allZones = () => (zones ??= Intl.supportedValuesOf?.("timeZone") ?? []);
const NO_ZONES = [];

// The browser knows the names of all time zones, so they need not be sent to it.
export function TimeZoneSelect({ inputId, zone, onPick }) {
  const known = useSyncExternalStore(neverChanges, allZones, () => NO_ZONES);
  const names = known.includes(zone) ? known : [zone, ...known];
  return (
    <select
      className="input input--select"
      id={inputId}
      value={zone}
      onChange={(event) => onPick(event.target.value)}
    >
      {names.map((name) => (
        <option key={name} value={name}>
          {name.replaceAll("_", " ")}
        </option>
      ))}
    </select>
  );
}
