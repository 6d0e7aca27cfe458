// Sharing a clip: the device's own sheet on phones, else the link in the clipboard.

import { uuid } from "./random.js";

/** Share a clip; `reports` are told when it has gone somewhere. */
export async function share(item, say, reports) {
  const told = () => reports.put({ kind: "share", id: uuid(), video: item.id });
  const url = new URL(item.url, location.origin).href;
  const title = `${item.creator.name} on Small Gestures`;
  if (navigator.share && matchMedia("(pointer: coarse)").matches) {
    try {
      await navigator.share({ title, text: item.caption, url });
      told();
      return;
    } catch (reason) {
      if (reason.name === "AbortError") return; // the person closed the sheet
    }
  }
  try {
    await navigator.clipboard.writeText(url);
    told();
    // An address of our own: the person goes on from here to whom they write to.
    const href = `/inbox?share=video:${item.url.split("/").pop()}`;
    say({ text: "Link copied", link: "Send in a message", href });
  } catch {
    // Without permission, or on plain http, there is no clipboard: then the link itself is shown.
    say({ text: url });
  }
}
