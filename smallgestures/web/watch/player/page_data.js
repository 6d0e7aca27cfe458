// What the server wrote into the page: <script type="application/json" id="page-data">.
// It belongs to the address of the document, not to one the app moved to later.

let data;

const bare = (path) => path.replace(/\/+$/, "") || "/";

export function pageData() {
  if (data === undefined) {
    const node = document.getElementById("page-data");
    try {
      data = node ? JSON.parse(node.textContent) : null;
    } catch {
      data = null; // a page without data asks the API instead
    }
  }
  return data;
}

let spent = false;

/** The first page of the feed when the document was made for this address, else null. */
export function inlinedFeed(path) {
  const page = pageData();
  return !spent && page?.feed?.items && bare(page.path ?? "") === bare(path) ? page.feed : null;
}

/** From here on the page's own clips are old: a feed that opens later asks the server. */
export function spendInlinedFeed() {
  spent = true;
}

/** Product time in milliseconds: the server's clock when it sent one, else the machine's. */
export function productNow() {
  const at = Date.parse(pageData()?.now ?? "");
  return Number.isNaN(at) ? Date.now() : at + performance.now();
}
