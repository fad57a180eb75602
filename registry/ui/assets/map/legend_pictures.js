// Small pictures for the legend: a symbol, a line, a fill. Drawn as vectors, hidden from screen readers.

const SVG = "http://www.w3.org/2000/svg";

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

export function symbolPicture(outline, symbol) {
  const radius = Math.min(7, Math.max(3.2, symbol.size_px / 2));
  const look = { fill: symbol.fill, stroke: symbol.edge_px ? symbol.edge : "none", "stroke-width": symbol.edge_px };
  if (!outline.length) return picture([vector("circle", { r: radius, ...look })]);
  const points = outline.map(([x, y]) => `${x * radius},${y * radius}`).join(" ");
  return picture([vector("polygon", { points, ...look })]);
}

export function linePicture(line) {
  const dash = (line.dash || []).join(" ");
  const look = { stroke: line.color, "stroke-width": line.width_px, "stroke-dasharray": dash || "none" };
  return picture([vector("line", { x1: -8, x2: 8, y1: 0, y2: 0, ...look })]);
}

export function fillPicture(fill, border) {
  const stroke = border ? border.color : "#b8b4a8";
  return picture([vector("rect", { x: -7, y: -5, width: 14, height: 10, fill: fill || "none", stroke })]);
}

export function shadePicture() {
  const slope = (points, fill) => vector("polygon", { points, fill });
  return picture([slope("-8,6 -1,-6 1,6", "#dcd9cf"), slope("-1,-6 8,6 1,6", "#9a968a")]);
}

export function cornersPicture() {
  const d = "M-6,-2 V-6 H-2 M2,-6 H6 V-2 M6,2 V6 H2 M-2,6 H-6 V2";
  return picture([vector("path", { d, fill: "none", stroke: "currentColor", "stroke-width": 1.8 })]);
}

export function printerPicture() {
  const d = "M-4,-2 V-7 H4 V-2 M-4,4 H-7 V-2 H7 V4 H4 M-4,1.5 H4 V7 H-4 Z";
  return picture([vector("path", { d, fill: "none", stroke: "currentColor", "stroke-width": 1.6 })]);
}
