// The keyboard of the feed. Keys belong to a field that is being typed in, to an open dialog,
// and to the browser whenever a modifier is held.

const BINDINGS = {
  ArrowDown: "next",
  j: "next",
  PageDown: "next",
  ArrowUp: "previous",
  k: "previous",
  PageUp: "previous",
  " ": "toggle",
  m: "sound",
  l: "like",
  b: "shop",
  s: "share",
  f: "fullscreen",
  ArrowLeft: "back",
  ArrowRight: "forward",
  Escape: "close",
  "?": "help",
};

/** What the help dialog shows. */
export const KEYS = [
  ["Next video", ["↓", "J"]],
  ["Previous video", ["↑", "K"]],
  ["Pause or play", ["Space"]],
  ["5 seconds back, forward", ["←", "→"]],
  ["Mute or unmute", ["M"]],
  ["Like", ["L"]],
  ["Shop: the products of this video", ["B"]],
  ["Share", ["S"]],
  ["Full screen", ["F"]],
  ["Close", ["Esc"]],
  ["This help", ["?"]],
];

const TYPED_IN = "input:not([type=range]), textarea, select, [contenteditable]";
const DIALOG = "dialog[open], [aria-modal=true]";
const PRESSED = "button, summary";
const SIDEWAYS = { ArrowLeft: -1, ArrowRight: 1 };

/** Call `actions[name]` for each key; returns what stops it. */
export function listenToKeys(actions) {
  const onKey = (event) => {
    const { key, target } = event;
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    if (target.closest?.(TYPED_IN) || document.querySelector(DIALOG)) return;
    const card = target.closest?.("[data-part=end-card]");
    if (key === "Tab") {
      if (!event.shiftKey && !card && actions.tab(target)) event.preventDefault();
      return;
    }
    if (card && SIDEWAYS[key] && stepTiles(card, target, SIDEWAYS[key])) {
      event.preventDefault();
      return;
    }
    if (key === " " && target.closest?.(PRESSED)) return; // the button's own key
    const action = actions[BINDINGS[key.length === 1 ? key.toLowerCase() : key]];
    if (!action || (event.repeat && key === " ")) return;
    event.preventDefault();
    action();
  };
  document.addEventListener("keydown", onKey);
  return () => document.removeEventListener("keydown", onKey);
}

/** Move the focus to the next or previous product of a card that shows several. */
function stepTiles(card, target, step) {
  const links = [...card.querySelectorAll("li a")];
  if (links.length < 2) return false;
  const at = links.indexOf(target);
  const link = links[at < 0 ? 0 : Math.min(Math.max(at + step, 0), links.length - 1)];
  link.focus({ preventScroll: true });
  link.closest("li").scrollIntoView({ block: "nearest", inline: "start" });
  return true;
}
