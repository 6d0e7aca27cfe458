// Likes: shown at once, told to the server, taken back when it refuses.

import { Store } from "./store.js";

const PATIENCE_MS = 10_000;

export class Likes extends Store {
  constructor(say) {
    super({});
    this.say = say;
    this.saving = new Set();
  }

  of(item) {
    return this.value[item.id] ?? item;
  }

  /** The clip with its like as it stands now. */
  over = (item) => ({ ...item, ...this.of(item) });

  note(item, likes, liked) {
    this.set({ [item.id]: { likes, liked } });
  }

  /** Turn the like over, or set it to `liked`. */
  toggle(item, liked = !this.of(item).liked) {
    const before = this.of(item);
    if (before.liked === liked) return;
    this.note(item, Math.max(0, before.likes + (liked ? 1 : -1)), liked);
    if (!this.saving.has(item.id)) this.save(item, before);
  }

  /** Tell the server until it knows the last word; `before` is what it knew to begin with. */
  async save(item, before) {
    this.saving.add(item.id);
    let known = before;
    try {
      while (this.of(item).liked !== known.liked) {
        known = await this.tell(item, this.of(item).liked);
      }
      this.note(item, known.likes, known.liked);
    } catch (reason) {
      this.note(item, known.likes, known.liked);
      this.say(refusal(reason.status, item));
    } finally {
      this.saving.delete(item.id);
    }
  }

  async tell(item, liked) {
    const answer = await fetch(`/api/likes/${item.id}`, {
      method: liked ? "PUT" : "DELETE",
      headers: { accept: "application/json" },
      signal: AbortSignal.timeout?.(PATIENCE_MS),
    });
    if (!answer.ok) throw Object.assign(new Error("refused"), { status: answer.status });
    return answer.json();
  }
}

function refusal(status, item) {
  if (status === 401) {
    return {
      text: "Sign in to like videos.",
      link: "Sign in",
      href: `/sign-in?next=${encodeURIComponent(item.url)}`,
    };
  }
  if (status === 429) return { text: "That was a lot of likes at once. Wait a moment, then try again." };
  return { text: "Your like was not saved. Please try again." };
}
