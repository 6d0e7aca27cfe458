// Ids made in the browser. `crypto.randomUUID` is missing on plain http, so it is not used.

const bytes = (count) => crypto.getRandomValues(new Uint8Array(count));

/** A version-4 UUID. */
export function uuid() {
  const raw = bytes(16);
  raw[6] = (raw[6] & 15) | 64;
  raw[8] = (raw[8] & 63) | 128;
  const hex = [...raw].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

/** 22 characters that are safe in an address: 128 random bits. */
export function token() {
  return btoa(String.fromCharCode(...bytes(16)))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .slice(0, 22);
}
