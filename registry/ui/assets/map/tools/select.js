// Select by rectangle, polygon, stretch of water, or what is in view: found here at once, told to Python once.

import { button } from "../controls.js";
import { GROUND_SCALE, readPath, worldX, worldY } from "../world.js";
import { area, dot, line, ribbon, ring } from "./ink.js";
import { askWay } from "./measure.js";

const SAME_PX = 6; // a second click so near is meant for the same place
const FILL = "rgba(179, 0, 94, 0.07)";
const MOST_RINGS = 4000;
const SAID_MS = 8000;

const round = (value) => Math.round(value * 100_000) / 100_000;
const spell = (places) => places.map(({ lat, lng }) => [round(lng), round(lat)]);
const corners = (one, other) => [one, { lat: one.lat, lng: other.lng }, other, { lat: other.lat, lng: one.lng }];

// Which features that pass the filters lie within a ring of places: [{layer, index}].
export function within(features, ringPlaces) {
  const xs = ringPlaces.map(({ lng }) => worldX(lng));
  const ys = ringPlaces.map(({ lat }) => worldY(lat));
  const [west, east, north, south] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
  const found = [];
  for (const layer of features.layers) {
    for (let i = 0; i < layer.count; i += 1) {
      const [x, y] = [layer.x[i], layer.y[i]];
      if (!layer.passes[i] || x < west || x > east || y < north || y > south) continue;
      if (inside(xs, ys, x, y)) found.push({ layer, index: i });
    }
  }
  return found;
}

function inside(xs, ys, x, y) {
  let odd = false;
  for (let i = 0, j = xs.length - 1; i < xs.length; j = i, i += 1) {
    if (ys[i] > y !== ys[j] > y && x < ((xs[j] - xs[i]) * (y - ys[i])) / (ys[j] - ys[i]) + xs[i]) odd = !odd;
  }
  return odd;
}

export function makeSelect(live) {
  const words = () => live.data.tools.words;
  const near = (one, other) => live.map.latLngToContainerPoint(one).distanceTo(live.map.latLngToContainerPoint(other)) < SAME_PX;
  const tell = (shape, points) => {
    live.hand.putAway();
    live.hand.say(words().selected_below, SAID_MS);
    live.tell("select", { shape, points });
  };
  const nothing = { ring: null, found: [], path: null, units: [] };
  let shown = nothing;

  const rectangle = drafted(live, "rectangle_how", {
    outline: (places) => (places.length > 1 ? corners(places[0], places[1]) : places),
    place(places, latlng) {
      if (!places.length) places.push(latlng);
      else if (!near(places[0], latlng)) tell("rectangle", spell([places[0], latlng]));
    },
    press: (places, latlng) => !places.length && places.push(latlng),
    drags: true,
  });
  const polygon = drafted(live, "polygon_how", {
    outline: (places) => places,
    place(places, latlng) {
      const closes = places.length > 2 && (near(places[0], latlng) || near(places.at(-1), latlng));
      if (closes) tell("polygon", spell(places));
      else if (!places.length || !near(places.at(-1), latlng)) places.push(latlng);
    },
  });
  const stretch = drafted(live, "stretch_how", {
    outline: () => [],
    async place(places, latlng) {
      if (places.length === 2) return; // the first two are being asked about
      places.push(latlng);
      if (places.length < 2) return;
      const { sentence, paths } = await askWay(live, ...places);
      if (!live.hand.holds(stretch)) return;
      if (paths.length === 1) {
        tell("stretch", spell(places));
        return;
      }
      places.length = 0; // no way leads from one down to the other: say so, and start again
      live.hand.say(`${sentence} ${words().stretch_how}`);
      live.repaint();
    },
  });

  return {
    furnish() {
      if (!live.data.tools) return;
      const { hand, bar } = live;
      const inView = button("☰", words().in_view, () => {
        const view = live.map.getBounds();
        tell("view", spell([view.getSouthWest(), view.getNorthEast()]));
      });
      bar.append(
        hand.button("▭", words().rectangle, rectangle),
        hand.button("⬠", words().polygon, polygon),
        hand.button("∿", words().stretch, stretch),
        inView,
      );
    },
    update(data) {
      const chosen = data.tools?.selection;
      if (!chosen || !live.features) {
        shown = nothing;
        live.root.dataset.within = "";
        return;
      }
      const places = chosen.points.map(([lng, lat]) => ({ lat, lng }));
      const drawn = { rectangle: () => corners(...places), polygon: () => places }[chosen.shape]?.();
      shown = {
        ring: drawn || null,
        found: drawn ? within(live.features, drawn) : [],
        path: chosen.path.length ? readPath(chosen.path, GROUND_SCALE) : null,
        units: live.ground.units.areas.filter((_, i) => chosen.units.includes(live.ground.units.section[i])),
      };
      live.root.dataset.within = drawn ? String(shown.found.length) : "";
    },
    paint(ctx, at) {
      shown.units.forEach((rings) => area(ctx, at, rings, FILL));
      if (shown.path) ribbon(ctx, at, shown.path);
      if (!shown.ring) return;
      line(ctx, at, shown.ring, { closed: true, fill: FILL, dash: [] });
      if (shown.found.length > MOST_RINGS) return;
      for (const { layer, index } of shown.found) {
        if (!layer.shown || !layer.shownCategories[layer.category[index]]) continue;
        ring(ctx, at, { x: layer.x[index], y: layer.y[index] }, 7);
      }
    },
  };
}

// A shape that grows place by place, with what the pointer would make of it.
function drafted(live, how, { outline, place, press, drags }) {
  let places = [];
  let next = null;
  return {
    start() {
      places = [];
      next = null;
      if (drags) live.map.dragging.disable();
      live.hand.say(live.data.tools.words[how]);
    },
    stop: () => (places = []),
    press: (latlng) => press?.(places, latlng),
    place(latlng) {
      Promise.resolve(place(places, latlng)).catch(() => live.hand.say(live.data.tools.words.unanswered));
      live.repaint();
    },
    over(latlng) {
      next = latlng;
      if (places.length) live.repaint();
    },
    back() {
      places.pop();
      live.repaint();
    },
    paint(ctx, at) {
      const drawn = next && places.length ? [...places, next] : places;
      line(ctx, at, outline(drawn), { closed: outline(drawn).length > 2, fill: FILL });
      places.forEach((one, i) => dot(ctx, at, one, outline([one]).length ? "" : String(i + 1)));
    },
  };
}
