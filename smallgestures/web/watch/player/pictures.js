// Product pictures, no larger than they are shown. Of every <img> it has drawn Chromium keeps the
// whole picture decoded, a megabyte apiece, long after its clip has left the document.

const SIDE = 72; // CSS pixels: the end card's
const MOST_KEPT = 24; // the last that were asked for: they stand in the clips around

const kept = new Map(); // address -> { bitmap, ready }

/** Return the picture: `bitmap` is null until `ready`, and stays so where there is none to be had. */
export function pictureOf(address) {
  const picture = kept.get(address) ?? begin(address);
  kept.delete(address);
  kept.set(address, picture);
  if (kept.size > MOST_KEPT) kept.delete(kept.keys().next().value);
  return picture;
}

function begin(address) {
  const picture = { bitmap: null };
  picture.ready = load(address).then(
    (bitmap) => Object.assign(picture, { bitmap }),
    () => kept.delete(address), // who asks next tries again
  );
  return picture;
}

async function load(address) {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(`refused: ${answer.status}`);
  const resizeHeight = Math.ceil(SIDE * devicePixelRatio);
  return createImageBitmap(await answer.blob(), { resizeHeight, resizeQuality: "high" });
}
