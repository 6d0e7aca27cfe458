// How fast a file goes, over the last seconds: one burst or one pause does not make it jump.

const WINDOW_MS = 5_000;
const FIRST_MS = 800;

export function speedometer() {
  let seen = [];

  // Returns bytes a second; 0 while it is not known yet.
  function note(sent, now = performance.now()) {
    seen = [...seen.filter((one) => now - one.now < WINDOW_MS), { sent, now }];
    const first = seen[0];
    const passed = now - first.now;
    return passed < FIRST_MS ? 0 : ((sent - first.sent) * 1_000) / passed;
  }

  const forget = () => {
    seen = [];
  };

  return { note, forget };
}
