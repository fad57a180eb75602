// Names that do not collide: each is written where it is free, or not at all; the most important come first.

import { isDrawn, isVisible } from "./points.js";

const LABEL_FONT = "'Source Sans', 'Noto Sans CJK SC', 'Microsoft YaHei', 'PingFang SC', sans-serif";
const CELL_PX = 64;
const SAME_NAME_PX = 230; // a river bears its name again only so far away
const AROUND = [[0, 0], [0, 13], [0, -13]];
const FURTHER = [...AROUND, [0, 24], [0, -24], [30, 0], [-30, 0], [30, 18], [-30, 18], [30, -18], [-30, -18]];

export function makeBoard() {
  const cells = new Map();
  const overlaps = (a, b) => a[0] < b[2] && a[2] > b[0] && a[1] < b[3] && a[3] > b[1];
  const keys = (box) => {
    const found = [];
    for (let i = Math.floor(box[0] / CELL_PX); i <= Math.floor(box[2] / CELL_PX); i += 1)
      for (let j = Math.floor(box[1] / CELL_PX); j <= Math.floor(box[3] / CELL_PX); j += 1) found.push(`${i}/${j}`);
    return found;
  };
  const taken = (box) => keys(box).some((key) => (cells.get(key) || []).some((other) => overlaps(box, other)));
  const hold = (box) => {
    for (const key of keys(box)) cells.set(key, [...(cells.get(key) || []), box]);
  };
  return {
    taken,
    hold, // keep room for what stands there whatever else does
    take(box) {
      if (taken(box)) return false;
      hold(box);
      return true;
    },
  };
}

export function writeLabel(ctx, board, text, x, y, style) {
  if (!text) return false;
  ctx.font = `${style.weight || ""} ${style.slant || ""} ${style.size_px}px ${LABEL_FONT}`;
  const width = ctx.measureText(text).width;
  const height = style.size_px * 1.2;
  for (const [ax, ay] of style.anchors) {
    const left = x + ax - (ax === 0 ? width / 2 : ax < 0 ? width : 0);
    const top = y + ay - height / 2;
    if (!board.take([left - 2, top - 1, left + width + 2, top + height + 1])) continue;
    ctx.textBaseline = "middle";
    ctx.textAlign = "left";
    ctx.lineWidth = 3;
    ctx.lineJoin = "round";
    ctx.strokeStyle = "rgba(255,255,255,0.9)";
    ctx.strokeText(text, left, top + height / 2);
    ctx.fillStyle = style.color;
    ctx.fillText(text, left, top + height / 2);
    return true;
  }
  return false;
}

// What stands on the board already keeps its room; `names` says whether the features bear theirs.
export function paintLabels(ctx, view, ground, features, shown, board, names) {
  if (shown.counties) writePlaces(ctx, view, board, ground, view.zoom < ground.placeNames.cities_until);
  if (names) for (const layer of [...features.drawn].reverse()) writeNames(ctx, view, board, layer, features);
  if (shown.rivers) writeRivers(ctx, view, board, ground.riverNames);
  if (shown.counties && view.zoom >= 8) writePlaces(ctx, view, board, ground, false);
}

function darker(one, other) {
  const light = (hex) => [1, 3, 5].reduce((sum, i) => sum + parseInt(hex.slice(i, i + 2), 16), 0);
  const found = light(one) <= light(other) ? one : other;
  return light(found) > 380 ? "#44525e" : found; // a pale symbol still bears a name that can be read
}

function sees(view, x, y) {
  return x >= view.world[0] && x <= view.world[2] && y >= view.world[1] && y <= view.world[3];
}

function writePlaces(ctx, view, board, ground, cities) {
  const places = cities ? ground.cities : ground.counties;
  const style = {
    size_px: cities ? 14 : 11.5,
    weight: cities ? "600" : "",
    color: ground.placeNames.color,
    anchors: cities ? FURTHER : AROUND,
  };
  places.name.forEach((name, i) => {
    if (sees(view, places.spots.x[i], places.spots.y[i]))
      writeLabel(ctx, board, name, places.spots.x[i] * view.scale - view.left, places.spots.y[i] * view.scale - view.top, style);
  });
}

function writeNames(ctx, view, board, layer, features) {
  if (layer.label_zoom === null || view.zoom < layer.label_zoom || !isDrawn(features, layer, view.zoom)) return;
  const style = { size_px: layer.kind === "sections" ? 12.5 : 11, weight: layer.kind === "sections" ? "600" : "" };
  layer.grid.within(view.world, (i) => {
    if (!isVisible(layer, i)) return;
    const { symbol } = layer.categories[layer.category[i]];
    const beside = symbol.size_px * 0.5 + 4;
    writeLabel(ctx, board, layer.name[i], layer.x[i] * view.scale - view.left, layer.y[i] * view.scale - view.top, {
      ...style,
      color: darker(symbol.fill, symbol.edge),
      anchors: [[beside, 0], [-beside, 0], [0, beside + 4], [0, -beside - 4]],
    });
  });
}

function writeRivers(ctx, view, board, names) {
  const written = new Map();
  const near = (name, x, y) => (written.get(name) || []).some(([a, b]) => Math.hypot(a - x, b - y) < SAME_NAME_PX);
  names.name.forEach((name, i) => {
    const least = names.order[i] >= 6 ? 6.5 : names.order[i] >= 4 ? 7.5 : names.order[i] >= 3 ? 8.5 : 9.5;
    if (view.zoom < least || !sees(view, names.x[i], names.y[i])) return;
    const x = names.x[i] * view.scale - view.left;
    const y = names.y[i] * view.scale - view.top;
    if (near(name, x, y)) return;
    const style = { size_px: names.order[i] >= 5 ? 13 : 11.5, slant: "italic", color: names.color, anchors: AROUND };
    if (writeLabel(ctx, board, name, x, y, style)) written.set(name, [...(written.get(name) || []), [x, y]]);
  });
}
