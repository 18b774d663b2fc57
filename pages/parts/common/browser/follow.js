// Opens an address of the dashboard as the back button would: one new entry in the browser's history. Stands before the scripts that
// follow links and points.

// What is looked at, beside the page itself: when it changes, one reads from the top again.
const LOOKED_AT = ["at", "measure", "row", "check", "ref", "problem", "view", "viewed"];

function follow(address) {
  const before = new URL(window.location.href);
  window.history.pushState(null, "", address);
  const after = new URL(window.location.href);
  const isElsewhere = before.pathname !== after.pathname
    || LOOKED_AT.some((name) => before.searchParams.get(name) !== after.searchParams.get(name));
  window.dispatchEvent(new PopStateEvent("popstate", { state: null }));
  if (isElsewhere) document.querySelector("[data-testid='stMain']")?.scrollTo(0, 0);
}
