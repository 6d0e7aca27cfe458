// Numbers and times as people read them.

import { productNow } from "./page_data.js";

const compact = new Intl.NumberFormat("en-US", { notation: "compact", maximumFractionDigits: 1 });
const plain = new Intl.NumberFormat("en-US");

/** 3208 → "3,208"; 12400 → "12.4K". */
export const count = (number) => (number < 10_000 ? plain : compact).format(number);

/** Seconds as "0:08". */
export function clock(seconds) {
  const whole = Math.floor(seconds + 0.05);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}

const STEPS = [
  ["min", 60],
  ["h", 60],
  ["d", 24],
  ["wk", 7],
  ["yr", 52],
];

/** How long ago, in one short word: "now", "5 min", "3 h", "2 d", "1 wk", "2 yr". */
export function ago(iso) {
  let amount = (productNow() - Date.parse(iso)) / 1000;
  let unit = "";
  for (const [name, size] of STEPS) {
    if (amount < size) break;
    amount /= size;
    unit = name;
  }
  return unit ? `${Math.floor(amount)} ${unit}` : "now";
}

/**
 * What the anchor says: its name, "Shop: Ember lamp", and the words that are seen. A label of the
 * creator's stands in the place of the title and is a part of the name. Then how many more there are.
 */
export function shopName(products) {
  const [{ title, label }] = products;
  const more = products.length > 1 ? ` and ${products.length - 1} more` : "";
  const name = label ? `Shop: ${title}, ${label}${more}` : `Shop: ${title}${more}`;
  return { name, seen: label ? `${label}${more}` : name };
}

/** What a screen reader hears when the products appear. */
export function announcement(products, ended) {
  const shown = `${products.length} product${products.length > 1 ? "s" : ""} shown: `;
  const list = products.map((product) => `${product.title}, ${product.price}`).join("; ");
  return (ended ? "Video ended. " : "") + shown + list;
}
