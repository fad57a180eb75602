// One layer in the legend: its switch, how it is coloured, its categories with their counts; the list of them folds.

import { symbolPicture } from "./legend_pictures.js";
import { choiceRow, element, switchRow } from "./legend_rows.js";
import { countShown, wear } from "./points.js";

export function layerPart({ layer, features, number, folded, onChange, onSwitch, onTheme }) {
  const { words, shapes } = features;
  const box = element("div", "legend-part");
  const body = element("div");
  let rows = [];
  const single = () => layer.categories.length === 1 && layer.themes.length === 1;

  const head = switchRow("legend-layer", layer.shown, layer.label, single() ? pictureOf(layer.categories[0]) : null, (on) => {
    layer.shown = on;
    onSwitch(layer.kind, on);
  });
  head.line.dataset.layer = layer.kind;
  const line = element("div", "legend-head");
  line.append(single() ? element("span", "legend-part-fold") : folder(layer.label, body, folded, words), head.line);
  box.append(line, body);

  function pictureOf(category) {
    return symbolPicture(shapes[category.symbol.shape], category.symbol);
  }

  function fill() {
    body.replaceChildren();
    if (layer.themes.length > 1) {
      const options = layer.themes.map(({ name, label }) => ({ value: name, text: label }));
      body.append(choiceRow(words.coloured_by, `${layer.label}: ${words.coloured_by}`, options, layer.theme.name, (name) => {
        wear(layer, name);
        fill();
        onTheme(layer.kind, name);
      }));
      if (layer.theme.counted) body.append(element("p", "legend-counted", layer.theme.counted));
    }
    rows = layer.categories.map((category, index) => {
      const row = switchRow("legend-category", layer.shownCategories[index], category.label, pictureOf(category), (on) => {
        layer.shownCategories[index] = on;
        onChange();
      });
      row.line.dataset.category = category.value;
      body.append(row.line);
      return row;
    });
    update();
  }

  function update() {
    const counts = countShown(layer);
    const passing = counts.reduce((sum, count) => sum + count, 0);
    const whole = passing === layer.count ? number.format(passing) : `${number.format(passing)} / ${number.format(layer.count)}`;
    head.count.textContent = layer.unplaced ? `${whole} (+${number.format(layer.unplaced)} ${words.unplaced})` : whole;
    rows.forEach((row, index) => { row.count.textContent = number.format(counts[index]); });
  }

  if (single()) update();
  else fill();
  return { box, update };
}

function folder(label, body, folded, words) {
  const made = element("button", "legend-part-fold");
  made.type = "button";
  const set = (hidden) => {
    body.hidden = hidden;
    made.textContent = hidden ? "▶" : "▼";
    made.setAttribute("aria-expanded", String(!hidden));
    made.setAttribute("aria-label", `${label}: ${hidden ? words.unfold : words.fold}`);
  };
  made.addEventListener("click", () => set(!body.hidden));
  set(folded);
  return made;
}
