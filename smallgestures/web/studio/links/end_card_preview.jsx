// The end card as viewers will see it, while its creator works on it; on a phone and at a desk.
import React, { useState } from "react";

const DEVICES = ["Phone", "Desktop"];

/** `clip`: the player's own ended clip. `caption`, `poster`: what the page knows better by now. */
export function EndCardPreview({ products, clip: Clip, caption, poster }) {
  const [device, setDevice] = useState("Phone");
  if (!products) return null;
  const { preview, links } = products;
  const item = { ...preview, caption: caption ?? preview.caption, poster: preview.poster || poster };
  const hidden = links.length - preview.products.length;
  return (
    <figure className="endpreview" data-device={device.toLowerCase()} aria-label="End card preview">
      <div className="row row--2 endpreview__devices" role="group" aria-label="Shown on">
        {DEVICES.map((name) => (
          <button key={name} type="button" className="pill" aria-pressed={name === device} onClick={() => setDevice(name)}>
            {name}
          </button>
        ))}
      </div>
      <Clip item={item} />
      <figcaption>{said(links.length, hidden)}</figcaption>
    </figure>
  );
}

function said(count, hidden) {
  if (count === 0) return "Add a product, and its card shows here as it will at the end.";
  if (hidden === count) return "No card is shown while nothing of it can be bought.";
  if (hidden > 0) return `Shown when the video ends, to everyone. ${hidden === 1 ? "One product is" : `${hidden} products are`} hidden.`;
  return "Shown when the video ends, to everyone";
}
