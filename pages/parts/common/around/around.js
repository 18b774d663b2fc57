// What keys and taps do around every page: `/` opens the search, a choice closes the pickers, a tap beside it closes a sheet.
// Beside the button that is seen there may be a hidden one that only measures its length.
const isSeen = (node) => node.checkVisibility({ visibilityProperty: true, opacityProperty: true });
const opener = (key) => [...document.querySelectorAll(`.st-key-${key} button`)].find(isSeen);
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

// Light or dark is the reader's own: it stays in this browser.
const THEME = "theme";

function showTheme(name) {
  if (name === "hall") document.documentElement.dataset.theme = name;
  else delete document.documentElement.dataset.theme;
}

function switchTheme() {
  const other = document.documentElement.dataset.theme === "hall" ? "" : "hall";
  showTheme(other);
  try { window.localStorage.setItem(THEME, other); } catch { /* a browser that keeps nothing shows it until it is closed */ }
}

function keptTheme() {
  try { return window.localStorage.getItem(THEME) ?? ""; } catch { return ""; }
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
  if (event.target.closest?.(".theme-switch")) switchTheme();
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
  showTheme(keptTheme());
  document.addEventListener("keydown", onKey);
  document.addEventListener("click", onClick);
}
