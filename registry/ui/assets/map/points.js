// The features: read once, filtered here, stamped on the canvas, found again under the pointer.

import { readColumn, worldX, worldY } from "./world.js";

const REACH_PX = 5; // how far beside a symbol the pointer may be

export function readFeatures(raw) {
  const layers = raw.layers.map((layer) => ({
    ...layer,
    x: readColumn(layer.x, raw.scale, worldX),
    y: readColumn(layer.y, raw.scale, worldY),
    toX: layer.link && readColumn(layer.to_x, raw.scale, worldX),
    toY: layer.link && readColumn(layer.to_y, raw.scale, worldY),
    category: Int16Array.from(layer.category),
    passes: new Uint8Array(layer.count).fill(1),
    shownCategories: layer.categories.map(() => true),
    stamps: new Map(),
  }));
  return { ...raw, layers, drawn: [...layers].sort((a, b) => a.rank - b.rank) };
}

// filters: {field: [values]}; a layer without that field is not touched by it, an empty list filters nothing.
export function filterFeatures(features, filters) {
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
    if (!layer.passes[i] || !layer.shownCategories[layer.category[i]]) continue;
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
  const [west, north, east, south] = view.world;
  for (const layer of features.drawn) {
    if (!layer.shown || view.zoom < layer.min_zoom) continue;
    if (layer.link) paintLinks(ctx, view, layer);
    const stamps = layer.categories.map((_, index) => stampOf(features, layer, index, factor, view.ratio));
    for (let i = 0; i < layer.count; i += 1) {
      const x = layer.x[i];
      const y = layer.y[i];
      if (!layer.passes[i] || x < west || x > east || y < north || y > south) continue;
      if (!layer.shownCategories[layer.category[i]]) continue;
      const { canvas, half, size } = stamps[layer.category[i]];
      ctx.drawImage(canvas, x * view.scale - view.left - half, y * view.scale - view.top - half, size, size);
    }
  }
}

// The topmost visible feature near a place (world units): {layer, index} or null.
export function pickFeature(features, x, y, zoom) {
  const scale = 2 ** zoom;
  const factor = growth(features.growth, zoom);
  for (const layer of [...features.drawn].reverse()) {
    if (!layer.shown || zoom < layer.min_zoom) continue;
    const reach = (REACH_PX + (layer.categories[0].symbol.size_px * factor) / 2) / scale;
    let best = -1;
    let nearest = reach * reach;
    for (let i = 0; i < layer.count; i += 1) {
      const away = (layer.x[i] - x) ** 2 + (layer.y[i] - y) ** 2;
      if (away <= nearest && layer.passes[i] && layer.shownCategories[layer.category[i]]) {
        nearest = away;
        best = i;
      }
    }
    if (best >= 0) return { layer, index: best };
  }
  return null;
}

export function findFeature(features, kind, code) {
  const layer = features.layers.find((one) => one.kind === kind);
  const index = layer ? layer.code.indexOf(code) : -1;
  return index < 0 ? null : { layer, index };
}
