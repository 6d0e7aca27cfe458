// A product's picture on the anchor and on the end card.

import React, { useLayoutEffect, useRef } from "react";

import { pictureOf } from "./pictures.js";

/** Without `alt` it only decorates; what is known already stands there in the first frame. */
export function Picture({ address, alt }) {
  const canvas = useRef(null);
  useLayoutEffect(() => {
    if (!address) return undefined;
    const picture = pictureOf(address);
    let gone = false;
    const draw = () => !gone && picture.bitmap && paint(canvas.current, picture.bitmap);
    if (picture.bitmap) draw();
    else picture.ready.then(draw);
    return () => {
      gone = true;
    };
  }, [address]);
  const spoken = alt ? { role: "img", "aria-label": alt } : { "aria-hidden": true };
  return <canvas ref={canvas} width="1" height="1" {...spoken} />;
}

function paint(canvas, bitmap) {
  canvas.width = bitmap.width;
  canvas.height = bitmap.height;
  canvas.getContext("2d").drawImage(bitmap, 0, 0);
}
