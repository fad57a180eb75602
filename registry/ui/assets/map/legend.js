// The legend that is also the layer switch: a list of check boxes with symbols and counts. Text only, never HTML.

import { countShown } from "./points.js";

const SVG = "http://www.w3.org/2000/svg";

export function element(tag, className, text) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  if (text !== undefined) made.textContent = text;
  return made;
}

function vector(tag, attributes) {
  const made = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  return made;
}

function picture(children) {
  const svg = vector("svg", { width: 18, height: 18, viewBox: "-9 -9 18 18", "aria-hidden": "true" });
  children.forEach((child) => svg.append(child));
  return svg;
}

function symbolPicture(outline, symbol) {
  const radius = Math.min(7, Math.max(3.2, symbol.size_px / 2));
  const look = { fill: symbol.fill, stroke: symbol.edge_px ? symbol.edge : "none", "stroke-width": symbol.edge_px };
  if (!outline.length) return picture([vector("circle", { r: radius, ...look })]);
  const points = outline.map(([x, y]) => `${x * radius},${y * radius}`).join(" ");
  return picture([vector("polygon", { points, ...look })]);
}

function linePicture(line) {
  const dash = (line.dash || []).join(" ");
  const look = { stroke: line.color, "stroke-width": line.width_px, "stroke-dasharray": dash || "none" };
  return picture([vector("line", { x1: -8, x2: 8, y1: 0, y2: 0, ...look })]);
}

function fillPicture(fill, border) {
  const stroke = border ? border.color : "#b8b4a8";
  return picture([vector("rect", { x: -7, y: -5, width: 14, height: 10, fill: fill || "none", stroke })]);
}

export function makeLegend({ ground, features, shown, folded, onChange, onFold }) {
  const { words, ground_words: names } = features;
  const box = element("section", "legend");
  const list = element("div", "legend-list");
  const number = new Intl.NumberFormat(features.language === "zh" ? "zh-CN" : "en-GB");
  const updates = [];

  const fold = element("button", "legend-fold");
  fold.type = "button";
  const setFold = (hidden) => {
    list.hidden = hidden;
    fold.setAttribute("aria-expanded", String(!hidden));
    fold.textContent = `${words.layers} ${hidden ? "▸" : "▾"}`;
  };
  fold.addEventListener("click", () => {
    setFold(!list.hidden);
    onFold(list.hidden);
  });
  setFold(folded);

  const row = (className, checked, label, image, change) => {
    const line = element("label", className);
    const tick = element("input");
    tick.type = "checkbox";
    tick.checked = checked;
    tick.addEventListener("change", () => {
      change(tick.checked);
      onChange();
    });
    const count = element("span", "legend-count");
    line.append(tick, ...(image ? [image] : []), element("span", "legend-name", label), count);
    list.append(line);
    return { line, count };
  };

  for (const layer of features.layers) {
    const head = row("legend-layer", layer.shown, layer.label, null, (on) => { layer.shown = on; });
    head.line.dataset.layer = layer.kind;
    const parts = layer.categories.map((category, index) => {
      if (layer.categories.length === 1) return null;
      const image = symbolPicture(features.shapes[category.symbol.shape], category.symbol);
      return row("legend-category", layer.shownCategories[index], category.label, image, (on) => { layer.shownCategories[index] = on; });
    });
    if (layer.categories.length === 1) {
      const { symbol } = layer.categories[0];
      head.line.insertBefore(symbolPicture(features.shapes[symbol.shape], symbol), head.line.children[1]);
    }
    updates.push(() => {
      const counts = countShown(layer);
      const passing = counts.reduce((sum, count) => sum + count, 0);
      const whole = passing === layer.count ? number.format(passing) : `${number.format(passing)} / ${number.format(layer.count)}`;
      head.count.textContent = layer.unplaced ? `${whole} (+${number.format(layer.unplaced)} ${words.unplaced})` : whole;
      parts.forEach((part, index) => { if (part) part.count.textContent = number.format(counts[index]); });
    });
  }

  list.append(element("hr"));
  row("legend-layer", shown.units, names.units, linePicture(ground.units.classes.section.border), (on) => { shown.units = on; });
  const river = ground.rivers.classes[4];
  row("legend-layer", shown.rivers, names.rivers, linePicture(river), (on) => { shown.rivers = on; });
  row("legend-layer", shown.counties, names.counties, linePicture(ground.cities.border), (on) => { shown.counties = on; });
  const note = (image, text) => {
    const line = element("div", "legend-note");
    line.append(image, element("span", "legend-name", text));
    list.append(line);
  };
  note(fillPicture(ground.units.classes.none.fill), names.units_none);
  note(fillPicture(ground.elsewhere.fill), names.elsewhere);
  if (names.path) note(linePicture(ground.path.stroke), names.path);
  for (const { link } of features.layers) if (link) note(linePicture(link), link.label);

  box.append(fold, element("p", "legend-heading", features.heading), list);
  const update = () => updates.forEach((one) => one());
  update();
  return { box, update };
}
