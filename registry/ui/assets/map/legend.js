// The legend that is also the layer switch: what is drawn, how it is coloured, how many there are. Text only, never HTML.

import { layerPart } from "./legend_layer.js";
import { fillPicture, linePicture, shadePicture } from "./legend_pictures.js";
import { choiceRow, element, noteRow, switchRow } from "./legend_rows.js";
import { wear } from "./points.js";
import { tintUnits } from "./ground_tints.js";

export { element };

const OPEN = ["sections", "outlets", "changed", "former"]; // unfolded even where there is little room
const LITTLE_ROOM_PX = 640;

// `look`: how the reader wants things coloured and counted; `onLook` keeps it.
export function makeLegend({ ground, features, shown, look, folded, room, onChange, onFold, onLook }) {
  const { words, ground_words: names } = features;
  const box = element("section", "legend");
  const list = element("div", "legend-list");
  const number = new Intl.NumberFormat(features.language === "zh" ? "zh-CN" : "en-GB");
  const changed = () => {
    features.version += 1;
    tintUnits(ground, features);
    onChange();
  };

  for (const layer of features.layers) {
    wear(layer, look.themes[layer.kind]);
    layer.shown = !look.off.includes(layer.kind);
  }
  features.version += 1;
  tintUnits(ground, features);
  const parts = features.layers.map((layer) => layerPart({
    layer, features, number, onChange: changed, folded: room < LITTLE_ROOM_PX && !OPEN.includes(layer.kind),
    onSwitch(kind, on) {
      look.off = [...look.off.filter((one) => one !== kind), ...(on ? [] : [kind])].sort();
      onLook();
      changed();
    },
    onTheme(kind, name) {
      look.themes[kind] = name;
      onLook();
      changed();
    },
  }));
  list.append(...parts.map((part) => part.box));
  if (features.layers.some((layer) => layer.summed_below)) {
    const options = ["county", "section"].map((value) => ({ value, text: words[`per_${value}`] }));
    list.append(choiceRow(words.summed, words.summed, options, look.by, (by) => {
      look.by = by;
      onLook();
      changed();
    }));
  }
  list.append(element("hr"), ...groundRows(ground, names, shown, onChange), ...notes(ground, features, names));
  box.append(foldButton(words.layers, list, folded, onFold), element("p", "legend-heading", features.heading), list);
  const update = () => {
    parts.forEach((part) => part.update());
    tintUnits(ground, features);
  };
  return { box, update };
}

function foldButton(text, list, folded, onFold) {
  const fold = element("button", "legend-fold");
  fold.type = "button";
  const set = (hidden) => {
    list.hidden = hidden;
    fold.setAttribute("aria-expanded", String(!hidden));
    fold.textContent = `${text} ${hidden ? "▸" : "▾"}`;
  };
  fold.addEventListener("click", () => {
    set(!list.hidden);
    onFold(list.hidden);
  });
  set(folded);
  return fold;
}

function groundRows(ground, names, shown, onChange) {
  const pictures = {
    units: linePicture(ground.units.classes.section.border),
    rivers: linePicture(ground.rivers.classes[4]),
    counties: linePicture(ground.cities.border),
    ...(ground.terrain ? { terrain: shadePicture() } : {}),
    ...(ground.tiles ? { tiles: fillPicture("#dfe7d5") } : {}),
  };
  return Object.entries(pictures).map(([name, image]) => switchRow("legend-layer", shown[name] !== false, names[name], image, (on) => {
    shown[name] = on;
    onChange();
  }).line);
}

function notes(ground, features, names) {
  const made = [
    noteRow(fillPicture(ground.units.classes.none.fill), names.units_none),
    noteRow(fillPicture(ground.elsewhere.fill), names.elsewhere),
  ];
  if (names.path) made.push(noteRow(linePicture(ground.path.stroke), names.path));
  for (const { link } of features.layers) if (link) made.push(noteRow(linePicture(link), link.label));
  return made;
}
