// The features: read once, filtered here, stamped on the canvas, found again under the pointer.

import { makeGrid } from "./points_grid.js";
import { readColumn, worldX, worldY } from "./world.js";

const REACH_PX = 5; // how far beside a symbol the pointer may be
const FEW = 150; // no more than so many features are drawn one by one however far away the reader is
const MANY = 4000; // of so many the layer says below which zoom they are a heap; fourfold as many are one up to a zoom further in

export function readFeatures(raw) {
  const layers = raw.layers.map((layer) => {
    const x = readColumn(layer.x, raw.scale, worldX);
    const y = readColumn(layer.y, raw.scale, worldY);
    const themes = layer.themes.map((theme) => ({
      ...theme, category: Int16Array.from(theme.category), shown: theme.categories.map(() => true), stamps: new Map(),
    }));
    const read = {
      ...layer, x, y, themes, grid: makeGrid(x, y),
      toX: layer.link && readColumn(layer.to_x, raw.scale, worldX),
      toY: layer.link && readColumn(layer.to_y, raw.scale, worldY),
      passes: new Uint8Array(layer.count).fill(1),
      index: new Map(layer.code.map((code, i) => [code, i])),
      listed: layer.fields.listed, divider: null,
    };
    wear(read, "usual");
    return read;
  });
  return { ...raw, layers, drawn: [...layers].sort((a, b) => a.rank - b.rank), summing: true, version: 0 };
}

// Colour a layer by one of its themes; a name it does not know leaves it in its usual colours.
export function wear(layer, name) {
  const theme = layer.themes.find((one) => one.name === name) || layer.themes[0];
  Object.assign(layer, {
    theme, categories: theme.categories, category: theme.category, shownCategories: theme.shown, stamps: theme.stamps,
  });
}

// What the reader chose in the legend stays when other data come: layers and categories that are off, and the themes.
export function keepSwitches(former, layers) {
  const known = new Map(former.map((layer) => [layer.kind, layer]));
  for (const layer of layers) {
    const before = known.get(layer.kind);
    if (!before) continue;
    layer.shown = before.shown;
    for (const theme of layer.themes) {
      const old = before.themes.find((one) => one.name === theme.name);
      const off = new Set(old ? old.categories.filter((_, i) => !old.shown[i]).map(({ value }) => value) : []);
      theme.shown = theme.categories.map(({ value }) => !off.has(value));
    }
    wear(layer, before.theme.name);
  }
}

export function isVisible(layer, index) {
  return layer.passes[index] && layer.shownCategories[layer.category[index]] && (layer.divider === null || onItsSide(layer, index));
}

// Where a swipe parts two lists: what only one of them holds stands only on its side of the line.
function onItsSide({ listed, divider, x }, index) {
  const where = listed ? listed.values[listed.codes[index]] : "both";
  return where === "both" || (where === "before") === x[index] < divider;
}

export function countVisible(features, layer) {
  if (layer.counted?.version === features.version) return layer.counted.visible;
  let visible = 0;
  for (let i = 0; i < layer.count; i += 1) if (isVisible(layer, i)) visible += 1;
  layer.counted = { version: features.version, visible };
  return visible;
}

// Whether a layer is shown as counts by place at a zoom; whatever then is not drawn one by one is in a count.
export function isSummed(features, layer, zoom) {
  if (!features.summing || !layer.shown || !layer.summed_below) return false;
  const visible = countVisible(features, layer);
  return visible > FEW && zoom < heapedBelow(layer, visible);
}

export function heapedBelow(layer, visible) {
  return layer.summed_below + Math.log2(visible / MANY) / 2;
}

export function isDrawn(features, layer, zoom) {
  return layer.shown && zoom >= layer.min_zoom && !isSummed(features, layer, zoom);
}

// filters: {field: [values]}; a layer without that field is not touched by it, an empty list filters nothing.
export function filterFeatures(features, filters) {
  features.version += 1;
  for (const layer of features.layers) {
    layer.passes.fill(1);
    for (const [field, wanted] of Object.entries(filters || {})) {
      const column = layer.fields[field];
      if (!column || !wanted || !wanted.length) continue;
      const allowed = new Set(wanted);
      const good = column.values.map((value) => allowed.has(value));
      for (let i = 0; i < layer.count; i += 1) if (!good[column.codes[i]]) layer.passes[i] = 0;
    }
  }
}

// Where what a filter left lies, in world units, and whether some of it lies in a view; null where no layer was filtered.
export function whatIsLeft(features, [west, north, east, south]) {
  const box = [Infinity, Infinity, -Infinity, -Infinity];
  let inSight = false;
  for (const { x, y, passes } of features.layers.filter((layer) => layer.passes.includes(0))) {
    passes.forEach((passing, i) => {
      if (!passing || Number.isNaN(x[i])) return;
      box[0] = Math.min(box[0], x[i]);
      box[1] = Math.min(box[1], y[i]);
      box[2] = Math.max(box[2], x[i]);
      box[3] = Math.max(box[3], y[i]);
      inSight ||= x[i] >= west && x[i] <= east && y[i] >= north && y[i] <= south;
    });
  }
  return box[0] <= box[2] ? { box, inSight } : null;
}

export function countShown(layer) {
  const counts = layer.categories.map(() => 0);
  for (let i = 0; i < layer.count; i += 1) if (layer.passes[i]) counts[layer.category[i]] += 1;
  return counts;
}

export function growth(steps, zoom) {
  if (zoom <= steps[0][0]) return steps[0][1];
  for (let i = 1; i < steps.length; i += 1) {
    const [from, low] = steps[i - 1];
    const [to, high] = steps[i];
    if (zoom <= to) return low + ((high - low) * (zoom - from)) / (to - from);
  }
  return steps[steps.length - 1][1];
}

export function drawSymbol(ctx, outline, symbol, x, y, radius, edge) {
  ctx.beginPath();
  if (!outline.length) ctx.arc(x, y, radius, 0, 2 * Math.PI);
  outline.forEach(([dx, dy], index) => {
    if (index === 0) ctx.moveTo(x + dx * radius, y + dy * radius);
    else ctx.lineTo(x + dx * radius, y + dy * radius);
  });
  ctx.closePath();
  ctx.fillStyle = symbol.fill;
  ctx.fill();
  if (edge > 0) {
    ctx.lineWidth = edge;
    ctx.lineJoin = "round";
    ctx.strokeStyle = symbol.edge;
    ctx.stroke();
  }
}

function stampOf(features, layer, index, factor, ratio) {
  const key = `${index}/${factor.toFixed(3)}/${ratio}`;
  const kept = layer.stamps.get(key);
  if (kept) return kept;
  const { symbol } = layer.categories[index];
  const radius = (symbol.size_px * factor) / 2;
  const edge = symbol.edge_px * Math.min(1, factor);
  const half = Math.ceil(radius * 1.3 + edge + 1);
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = Math.ceil(2 * half * ratio);
  const ctx = canvas.getContext("2d");
  ctx.scale(ratio, ratio);
  drawSymbol(ctx, features.shapes[symbol.shape], symbol, half, half, radius, edge);
  const stamp = { canvas, half, size: canvas.width / ratio };
  layer.stamps.set(key, stamp);
  return stamp;
}

// Lines from the features of a layer to where they went; they lie under its symbols.
function paintLinks(ctx, view, layer) {
  const [west, north, east, south] = view.world;
  ctx.beginPath();
  for (let i = 0; i < layer.count; i += 1) {
    if (!isVisible(layer, i)) continue;
    const [x, y, toX, toY] = [layer.x[i], layer.y[i], layer.toX[i], layer.toY[i]];
    if (Math.max(x, toX) < west || Math.min(x, toX) > east || Math.max(y, toY) < north || Math.min(y, toY) > south) continue;
    ctx.moveTo(x * view.scale - view.left, y * view.scale - view.top);
    ctx.lineTo(toX * view.scale - view.left, toY * view.scale - view.top);
  }
  ctx.strokeStyle = layer.link.color;
  ctx.lineWidth = layer.link.width_px;
  ctx.stroke();
}

export function paintFeatures(ctx, view, features) {
  const factor = growth(features.growth, view.zoom);
  for (const layer of features.drawn) {
    if (!isDrawn(features, layer, view.zoom)) continue;
    if (layer.link && layer.divider === null) paintLinks(ctx, view, layer);
    const stamps = layer.categories.map((_, index) => stampOf(features, layer, index, factor, view.ratio));
    layer.grid.within(view.world, (i) => {
      if (!isVisible(layer, i)) return;
      const { canvas, half, size } = stamps[layer.category[i]];
      ctx.drawImage(canvas, layer.x[i] * view.scale - view.left - half, layer.y[i] * view.scale - view.top - half, size, size);
    });
  }
}

// The topmost visible feature under a place (world units): {layer, index} or null.
export function pickFeature(features, x, y, zoom) {
  for (const layer of [...features.drawn].reverse()) {
    const found = nearestOf(features, layer, x, y, zoom, REACH_PX);
    if (found) return found;
  }
  return null;
}

// The visible feature nearest to a place, of whichever layer, as far away as so many pixels.
export function nearestFeature(features, x, y, zoom, reachPx) {
  const found = features.drawn.map((layer) => nearestOf(features, layer, x, y, zoom, reachPx)).filter((one) => one);
  return found.length ? found.reduce((one, other) => (other.away <= one.away ? other : one)) : null;
}

function nearestOf(features, layer, x, y, zoom, reachPx) {
  if (!isDrawn(features, layer, zoom)) return null;
  const scale = 2 ** zoom;
  const factor = growth(features.growth, zoom);
  const reachOf = ({ symbol }) => (reachPx + (symbol.size_px * factor) / 2) / scale;
  const reaches = layer.categories.map(reachOf);
  const far = Math.max(...reaches);
  let found = null;
  layer.grid.within([x - far, y - far, x + far, y + far], (i) => {
    if (!isVisible(layer, i)) return;
    const away = (layer.x[i] - x) ** 2 + (layer.y[i] - y) ** 2;
    if (away > reaches[layer.category[i]] ** 2 || away > (found?.away ?? Infinity)) return;
    found = { layer, index: i, away };
  });
  return found;
}

export function findFeature(features, kind, code) {
  const layer = features.layers.find((one) => one.kind === kind);
  const index = layer?.index.get(code);
  return index === undefined ? null : { layer, index };
}
