// The ground: province, what drains elsewhere, control units, rivers by order, borders.

import { paintTerrain } from "./base.js";
import { meets, readColumn, readPath, worldX, worldY } from "./world.js";

const TINT = 0.36; // how much of its section's colour a unit takes: names and rivers stay readable on it

export function readGround(raw) {
  const areas = (set) => set.rings.map((rings) => rings.map((ring) => readPath(ring, raw.scale)));
  const spots = (set) => ({
    x: Float64Array.from(set.at, ([lon]) => worldX(lon / raw.scale)),
    y: Float64Array.from(set.at, ([, lat]) => worldY(lat / raw.scale)),
  });
  const named = (set) => ({ ...set, areas: areas(set), spots: spots(set) });
  return {
    outside: raw.outside_color,
    province: named(raw.province),
    elsewhere: named(raw.elsewhere),
    counties: named(raw.counties),
    cities: named(raw.cities),
    units: named(raw.units),
    rivers: { ...raw.rivers, lines: raw.rivers.steps.map((steps) => readPath(steps, raw.scale)) },
    riverNames: {
      ...raw.river_names,
      x: readColumn(raw.river_names.x, raw.scale, worldX),
      y: readColumn(raw.river_names.y, raw.scale, worldY),
    },
    placeNames: raw.place_names,
    path: raw.path,
    terrain: raw.terrain && { ...raw.terrain }, // the answer itself is kept after the map is gone
    tiles: raw.tiles,
    scale: raw.scale,
  };
}

export function trace(ctx, view, path, closed) {
  const { points } = path;
  for (let i = 0; i < points.length; i += 2) {
    const x = points[i] * view.scale - view.left;
    const y = points[i + 1] * view.scale - view.top;
    if (i === 0) ctx.moveTo(x, y);
    else ctx.lineTo(x, y);
  }
  if (closed) ctx.closePath();
}

export function stroke(ctx, line) {
  ctx.strokeStyle = line.color;
  ctx.lineWidth = line.width_px;
  ctx.setLineDash(line.dash || []);
  ctx.lineJoin = "round";
  ctx.lineCap = line.dash && line.dash.length ? "butt" : "round";
  ctx.stroke();
  ctx.setLineDash([]);
}

function drawAreas(ctx, view, areas, style, wanted = () => true) {
  ctx.beginPath();
  areas.forEach((rings, index) => {
    if (!wanted(index)) return;
    for (const ring of rings) if (meets(ring.box, view.world)) trace(ctx, view, ring, true);
  });
  if (style.fill) {
    ctx.fillStyle = style.fill;
    ctx.fill("evenodd");
  }
  if (style.border) stroke(ctx, style.border);
}

// `marked`: the section chosen and the one it is compared with, either of them perhaps missing.
export function paintGround(ctx, view, ground, shown, marked) {
  if (!shown.tiles) {
    drawAreas(ctx, view, ground.province.areas, { fill: ground.province.fill });
    drawAreas(ctx, view, ground.elsewhere.areas, ground.elsewhere);
  }
  if (ground.terrain && shown.terrain) paintTerrain(ctx, view, ground.terrain);
  if (shown.units) paintUnitFills(ctx, view, ground.units, marked);
  if (shown.counties) {
    drawAreas(ctx, view, ground.counties.areas, ground.counties);
    drawAreas(ctx, view, ground.cities.areas, ground.cities);
  }
  if (shown.rivers) paintRivers(ctx, view, ground.rivers);
  if (shown.units) paintUnitBorders(ctx, view, ground.units, marked);
  drawAreas(ctx, view, ground.province.areas, { border: ground.province.border });
}

function paintUnitFills(ctx, view, units, marked) {
  const { section, none } = units.classes;
  drawAreas(ctx, view, units.areas, { fill: section.fill }, (i) => units.section[i] !== null);
  drawAreas(ctx, view, units.areas, { fill: none.fill }, (i) => units.section[i] === null);
  if (units.tints) paintTints(ctx, view, units);
  for (const name of ["second", "chosen"]) {
    const code = marked[name];
    if (code) drawAreas(ctx, view, units.areas, { fill: units.classes[name].fill }, (i) => units.section[i] === code);
  }
}

function paintTints(ctx, view, units) {
  ctx.globalAlpha = TINT;
  for (const fill of new Set(units.tints)) if (fill) drawAreas(ctx, view, units.areas, { fill }, (i) => units.tints[i] === fill);
  ctx.globalAlpha = 1;
}

function paintUnitBorders(ctx, view, units, marked) {
  drawAreas(ctx, view, units.areas, { border: units.classes.section.border });
  for (const name of ["second", "chosen"]) {
    const code = marked[name];
    if (code) drawAreas(ctx, view, units.areas, { border: units.classes[name].border }, (i) => units.section[i] === code);
  }
}

function paintRivers(ctx, view, rivers) {
  for (const rank of rivers.classes) {
    if (view.zoom < rank.min_zoom) continue;
    ctx.beginPath();
    rivers.lines.forEach((line, index) => {
      if (rivers.order[index] === rank.order && meets(line.box, view.world)) trace(ctx, view, line, false);
    });
    stroke(ctx, rank);
  }
}
