// Puts our HTML into the page and reports a plain click on a link; every other click is left to the browser.
export default function ({ data, parentElement, setTriggerValue }) {
  const box = parentElement.querySelector(".linked");
  if (box.shownHtml !== data.html) {
    box.innerHTML = data.html;
    box.shownHtml = data.html;
  }
  box.onclick = (event) => {
    const isPlain = event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey;
    const link = event.target.closest("a.go, [data-go]");
    if (!link || !isPlain) return;
    event.preventDefault();
    box.style.opacity = 0.6;
    setTriggerValue("go", link.dataset.go || link.getAttribute("href"));
    setTimeout(() => { box.style.opacity = 1; }, 1500);
  };
}
