// Puts our HTML into the page. A plain click on a link makes one new entry in the browser's history and lets the
// dashboard follow it as it follows the back button; every other click is left to the browser.
const PHONE = "(max-width: 768px)";

function follow(address) {
  window.history.pushState(null, "", address);
  window.dispatchEvent(new PopStateEvent("popstate", { state: null }));
}

// On a phone the menu lies over the page: a choice in it closes it.
function closeMenu(box) {
  const menu = box.closest("[data-testid='stSidebar']");
  if (menu && window.matchMedia(PHONE).matches) menu.querySelector("[data-testid='stSidebarCollapseButton'] button")?.click();
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
    closeMenu(box);
  };
}
