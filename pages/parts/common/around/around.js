// What keys and taps do around every page: `/` opens the search, a choice closes the pickers, a tap beside it closes a sheet.
// Beside the button that is seen there may be a hidden one that only measures its length.
const isSeen = (node) => node.checkVisibility({ visibilityProperty: true, opacityProperty: true });
const opener = (key) => [...document.querySelectorAll(`.st-key-${key} button`)].find(isSeen);
const isTyping = (node) => node instanceof HTMLElement && (node.isContentEditable || ["INPUT", "TEXTAREA", "SELECT"].includes(node.tagName));

function close(key) {
  const button = opener(key);
  if (button?.getAttribute("aria-expanded") === "true") button.click();
}

// The popover may come late on a busy machine, and takes the focus for itself once it is there: the field has it when it kept it a while.
const WAIT = 10000, KEPT = 20;

function focusSearch(ends = performance.now() + WAIT, kept = 0) {
  const field = document.querySelector('[data-testid="stPopoverBody"] .st-key-search_words input');
  const has = field !== null && document.activeElement === field;
  if (field && !has) field.focus();
  if (kept < KEPT && performance.now() < ends) requestAnimationFrame(() => focusSearch(ends, has ? kept + 1 : 0));
}

function onKey(event) {
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
  const button = opener("search_open");
  if (!button) return;
  event.preventDefault();
  if (button.getAttribute("aria-expanded") !== "true") button.click();
  focusSearch();
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
