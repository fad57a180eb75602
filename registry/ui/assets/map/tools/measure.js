// Measure along the water: two places, the way between them from the server, its length and the straight one.

import { GROUND_SCALE, readPath } from "../world.js";
import { dot, line, ribbon } from "./ink.js";

const FINGER_PX = 15;

// How many metres of the map a finger covers.
export function finger({ map }) {
  const middle = map.getSize().divideBy(2);
  return map.distance(map.containerPointToLatLng(middle), map.containerPointToLatLng(middle.add([FINGER_PX, 0])));
}

const inAddress = ({ lat, lng }) => `${lng.toFixed(6)},${lat.toFixed(6)}`;

// What the server says of the way between two places: {sentence, paths}.
export async function askWay(live, one, other) {
  const { way, language } = live.data.tools;
  const look = Math.ceil(finger(live));
  const reply = await fetch(new URL(`${way}/${inAddress(one)}/${inAddress(other)}/${look}/${language}.json`, document.baseURI));
  const told = await reply.json();
  return { sentence: told.sentence, paths: told.paths.map((steps) => readPath(steps, GROUND_SCALE)) };
}

export function makeMeasure(live) {
  let places = [];
  let paths = [];
  const words = () => live.data.tools.words;
  const tool = {
    start: () => live.hand.say(words().measure_first),
    stop() {
      places = [];
      paths = [];
    },
    async place(latlng) {
      if (places.length === 2) tool.stop();
      places.push(latlng);
      live.repaint();
      if (places.length < 2) {
        live.hand.say(words().measure_second);
        return;
      }
      const asked = places;
      try {
        const told = await askWay(live, ...asked);
        if (places !== asked) return;
        paths = told.paths;
        live.hand.say(told.sentence);
        live.repaint();
      } catch {
        live.hand.say(words().unanswered);
      }
    },
    back() {
      places = places.slice(0, -1);
      paths = [];
      live.hand.say(places.length ? words().measure_second : words().measure_first);
      live.repaint();
    },
    paint(ctx, at) {
      paths.forEach((path) => ribbon(ctx, at, path));
      line(ctx, at, places);
      places.forEach((place, i) => dot(ctx, at, place, String(i + 1)));
    },
  };
  return {
    furnish: () => live.data.tools && live.bar.append(live.hand.button("⟷", words().measure, tool)),
  };
}
