// What is marked on the map: the ways along the water, the chosen feature, and two sections where they are compared.

import { stroke, trace } from "./ground.js";
import { makeBoard, paintLabels, writeLabel } from "./labels.js";
import { drawSymbol, findFeature, growth, paintFeatures } from "./points.js";
import { paintCards } from "./summary.js";

const FAINT = 0.18; // symbols beside the feature and the two sections that are compared
const FEATURE_COLOR = "#111111";

// A person decides between two sections, of which either may be missing.
export function comparing(data) {
  return data.second !== null && data.second !== undefined;
}

// The ways lie under the symbols, so that they hide neither feature nor section.
export function paintWays(ctx, at, { data, ground, features, ways }) {
  for (const { look, line } of ways) {
    for (const pen of [ground.path.casing, ground.path[look]]) {
      ctx.beginPath();
      trace(ctx, at, line, false);
      stroke(ctx, pen);
    }
  }
  ctx.globalAlpha = comparing(data) ? FAINT : 1;
  paintFeatures(ctx, at, features);
  ctx.globalAlpha = 1;
}

// While two sections are compared, of all features only they and the one asked about bear names.
export function paintTop(ctx, at, live) {
  const { data, ground, features, shown } = live;
  const rings = ringsOf(data, ground, features);
  const board = makeBoard();
  if (comparing(data)) nameMarked(ctx, at, board, features, rings);
  paintCards(ctx, at, live, board);
  paintLabels(ctx, at, ground, features, shown, board, !comparing(data));
  for (const ring of rings) ringAround(ctx, at, features, ring);
}

function ringsOf({ selected, section, second }, ground, features) {
  const marked = [[selected?.kind, selected?.code, FEATURE_COLOR]];
  const { stroke: first, second: other } = ground.path;
  if (comparing({ second })) marked.push(["sections", section, first.color], ["sections", second, other.color]);
  return marked
    .map(([kind, code, color]) => ({ ...(code && findFeature(features, kind, code)), color }))
    .filter((ring) => ring.layer);
}

// A name grows toward the middle of the map, where it has room.
function nameMarked(ctx, at, board, features, rings) {
  const middle = (at.pixels[0] + at.pixels[2]) / 2;
  const spots = rings.map(({ layer, index, color }) => {
    const reach = ringRadius(features, layer.categories[layer.category[index]].symbol, at.zoom) + 3;
    const x = layer.x[index] * at.scale - at.left;
    const y = layer.y[index] * at.scale - at.top;
    board.take([x - reach, y - reach, x + reach, y + reach]);
    return { name: layer.name[index], x, y, reach, color };
  });
  for (const { name, x, y, reach, color } of spots) {
    const inward = x < middle ? reach + 5 : -reach - 5;
    const anchors = [[inward, 0], [inward, reach], [inward, -reach], [-inward, 0], [0, reach + 11]];
    writeLabel(ctx, board, name, x, y, { size_px: 13, weight: "600", color, anchors });
  }
}

function ringRadius(features, symbol, zoom) {
  return symbol.size_px * Math.max(1, growth(features.growth, zoom)) * 0.5 + 7;
}

function ringAround(ctx, at, features, { layer, index, color: ringColor }) {
  const x = layer.x[index] * at.scale - at.left;
  const y = layer.y[index] * at.scale - at.top;
  const { symbol } = layer.categories[layer.category[index]];
  const factor = Math.max(1, growth(features.growth, at.zoom));
  for (const [color, width] of [["#ffffff", 6], [ringColor, 2.5]]) {
    ctx.beginPath();
    ctx.arc(x, y, ringRadius(features, symbol, at.zoom), 0, 2 * Math.PI);
    ctx.strokeStyle = color;
    ctx.lineWidth = width;
    ctx.stroke();
  }
  drawSymbol(ctx, features.shapes[symbol.shape], symbol, x, y, (symbol.size_px * factor) / 2, symbol.edge_px);
}
