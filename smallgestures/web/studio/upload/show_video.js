// Shows the page of a video in the place of this one, without leaving it: files are under way here.

// Returns whether it is shown; without an answer everything stays as it is.
export async function showVideo(page, put) {
  try {
    const answer = await fetch(page, { headers: { accept: "text/html" }, cache: "no-store" });
    if (!answer.ok || answer.redirected) return false;
    const there = new DOMParser().parseFromString(await answer.text(), "text/html");
    put(JSON.parse(there.getElementById("page-data").textContent));
  } catch {
    return false;
  }
  window.history.replaceState(window.history.state, "", page);
  return true;
}

// Looks at once how the file of a video stands, when it is the one that is shown.
export async function loadUpload(video, put, data) {
  const answer = await fetch(`/api/studio/videos/${video}/upload`, { cache: "no-store" }).catch(() => null);
  if (answer?.ok && data().upload?.video === video) put({ upload: await answer.json() });
}
