// Draws places from an outline file and colours them from a short list of values, each without the other.
//   placeMap.outlines(map, options): part of the stable map, fetches the outline file once.
//   placeMap.values(map, values): on each recolouring; styles and words only.
// Every text is set as text, never as HTML. A click gives the page {place_code, click}, nothing more.
(function () {
  "use strict";

  try {
    // The theme that the page around the map is kept in.
    if (localStorage.getItem("theme") === "hall") document.documentElement.dataset.theme = "hall";
  } catch { /* a browser that keeps nothing is light */ }

  const PATTERNS =
    '<svg xmlns="http://www.w3.org/2000/svg" width="0" height="0" style="position:absolute" aria-hidden="true"><defs>' +
    '<pattern id="place-hatch" width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">' +
    '<rect width="7" height="7" fill="var(--ground)"/><rect width="2" height="7" fill="var(--hatch)"/></pattern>' +
    '<pattern id="place-dots" width="8" height="8" patternUnits="userSpaceOnUse">' +
    '<rect width="8" height="8" fill="var(--dots-ground)"/><circle cx="4" cy="4" r="1.3" fill="var(--dots)"/></pattern></defs></svg>';
  const STEPS = 16; // lines on which room for a name is looked for
  const NO_DATA = { fill: "url(#place-hatch)", note: "无数据" };
  const LEGEND_FROM = 560; // a picture of so many pixels has the legend inside
  const LEGEND_ROOM = 17; // its width in letters
  const FEW = 150; // up to here every place can be reached by Tab and may carry its name
  const VERY_FEW = 20; // up to here the label also carries the value
  const BORDER = { color: "var(--quiet)", weight: 0.9, fill: false, interactive: false };
  const SEA_ISLANDS = /^4603/; // 三沙市: on the map of the country a white border would hide them
  const LINE = { color: "var(--map-line)", weight: 1.4, fill: false, interactive: false };

  function element(tag, text, parent) {
    const node = document.createElement(tag);
    if (text) node.textContent = text;
    if (parent) parent.appendChild(node);
    return node;
  }

  function addCorner(map, position, className, text) {
    const control = L.control({ position: position });
    control.onAdd = function () {
      const node = element("div", text);
      node.className = className;
      return node;
    };
    control.addTo(map);
  }

  // In a wide picture the legend lies over its right edge: the places keep clear of it.
  function legendRoom(map, options) {
    const size = map.getSize();
    return options.legend && size.x > LEGEND_FROM ? Math.min(LEGEND_ROOM * fontOf(map), size.x * 0.4) : 8;
  }

  function fontOf(map) {
    return parseFloat(getComputedStyle(map.getContainer()).fontSize);
  }

  function keepFitted(map, options) {
    const fit = function () {
      map.fitBounds(options.bounds, { animate: false, paddingTopLeft: [8, 8], paddingBottomRight: [legendRoom(map, options), 8] });
    };
    let touched = false;
    new ResizeObserver(function () { map.invalidateSize({ pan: false }); }).observe(map.getContainer());
    fit();
    map.getContainer().addEventListener("pointerdown", function () { touched = true; });
    map.getContainer().addEventListener("wheel", function () { touched = true; }, { passive: true });
    map.on("resize", function () { if (!touched) fit(); });
  }

  function change(cell) {
    const steps = Number(cell);
    if (steps > 0) return "▲" + steps;
    return steps < 0 ? "▼" + -steps : "—";
  }

  // One line of words: {label, text}, or null where this place has nothing in that column.
  function lineOf(column, row) {
    const cell = column.cells[row];
    if (cell === undefined || cell === "") return null;
    const text = column.change ? change(cell) : column.before + cell + column.after;
    return { label: column.label, text: text };
  }

  function lookOf(state, code) {
    const values = state.values;
    if (!values) return { fill: "var(--map-waiting)" };
    const row = values.rowOf[code];
    return row === undefined ? NO_DATA : values.looks[values.look[row]];
  }

  function linesOf(state, code) {
    if (!state.values) return [];
    const row = state.values.rowOf[code];
    const lines = row === undefined ? [] : state.values.words.map(function (column) { return lineOf(column, row); });
    const note = lookOf(state, code).note;
    if (note) lines.push({ label: "", text: note });
    return lines.filter(Boolean);
  }

  function describe(state, polygon) {
    const box = element("div");
    element("b", polygon.feature.properties.name, box);
    linesOf(state, polygon.feature.properties.code).forEach(function (line) {
      const node = element("div", "", box);
      element("i", line.label, node);
      element("span", line.text, node);
    });
    return box;
  }

  function styleOf(state, code) {
    const look = lookOf(state, code);
    const chosen = state.values && state.values.chosen === code;
    const border = SEA_ISLANDS.test(code) && state.count > FEW ? BORDER.color : look.stroke || "var(--ground)";
    return {
      fillColor: look.fill,
      fillOpacity: state.options.opacity,
      color: chosen ? "var(--accent)" : border,
      weight: chosen ? 3 : state.weight,
    };
  }

  function isDark(fill) {
    const parts = /^#(..)(..)(..)$/.exec(fill);
    if (!parts) return false;
    return 0.3 * parseInt(parts[1], 16) + 0.59 * parseInt(parts[2], 16) + 0.11 * parseInt(parts[3], 16) < 135;
  }

  // What may stand on a place, the most first: name and value, the name, the name in small letters.
  function labelWords(state, code) {
    const lines = state.count <= VERY_FEW ? linesOf(state, code) : [];
    const mark = lookOf(state, code).mark;
    return lines.length ? (mark && lines.length > 1 ? mark + " " : "") + lines[0].text : "";
  }

  function drawLabel(state, polygon, way, place) {
    const node = element("span", polygon.feature.properties.name);
    if (way.words) element("b", way.words, node);
    const isDarkGround = isDark(lookOf(state, polygon.feature.properties.code).fill);
    const className = "place-label" + (isDarkGround ? " place-label-light" : "") + (way.scale < 1 ? " place-label-small" : "");
    const icon = L.divIcon({ className: className, html: node, iconSize: [0, 0] });
    if (polygon.label) polygon.label.setIcon(icon).setLatLng(place);
    else polygon.label = L.marker(place, { icon: icon, interactive: false, keyboard: false });
  }

  function widthOf(text) {
    return Array.from(text).reduce(function (sum, letter) { return sum + (letter > "\u2e80" ? 1 : 0.6); }, 0);
  }

  function ringsOf(map, polygon) {
    const rings = [];
    (function collect(part) {
      if (part.length && part[0].lat !== undefined) rings.push(part.map(function (point) { return map.latLngToLayerPoint(point); }));
      else part.forEach(collect);
    })(polygon.getLatLngs());
    return rings;
  }

  // The stretches of a horizontal line that lie inside the place, as [left, right].
  function chords(rings, y) {
    const cuts = [];
    rings.forEach(function (ring) {
      ring.forEach(function (from, at) {
        const to = ring[(at + 1) % ring.length];
        if (from.y > y !== to.y > y) cuts.push(from.x + ((y - from.y) / (to.y - from.y)) * (to.x - from.x));
      });
    });
    cuts.sort(function (one, other) { return one - other; });
    return cuts.filter(function (_, at) { return at % 2 === 0 && at + 1 < cuts.length; }).map(function (left, at) { return [left, cuts[2 * at + 1]]; });
  }

  // The widest room for a text of so many pixels in height: the stretch that its upper and its lower edge share.
  function roomFor(rings, box, height) {
    let best = { left: 0, right: 0, y: 0 };
    for (let step = 1; step < STEPS; step += 1) {
      const y = box.min.y + ((box.max.y - box.min.y) * step) / STEPS;
      chords(rings, y - height / 2).forEach(function (upper) {
        chords(rings, y + height / 2).forEach(function (lower) {
          const left = Math.max(upper[0], lower[0]);
          const right = Math.min(upper[1], lower[1]);
          if (right - left > best.right - best.left) best = { left: left, right: right, y: y };
        });
      });
    }
    return best;
  }

  function areaOf(map, polygon) {
    const box = polygon.getBounds();
    return L.bounds(map.latLngToLayerPoint(box.getNorthEast()), map.latLngToLayerPoint(box.getSouthWest()));
  }

  // Names are set from the largest place down, where the place is wide enough for the text and no name stands yet.
  function showLabels(map, state) {
    const letter = fontOf(map);
    const taken = [];
    const measured = state.polygons.map(function (polygon) { return { polygon: polygon, box: areaOf(map, polygon) }; });
    measured.sort(function (one, other) {
      const a = one.box.getSize();
      const b = other.box.getSize();
      return b.x * b.y - a.x * a.y;
    });
    measured.forEach(function (item) {
      const name = item.polygon.feature.properties.name;
      const words = labelWords(state, item.polygon.feature.properties.code);
      const rings = ringsOf(map, item.polygon);
      const ways = [{ words: words, scale: 1 }, { words: "", scale: 1 }, { words: "", scale: 0.75 }].slice(words ? 0 : state.count <= VERY_FEW ? 1 : 2);
      const isSet = ways.some(function (way) {
        const width = Math.max(widthOf(name), widthOf(way.words)) * letter * way.scale;
        const height = letter * 1.25 * way.scale * (way.words ? 2 : 1);
        const room = roomFor(rings, item.box, height);
        if (room.right - room.left < width) return false;
        const middle = L.point((room.left + room.right) / 2, room.y);
        const box = L.bounds(middle.subtract([width / 2, height / 2]), middle.add([width / 2, height / 2]));
        if (taken.some(function (other) { return other.overlaps(box); })) return false;
        taken.push(box);
        drawLabel(state, item.polygon, way, map.layerPointToLatLng(middle));
        item.polygon.label.addTo(map);
        return true;
      });
      if (!isSet && item.polygon.label) item.polygon.label.remove();
    });
  }

  function paint(map, state) {
    state.polygons.forEach(function (polygon) {
      polygon.setStyle(styleOf(state, polygon.feature.properties.code));
      if (polygon.isTooltipOpen()) polygon.getTooltip().update();
      if (state.count > FEW) return;
      const words = linesOf(state, polygon.feature.properties.code).map(function (line) { return line.label + line.text; });
      polygon.getElement().setAttribute("aria-label", [polygon.feature.properties.name].concat(words).join("，"));
      if (state.values && state.values.chosen === polygon.feature.properties.code) polygon.bringToFront();
    });
    if (state.count <= FEW) showLabels(map, state);
  }

  // The dark theme of the page around, also when it changes later.
  function followTheme() {
    const outer = window.parent.document.documentElement;
    const copy = function () {
      if (outer.dataset.theme) document.documentElement.dataset.theme = outer.dataset.theme;
      else delete document.documentElement.dataset.theme;
    };
    copy();
    new MutationObserver(copy).observe(outer, { attributes: true, attributeFilter: ["data-theme"] });
  }

  function tellPage(code) {
    if (window.Streamlit) window.Streamlit.setComponentValue({ place_code: code, click: Date.now() });
  }

  function addPlace(map, state, feature, polygon) {
    state.polygons.push(polygon);
    polygon.bindTooltip(function () { return describe(state, polygon); }, { sticky: true, className: "place-words" });
    polygon.on("click", function () { tellPage(feature.properties.code); });
    if (state.count > FEW) return;
    polygon.on("add", function () {
      const path = polygon.getElement();
      path.setAttribute("tabindex", "0");
      path.setAttribute("role", "button");
      path.addEventListener("keydown", function (event) {
        if (event.key === "Enter" || event.key === " ") {
          event.preventDefault();
          tellPage(feature.properties.code);
        }
      });
    });
  }

  function addFeatures(map, state, collection) {
    const isPlace = function (feature) { return feature.properties.code !== undefined; };
    const places = collection.features.filter(isPlace);
    state.count = places.length;
    state.weight = places.length > 800 ? 0.4 : places.length > FEW ? 0.8 : 1.2;
    L.geoJSON({ type: "FeatureCollection", features: places }, {
      style: function (feature) { return styleOf(state, feature.properties.code); },
      onEachFeature: function (feature, polygon) { addPlace(map, state, feature, polygon); },
    }).addTo(map);
    L.geoJSON(collection.features.filter(function (feature) { return !isPlace(feature); }), {
      style: function (feature) { return feature.properties.kind === "line" ? LINE : BORDER; },
    }).addTo(map);
    paint(map, state);
    map.on("zoomend", function () { if (state.count <= FEW) showLabels(map, state); });
  }

  function outlines(map, options) {
    const state = { options: options, polygons: [], values: null, count: 0, weight: 1 };
    map.placeState = state;
    document.body.insertAdjacentHTML("beforeend", PATTERNS);
    if (options.large) map.getContainer().classList.add("place-large");
    if (map.attributionControl) map.attributionControl.setPrefix(false);
    L.control.zoom({ zoomInTitle: "放大", zoomOutTitle: "缩小" }).addTo(map);
    addCorner(map, "bottomleft", "place-notice", options.notice);
    if (L.Browser.mobile) map.dragging.disable();
    keepFitted(map, options);
    followTheme();
    fetch(options.url)
      .then(function (response) {
        if (!response.ok) throw new Error(response.statusText);
        return response.json();
      })
      .then(function (collection) { addFeatures(map, state, collection); })
      .catch(function (problem) {
        addCorner(map, "topright", "place-problem", "边界没有读到，请刷新页面");
        console.error(problem);
      });
  }

  // Many places come deflated. Codes are base-36 differences, looks one letter a place, words column by column.
  function unpack(packed) {
    if (!packed.deflated) return Promise.resolve(packed);
    const bytes = Uint8Array.from(atob(packed.deflated), function (letter) { return letter.charCodeAt(0); });
    return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"))).json();
  }

  function readValues(packed) {
    const rowOf = {};
    let last = 0;
    (packed.codes ? packed.codes.split(" ") : []).forEach(function (step, row) {
      last += parseInt(step, 36);
      rowOf[last] = row;
    });
    return {
      rowOf: rowOf,
      look: packed.look.split("").map(function (letter) { return parseInt(letter, 36); }),
      looks: packed.looks,
      words: packed.words.map(function (column) { return Object.assign({}, column, { cells: column.cells.split("|") }); }),
      chosen: packed.chosen,
    };
  }

  function values(map, packed) {
    const state = map.placeState;
    state.latest = packed;
    unpack(packed).then(function (content) {
      if (state.latest !== packed) return; // a later choice came first
      state.values = readValues(content);
      paint(map, state);
    });
  }

  window.placeMap = { outlines: outlines, values: values };
})();
