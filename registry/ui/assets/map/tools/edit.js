// Change the registry on the map: put a symbol elsewhere, set new ones, take several. Python says what is under way.

import { findFeature } from "../points.js";
import { under } from "../pointer.js";
import { dot, ghost, line, pixel, ring, write } from "./ink.js";

const GRIP_PX = 14; // how near the pointer must be to a symbol to drag it

const latlng = ([lng, lat]) => ({ lat, lng });

export function makeEdit(live) {
  let job = null; // {serial, mode, how, old, places, picked}
  let dragged = null;

  const metres = (one, other) => {
    const away = live.map.distance(one, other);
    return away < 10_000 ? `${Math.round(away)} m` : `${(away / 1000).toFixed(1)} km`;
  };
  const grip = (at) => {
    const spots = [...job.places.map(latlng), ...(job.old && job.mode === "move" ? [latlng(job.old)] : [])];
    const click = live.map.latLngToContainerPoint(at);
    return spots.some((spot) => live.map.latLngToContainerPoint(spot).distanceTo(click) < GRIP_PX);
  };
  const tell = ({ lat, lng }) => live.tell("place", { lon: Number(lng.toFixed(6)), lat: Number(lat.toFixed(6)) });
  const pick = (at) => {
    const found = under(live, { latlng: at });
    if (found) live.tell("pick", { kind: found.layer.kind, code: found.layer.code[found.index] });
  };
  const tool = {
    start: () => live.hand.say(job.how),
    stop: () => (dragged = null),
    leave: () => live.tell("leave", { serial: job.serial }),
    place(at) {
      if (dragged) return;
      if (job.mode === "merge") pick(at);
      else tell(at);
    },
    press(at) {
      if (job.mode === "merge" || job.mode === "split" || !grip(at)) return;
      live.map.dragging.disable();
      dragged = at;
    },
    over(at) {
      if (!dragged) return;
      dragged = at;
      live.repaint();
    },
    drop(at) {
      if (!dragged) return;
      live.map.dragging.enable();
      tell(at);
      setTimeout(() => (dragged = null)); // after the click that ends the drag
    },
    paint(ctx, at) {
      if (job.old) paintMove(ctx, at);
      const places = dragged ? [dragged] : job.places.map(latlng);
      places.forEach((place, i) => dot(ctx, at, place, job.mode === "split" ? String(i + 1) : ""));
      for (const { kind, code } of job.picked) {
        const found = findFeature(live.features, kind, code);
        if (found) ring(ctx, at, { x: found.layer.x[found.index], y: found.layer.y[found.index] }, 11);
      }
    },
  };

  function paintMove(ctx, at) {
    const from = latlng(job.old);
    ghost(ctx, at, from);
    for (const place of dragged ? [dragged] : job.places.map(latlng)) {
      line(ctx, at, [from, place]);
      const [[x, y], [toX, toY]] = [pixel(at, from), pixel(at, place)];
      write(ctx, metres(from, place), (x + toX) / 2, (y + toY) / 2 - 10);
    }
  }

  return {
    update(data) {
      const wanted = data.tools?.editing || null;
      const goes_on = wanted && job && wanted.serial === job.serial && live.hand.holds(tool);
      job = wanted;
      if (!wanted && live.hand.holds(tool)) live.hand.putAway();
      else if (wanted && !goes_on) live.hand.take(tool, null);
      else if (wanted) live.hand.say(job.how);
    },
  };
}
