// The clips of one feed, page after page: the first from the page itself, more from /api/feed.
// No clip comes twice in a session. Without a connection it tries again, ever more slowly.

import { inlinedFeed, pageData, spendInlinedFeed } from "./page_data.js";
import { keep, recall } from "./storage.js";
import { Store } from "./store.js";

const AHEAD = 5; // clips left when more are asked for
const KEPT_BEFORE = 10; // clips before the current one that outlive a visit to another page
const MOST_VIEWED = 2000;
const LONGEST_WAIT_MS = 30_000;
const PATIENCE_MS = 10_000;
const WRITE_MS = 500;
const VIEWED = "sg.viewed";
const RELOADED = "sg.reloaded";

const isClip = () => location.pathname.startsWith("/video/");

export const NOTHING = { items: [], status: "loading", lost: false };

export class Pages extends Store {
  constructor(tab) {
    super(NOTHING);
    this.tab = tab;
    this.ids = new Set();
    this.heldBack = [];
    this.cursor = null;
    this.failures = 0;
    this.startIndex = 0;
    this.index = 0;
    this.asNow = (item) => item; // with what was liked since
    if (typeof document !== "undefined") this.open();
  }

  open() {
    this.key = `sg.feed.${this.tab}.${location.pathname}`;
    this.viewed = new Set(recall("sessionStorage", VIEWED, []));
    const kept = cameBack(this.key) && recall("sessionStorage", this.key, null);
    if (kept?.items?.length) {
      this.startIndex = kept.index;
      this.cursor = kept.cursor;
      this.add(kept.items);
      return;
    }
    const first = inlinedFeed(location.pathname);
    if (first) this.take(first);
  }

  start() {
    this.online = () => this.value.lost && this.retry();
    window.addEventListener("online", this.online);
    window.addEventListener("pagehide", this.write);
    if (!this.value.items.length && this.value.status === "loading") this.begin();
    isShown = true;
    // The history entry remembers that it showed this feed; a plain reload starts anew.
    history.replaceState({ ...history.state, feed: this.key }, "");
  }

  begin() {
    // Only a document of its own starts with a certain clip; once, lest it reload for ever.
    const certain = isClip() && recall("sessionStorage", RELOADED, "") !== location.pathname;
    if (!certain) return this.more();
    keep("sessionStorage", RELOADED, location.pathname);
    return location.reload();
  }

  stop() {
    spendInlinedFeed();
    clearTimeout(this.timer);
    window.removeEventListener("online", this.online);
    window.removeEventListener("pagehide", this.write);
    this.write();
  }

  /** Keep the feed as it stands at `index`, for the way back to it. */
  remember(index) {
    this.index = index;
    this.writing ??= setTimeout(this.write, WRITE_MS);
    if (index >= this.value.items.length - AHEAD && !this.value.lost) this.more();
  }

  write = () => {
    clearTimeout(this.writing);
    this.writing = undefined;
    const first = Math.max(0, this.index - KEPT_BEFORE);
    const items = this.value.items.slice(first).map(this.asNow);
    if (!items.length) return;
    keep("sessionStorage", this.key, { items, index: this.index - first, cursor: this.cursor });
  };

  noteViewed = (id) => {
    this.viewed.add(id);
    keep("sessionStorage", VIEWED, [...this.viewed].slice(-MOST_VIEWED));
  };

  take(page) {
    this.cursor = page.next_cursor;
    const asked = isClip() && !this.ids.size;
    const seen = (item, place) => this.viewed.has(item.id) && !(asked && place === 0);
    const fresh = page.items.filter((item) => !this.ids.has(item.id));
    this.heldBack.push(...fresh.filter(seen));
    this.add(fresh.filter((item, place) => !seen(item, place)));
    if (this.cursor) {
      if (this.value.items.length === 0) this.more();
    } else if (!this.value.items.length && this.heldBack.length) {
      // Everything there is was seen in this session: then it starts anew.
      this.viewed.clear();
      this.add(this.heldBack.splice(0));
    }
  }

  add(items) {
    for (const item of items) this.ids.add(item.id);
    const all = this.value.items.concat(items);
    const status = this.cursor ? "loading" : all.length ? "end" : this.nobodys() ? "stranger" : "empty";
    this.set({ items: all, status, lost: false });
  }

  /** Whether this feed is of a person's own, and nobody is signed in. */
  nobodys = () => this.tab === "following" && !pageData()?.viewer;

  more() {
    const finished = !this.cursor && this.value.status !== "loading";
    if (this.busy || finished) return;
    this.busy = true;
    this.ask().then(
      (page) => {
        this.busy = false;
        this.failures = 0;
        const before = this.ids.size;
        this.take(page);
        if (this.cursor && this.ids.size === before) this.more(); // a page of known clips
      },
      (reason) => {
        this.busy = false;
        this.fail(reason);
      },
    );
  }

  async ask() {
    const query = new URLSearchParams({ tab: this.tab });
    if (this.cursor) query.set("cursor", this.cursor);
    const answer = await fetch(`/api/feed?${query}`, {
      headers: { accept: "application/json" },
      signal: AbortSignal.timeout?.(PATIENCE_MS),
    });
    if (!answer.ok) throw Object.assign(new Error("refused"), { status: answer.status });
    return answer.json();
  }

  fail(reason) {
    if (reason.status === 401) {
      this.set({ status: "stranger", lost: false });
      return;
    }
    this.set({ lost: true });
    const wait = Math.min(1000 * 2 ** this.failures++, LONGEST_WAIT_MS);
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.more(), wait * (0.75 + Math.random() / 2));
  }

  retry = () => {
    clearTimeout(this.timer);
    this.more();
  };
}

let isShown = false; // a feed, since this document was loaded

/**
 * True when the browser's Back or Forward led here, and the document was not just reloaded.
 * React may draw a feed and throw it away before it shows one: only a shown one counts.
 */
function cameBack(key) {
  const [arrival] = performance.getEntriesByType("navigation");
  const reloaded = !isShown && arrival?.type === "reload";
  return history.state?.feed === key && !reloaded;
}
