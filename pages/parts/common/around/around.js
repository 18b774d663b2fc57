// What keys and taps do around every page: `/` opens the search, a choice closes the pickers, a tap beside it closes a sheet.
const opener = (key) => document.querySelector(`.st-key-${key} [data-testid="stPopover"] button`);
const isTyping = (node) => node instanceof HTMLElement && (node.isContentEditable || ["INPUT", "TEXTAREA", "SELECT"].includes(node.tagName));

function close(key) {
  const button = opener(key);
  if (button?.getAttribute("aria-expanded") === "true") button.click();
}

function focusSearch(tries) {
  const field = document.querySelector('[data-testid="stPopoverBody"] .st-key-search_words input');
  if (field) field.focus();
  else if (tries > 0) requestAnimationFrame(() => focusSearch(tries - 1));
}

function onKey(event) {
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
  const button = opener("search_open");
  if (!button) return;
  event.preventDefault();
  if (button.getAttribute("aria-expanded") !== "true") button.click();
  focusSearch(60);
}

function onClick(event) {
  document.querySelectorAll("details.tab[open]").forEach((tab) => {
    if (!tab.contains(event.target) || event.target.closest("a.go")) tab.open = false;
  });
  if (event.target.closest?.("[data-testid='stPopoverBody'] .found a.go")) close("search_open");
}

export default function ({ data, parentElement }) {
  if (parentElement.said !== undefined && parentElement.said !== data.said) close("pickers_open");
  parentElement.said = data.said;
  if (window.watchesAround) return;
  window.watchesAround = true;
  document.addEventListener("keydown", onKey);
  document.addEventListener("click", onClick);
}
