// Print: at the click, and only then, Python hears what the reader sees.

import { button } from "../controls.js";
import { printerPicture } from "../legend_pictures.js";
import { isSummed } from "../points.js";

// The part of the map that the legend leaves free, in pixels.
function inSight({ map, legend, stage }) {
  const { x, y } = map.getSize();
  const covers = legend.box.isConnected && !legend.box.querySelector(".legend-list").hidden;
  return { x: covers ? legend.box.getBoundingClientRect().left - stage.getBoundingClientRect().left : x, y };
}

export function makePrint(live) {
  return {
    furnish() {
      const word = live.data.print;
      if (!word) return;
      const made = button("", word, () => {
        const { x, y } = inSight(live);
        const { lat, lng } = live.map.containerPointToLatLng([x / 2, y / 2]);
        const zoom = live.map.getZoom();
        const layers = live.features.layers.filter(({ shown }) => shown);
        const off = ({ kind, categories, shownCategories }) =>
          categories.filter((_, i) => !shownCategories[i]).map(({ value }) => [kind, value]);
        live.tell("print", {
          lat, lon: lng, zoom, width: x, height: y,
          kinds: layers.map(({ kind }) => kind),
          themes: layers.map(({ kind, theme }) => [kind, theme.name]),
          hidden: layers.flatMap(off),
          summed: layers.filter((layer) => isSummed(live.features, layer, zoom)).map(({ kind }) => kind),
          by: live.look.by,
          off: Object.keys(live.shown).filter((name) => !live.shown[name]),
        });
      });
      made.append(printerPicture());
      live.bar.append(made);
    },
  };
}
