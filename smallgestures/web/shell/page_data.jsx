// What the server wrote into this page's head for this person: one JSON object.
// Prerendered pages know nobody, so the first render has no data and the second has it all.
import { useLayoutEffect, useSyncExternalStore } from "react";

const NOTHING = Object.freeze({});
const listeners = new Set();
let kept;

export function pageData() {
  if (kept === undefined) {
    const element = document.getElementById("page-data");
    kept = element ? JSON.parse(element.textContent) : NOTHING;
  }
  return kept;
}

// Puts newer values in the place of some that the page came with; everything that shows them is
// drawn anew. Values that are left out stay as they are.
export function setPageData(changes) {
  kept = { ...pageData(), ...changes };
  listeners.forEach((changed) => changed());
}

// Replaces the page's data by what `change` makes of it.
export function changePageData(change) {
  setPageData(change(pageData()));
}

function listen(changed) {
  listeners.add(changed);
  return () => listeners.delete(changed);
}

export function usePageData() {
  return useSyncExternalStore(listen, pageData, () => NOTHING);
}

// A page of a dynamic address takes its title from the data; the server's own <title> was there
// for readers without scripts and goes when the page's stands, so that there is one.
export function usePageTitle(fallback) {
  useLayoutEffect(() => {
    document.querySelectorAll("title[data-server]").forEach((title) => title.remove());
  }, []);
  return usePageData().title ?? fallback;
}
