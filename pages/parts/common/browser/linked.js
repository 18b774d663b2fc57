// Puts our HTML into the page. A plain click on a link makes one new entry in the browser's history and lets the
// dashboard follow it as it follows the back button; every other click is left to the browser.

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

export default function ({ data, parentElement }) {
  const box = parentElement.querySelector(".linked");
  if (data.open && box.opened !== data.open) {
    box.opened = data.open;
    follow(data.open);
    return;
  }
  if (box.shownHtml !== data.html) {
    box.innerHTML = data.html;
    box.shownHtml = data.html;
  }
  box.onclick = (event) => {
    const isPlain = event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey;
    const link = event.target.closest("a.go");
    if (!link || !isPlain) return;
    event.preventDefault();
    follow(link.getAttribute("href"));
  };
}
