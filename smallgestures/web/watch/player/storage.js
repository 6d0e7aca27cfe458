// What the browser keeps for a person. `area` is "localStorage" or "sessionStorage".
// A browser may refuse to keep anything (private windows, full disk): then nothing is
// remembered, and everything else works as it did.

function attempt(work, otherwise) {
  try {
    return work();
  } catch {
    return otherwise;
  }
}

export const keep = (area, key, value) =>
  attempt(() => window[area].setItem(key, JSON.stringify(value)));

export const forget = (area, key) => attempt(() => window[area].removeItem(key));

export const recall = (area, key, otherwise) =>
  attempt(() => JSON.parse(window[area].getItem(key)), null) ?? otherwise;

export const keysThatStart = (area, prefix) =>
  attempt(() => Object.keys(window[area]).filter((key) => key.startsWith(prefix)), []);
