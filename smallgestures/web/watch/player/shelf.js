// The products of the current clip: the anchor while it plays, the end card when it has ended,
// and the same panel at any time by key.

import { pictureOf } from "./pictures.js";
import { token } from "./random.js";
import { keep, recall } from "./storage.js";

const DISMISSED = "sg.dismissed";
const MOST_DISMISSED = 500;
const SETTLE_MS = 500; // a clip that flew past was not watched

export const NO_SHELF = {
  panel: null, // { surface: "end_card" | "panel", products, entered } while the products are open
  anchored: null, // what the anchor shows by now; null: as at the clip's start
  via: null, // the anchor's impression
};

/** The products whose time has come: each shows on the anchor from its own moment on. */
export const anchoredAt = (products, ms) => products.filter((product) => product.anchor_from_ms <= ms);

/** An impression's id: it names the link, so that a click can be told from it alone. */
const impressionOf = (product) => `${product.link}.${token()}`;

export class Shelf {
  constructor(playback, reports) {
    this.playback = playback;
    this.reports = reports;
  }

  start() {
    this.dismissed = new Set(recall("sessionStorage", DISMISSED, []));
  }

  /** Take up a clip's products. The card must paint at once, also without a server. */
  stock(item) {
    this.item = item;
    this.settled = false;
    this.first = null;
    this.playback.set({ anchored: null, via: null });
    this.anchorAt(0);
    this.settleTimer = setTimeout(() => this.settle(), SETTLE_MS);
  }

  /** Let the anchor show what belongs to this moment. Another product in front is shown anew. */
  anchorAt(ms) {
    if (!this.item) return;
    const { anchored, via } = this.playback.value;
    const now = anchoredAt(this.item.products, ms);
    if (now.length === anchored?.length) return; // they only grow with time, and only shrink by seeking
    const first = now[0] ?? null;
    const same = first?.link === this.first?.link;
    if (!same) this.anchorTold = false;
    this.first = first;
    this.playback.set({ anchored: now, via: same ? via : first && impressionOf(first) });
    if (this.settled) this.tellAnchor();
  }

  /** The clip is being watched, not passed: its anchor was seen, its card may be needed. */
  settle() {
    this.settled = true;
    this.tellAnchor();
    for (const { image } of this.item.products) if (image) pictureOf(image);
  }

  clear() {
    clearTimeout(this.settleTimer);
    this.item = null;
    this.close();
  }

  opensAtEnd = (item) => item.products.length > 0 && !this.dismissed.has(item.id);

  tellAnchor() {
    const { via } = this.playback.value;
    if (!via || !this.item || this.anchorTold) return;
    this.anchorTold = true;
    this.tell(via, "anchor");
  }

  tell(id, surface) {
    this.reports.put({ kind: "impression", id, video: this.item.id, surface });
  }

  /** Show the products. Each showing is an impression of its own, so it has ids of its own. */
  open(surface, change = {}) {
    const { playback } = this;
    this.resume = surface === "panel" && playback.running;
    if (this.resume) playback.pause();
    const products = this.item.products.map((product) => ({
      ...product,
      via: impressionOf(product),
    }));
    playback.set({ ...change, panel: { surface, products, entered: 0 } });
    for (const { via } of products) this.tell(via, surface);
  }

  /** Move the focus into the products, opening them where they are not; false without products. */
  enter = () => {
    if (!this.item?.products.length) return false;
    if (!this.playback.value.panel) this.open("panel");
    const { panel } = this.playback.value;
    this.playback.set({ panel: { ...panel, entered: panel.entered + 1 } });
    return true;
  };

  close() {
    if (this.playback.value.panel) this.playback.set({ panel: null });
  }

  /** Close by hand. An end card closed so stays away from this clip for the session. */
  dismiss = () => {
    const { panel } = this.playback.value;
    if (!panel) return;
    this.close();
    if (panel.surface === "end_card") {
      this.dismissed.add(this.item.id);
      keep("sessionStorage", DISMISSED, [...this.dismissed].slice(-MOST_DISMISSED));
    } else if (this.resume) {
      this.playback.play();
    }
  };

  /** Tell what was shown before the person leaves for a product. */
  leaveForProduct = () => {
    this.tellAnchor();
    this.reports.sendBeacon();
  };
}
