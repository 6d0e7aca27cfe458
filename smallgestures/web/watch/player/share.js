// Sharing a clip: the device's own sheet on phones, else the link in the clipboard.

export async function share(item, say) {
  const url = new URL(item.url, location.origin).href;
  const title = `${item.creator.name} on Small Gestures`;
  if (navigator.share && matchMedia("(pointer: coarse)").matches) {
    try {
      await navigator.share({ title, text: item.caption, url });
      return;
    } catch (reason) {
      if (reason.name === "AbortError") return; // the person closed the sheet
    }
  }
  try {
    await navigator.clipboard.writeText(url);
    // An address of our own: the person goes on from here to whom they write to.
    const href = `/inbox?share=video:${item.url.split("/").pop()}`;
    say({ text: "Link copied", link: "Send in a message", href });
  } catch {
    // Without permission, or on plain http, there is no clipboard: then the link itself is shown.
    say({ text: url });
  }
}
