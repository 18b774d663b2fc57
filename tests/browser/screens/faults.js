// Every fault of what is drawn in this document, as {kind, text, where}. Kinds: over, cut, overlap, small, pale, english, hidden.
(rules) => {
  const found = [], told = new Set();
  const say = (kind, node, text, once = text) => {
    const element = node.nodeType === 3 ? node.parentElement : node;
    const where = element.tagName.toLowerCase() + (typeof element.className === "string" && element.className ? "." + element.className.trim().split(/\s+/)[0] : "");
    const key = kind + where + once;
    if (told.has(key)) return;
    told.add(key);
    found.push({ kind, text: text.trim().replace(/\s+/g, " ").slice(0, 60), where });
  };
  const skipped = (element) => element.closest(rules.skip) !== null;
  const shown = (element) => element.checkVisibility({ opacityProperty: true, visibilityProperty: true });

  if (document.scrollingElement.scrollWidth > innerWidth + 1) say("over", document.body, `${document.scrollingElement.scrollWidth} > ${innerWidth}`);

  const parse = (color) => {
    const parts = color.match(/[\d.]+/g);
    if (!parts || color === "none") return null;
    const [r, g, b, a = 1] = parts.map(Number);
    return color.startsWith("color(") ? { r: r * 255, g: g * 255, b: b * 255, a } : { r, g, b, a };
  };
  const over = (top, ground) => ({
    r: top.r * top.a + ground.r * (1 - top.a), g: top.g * top.a + ground.g * (1 - top.a), b: top.b * top.a + ground.b * (1 - top.a), a: 1,
  });
  const light = ({ r, g, b }) => {
    const part = (value) => ((value /= 255) <= 0.03928 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);
    return 0.2126 * part(r) + 0.7152 * part(g) + 0.0722 * part(b);
  };
  const ratio = (one, other) => {
    const [low, high] = [light(one), light(other)].sort((a, b) => a - b);
    return (high + 0.05) / (low + 0.05);
  };
  const ground = (element) => {
    // A name on a map lies on its own halo.
    const halo = getComputedStyle(element).textShadow.match(/rgba?\([^)]*\)/);
    if (halo && (parse(halo[0]).a ?? 1) > 0.5) return { ...parse(halo[0]), a: 1 };
    const layers = [], own = element.getBoundingClientRect(), x = own.left + own.width / 2, y = own.top + own.height / 2;
    for (let at = element; at; at = at.parentElement) {
      const box = at.getBoundingClientRect();
      if (at.parentElement && (x < box.left || x > box.right || y < box.top || y > box.bottom)) continue;  // drawn outside of it
      const color = parse(getComputedStyle(at).backgroundColor);
      if (color && color.a) layers.push(color);
      if (color && color.a === 1) break;
    }
    return layers.reverse().reduce((below, top) => over(top, below), { r: 255, g: 255, b: 255, a: 1 });
  };
  // What a drawn text lies on: shapes under its middle, the nearest last.
  const drawnGround = (element, box) => {
    const own = getComputedStyle(element), halo = parse(own.stroke);
    if (halo && halo.a > 0.5 && own.paintOrder.startsWith("stroke") && parseFloat(own.strokeWidth) >= 0.08 * parseFloat(own.fontSize)) return halo;
    const base = ground(element.ownerSVGElement || element);
    const x = box.left + box.width / 2, y = box.top + box.height / 2;
    const below = document.elementsFromPoint(x, y).filter((one) => one.ownerSVGElement && !["text", "tspan", "svg", "g"].includes(one.tagName));
    return below.reverse().reduce((under, one) => {
      const style = getComputedStyle(one), fill = parse(style.fill);
      if (!fill) return under;
      return over({ ...fill, a: fill.a * Number(style.fillOpacity) * Number(style.opacity) }, under);
    }, base);
  };

  // Words of Latin letters; a mark with digits in it, such as a version's, is none.
  const latin = (text) => (text.match(/[A-Za-z0-9'’]+/g) || []).filter((word) => /[A-Za-z]{3}/.test(word) && !/\d/.test(word));

  const leaves = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const element = node.parentElement;
    if (!node.data.trim() || !element || skipped(element) || ["SCRIPT", "STYLE", "TITLE", "TEMPLATE", "NOSCRIPT", "OPTION"].includes(element.tagName) || element.closest("title, defs, canvas, textarea")) continue;
    if (!shown(element)) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    const boxes = [...range.getClientRects()].filter((box) => box.width > 1 && box.height > 1);
    if (boxes.length) leaves.push({ node, element, boxes, isDrawn: !!element.ownerSVGElement });
  }

  for (const { node, element, boxes, isDrawn } of leaves) {
    const style = getComputedStyle(element), text = node.data;
    // The drawn size: a font size scaled as its picture is.
    const scale = isDrawn && element.ownerSVGElement && element.getScreenCTM ? Math.hypot(element.getScreenCTM().a, element.getScreenCTM().b) : 1;
    const size = parseFloat(style.fontSize) * scale;
    if (size < rules.floor - 0.05) say("small", node, `${size.toFixed(1)}px ${text}`, size.toFixed(1));

    const color = parse(isDrawn ? style.fill : style.color);
    if (color && color.a && !element.closest("[disabled], [aria-disabled=true]")) {
      const under = isDrawn ? drawnGround(element, boxes[0]) : ground(element);
      let faint = 1;
      for (let at = element; at; at = at.parentElement) faint *= Number(getComputedStyle(at).opacity);
      const drawn = over({ ...color, a: color.a * faint * (isDrawn ? Number(style.fillOpacity) : 1) }, under);
      const isLarge = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
      const is = ratio(drawn, under);
      if (is < (isLarge ? 3 : 4.5) - 0.05) say("pale", node, `${is.toFixed(1)} ${text}`, is.toFixed(1));
    }

    // Cut: by the picture it is drawn in, or by a box that hides what is too much.
    const clip = (box, frame) => box.left < frame.left - 2 || box.right > frame.right + 2 || box.top < frame.top - 4 || box.bottom > frame.bottom + 4;
    if (isDrawn) {
      const frame = (element.ownerSVGElement.closest(".svg-container") || element.ownerSVGElement).getBoundingClientRect();
      if (boxes.some((box) => clip(box, frame)) && getComputedStyle(element.ownerSVGElement).overflow !== "visible") say("cut", node, text);
    } else {
      for (let at = element; at && at !== document.body; at = at.parentElement) {
        const own = getComputedStyle(at);
        if (own.overflowX === "auto" || own.overflowX === "scroll" || own.overflowY === "auto" || own.overflowY === "scroll") break;
        if (own.overflowX !== "hidden" && own.overflowX !== "clip" && own.overflowY !== "hidden" && own.overflowY !== "clip") continue;
        const frame = at.getBoundingClientRect();
        if (frame.width <= 2 || frame.height <= 2) break; // kept for those who hear the page
        if (own.textOverflow === "ellipsis" && element.closest("button")) break; // said whole where it opens
        if (boxes.some((box) => clip(box, frame))) { say("cut", node, text); break; }
      }
    }

    // An address to copy is no word.
    for (const word of latin(text.replace(/https?:\/\/\S+/g, ""))) if (!rules.known.includes(word.toLowerCase())) say("english", node, `${word}: ${text}`);
  }

  for (const element of document.querySelectorAll("[aria-label], [title], [placeholder], [alt]")) {
    if (skipped(element) || !shown(element)) continue;
    for (const name of ["aria-label", "title", "placeholder", "alt"])
      for (const word of latin(element.getAttribute(name) || ""))
        if (!rules.known.includes(word.toLowerCase())) say("english", element, `${name}: ${element.getAttribute(name)}`);
  }

  // Hidden: a box that rolls sideways and does not show that there is more.
  for (const element of document.querySelectorAll("div, section, ul, nav")) {
    const style = getComputedStyle(element);
    if (!["auto", "scroll"].includes(style.overflowX) || element.scrollWidth <= element.clientWidth + 8 || skipped(element) || !shown(element)) continue;
    if (!style.backgroundAttachment.includes("local")) say("hidden", element, element.innerText || "");
  }

  // Overlap: two texts on one spot, neither of them on a layer of its own above the other.
  const layer = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const style = getComputedStyle(at);
      if (style.position === "fixed" || style.position === "sticky") return at;
    }
    return null;
  };
  // Of a box what its surroundings let be seen.
  const seen = (element, box) => {
    let { left, right, top, bottom } = box;
    for (let at = element; at && at !== document.body; at = at.parentElement) {
      const own = getComputedStyle(at), frame = at.getBoundingClientRect();
      if (at.ownerSVGElement || (own.overflowX === "visible" && own.overflowY === "visible")) continue;
      left = Math.max(left, frame.left); right = Math.min(right, frame.right); top = Math.max(top, frame.top); bottom = Math.min(bottom, frame.bottom);
    }
    return { left, right, top, bottom, height: bottom - top, width: right - left };
  };
  const spots = leaves
    .flatMap(({ node, element, boxes }) => boxes.map((box) => ({ node, element, box: seen(element, box), layer: layer(element) })))
    .filter(({ box }) => box.width > 2 && box.height > 2)
    .sort((a, b) => a.box.top - b.box.top);
  for (let first = 0; first < spots.length; first++) {
    const one = spots[first];
    for (let second = first + 1; second < spots.length && spots[second].box.top < one.box.bottom - 3; second++) {
      const other = spots[second];
      if (other.node === one.node || other.layer !== one.layer) continue;
      const wide = Math.min(one.box.right, other.box.right) - Math.max(one.box.left, other.box.left);
      const high = Math.min(one.box.bottom, other.box.bottom) - Math.max(one.box.top, other.box.top);
      const share = high / Math.min(one.box.height, other.box.height);
      if (wide > 2 && share > 0.35) say("overlap", one.node, `${one.node.data.trim()} × ${other.node.data.trim()}`);
    }
  }
  return found;
}
