// What the tools draw with: lines over a pale casing, numbered marks, short words, all in the tools' own colour.

import { stroke, trace } from "../ground.js";
import { worldX, worldY } from "../world.js";

export const INK = "#b3005e";
const PAPER = "#ffffff";

// A place is {lat, lng}, or {x, y} in the units of the world as features have it.
export function pixel(at, { lat, lng, x = worldX(lng), y = worldY(lat) }) {
  return [x * at.scale - at.left, y * at.scale - at.top];
}

export function ribbon(ctx, at, path) {
  for (const [color, width] of [[PAPER, 8], [INK, 4]]) {
    ctx.beginPath();
    trace(ctx, at, path, false);
    stroke(ctx, { color, width_px: width });
  }
}

export function line(ctx, at, places, { dash = [6, 5], closed = false, fill = null } = {}) {
  if (places.length < 2) return;
  ctx.beginPath();
  places.forEach((place, i) => (i ? ctx.lineTo(...pixel(at, place)) : ctx.moveTo(...pixel(at, place))));
  if (closed) ctx.closePath();
  if (fill) {
    ctx.fillStyle = fill;
    ctx.fill("evenodd");
  }
  stroke(ctx, { color: PAPER, width_px: 4.5 });
  stroke(ctx, { color: INK, width_px: 2, dash });
}

export function area(ctx, at, rings, fill) {
  ctx.beginPath();
  rings.forEach((path) => trace(ctx, at, path, true));
  ctx.fillStyle = fill;
  ctx.fill("evenodd");
  stroke(ctx, { color: INK, width_px: 2 });
}

export function dot(ctx, at, place, text = "") {
  const [x, y] = pixel(at, place);
  ctx.beginPath();
  ctx.arc(x, y, text ? 9 : 5, 0, 2 * Math.PI);
  ctx.fillStyle = INK;
  ctx.fill();
  ctx.strokeStyle = PAPER;
  ctx.lineWidth = 2;
  ctx.stroke();
  if (text) write(ctx, text, x, y, PAPER, null);
}

// The place a feature had: an empty broken ring.
export function ghost(ctx, at, place) {
  ctx.beginPath();
  ctx.arc(...pixel(at, place), 11, 0, 2 * Math.PI);
  ctx.fillStyle = "rgba(255, 255, 255, 0.55)";
  ctx.fill();
  stroke(ctx, { color: INK, width_px: 2, dash: [4, 3] });
}

export function ring(ctx, at, place, radius = 8) {
  for (const [color, width] of [[PAPER, 4], [INK, 2]]) {
    ctx.beginPath();
    ctx.arc(...pixel(at, place), radius, 0, 2 * Math.PI);
    stroke(ctx, { color, width_px: width });
  }
}

export function write(ctx, text, x, y, color = INK, halo = PAPER) {
  ctx.font = "600 12px sans-serif";
  ctx.textAlign = "center";
  ctx.textBaseline = "middle";
  if (halo) {
    ctx.strokeStyle = halo;
    ctx.lineWidth = 4;
    ctx.lineJoin = "round";
    ctx.strokeText(text, x, y);
  }
  ctx.fillStyle = color;
  ctx.fillText(text, x, y);
}
