// Puts our HTML into the page. A plain click on a link makes one new entry in the browser's history and lets the
// dashboard follow it as it follows the back button; every other click is left to the browser.

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
