// The controls round the map. They carry words, so they are made anew when the language of the data changes.

import { showTiles } from "./base.js";
import { fullScreenButton } from "./fullscreen.js";
import { element, makeLegend } from "./legend.js";
import { keepLook, usualLook } from "./look.js";
import { comparing } from "./marked.js";
import { keepFlag, readFlag } from "./view.js";

export function furnish(live, whole) {
  const { L, map, features } = live;
  const { words } = features;
  live.controls.forEach((control) => control.remove());
  live.stage.setAttribute("aria-label", words.map);
  live.stage.setAttribute("role", "application");
  live.legend = makeLegend({
    ground: live.ground, features, shown: live.shown, look: comparing(live.data) ? usualLook() : live.look, folded: readFlag("folded"),
    room: live.root.clientHeight, onLook: () => keepLook(live.look), onFold: (hidden) => keepFlag("folded", hidden),
    onChange() {
      showTiles(live);
      live.repaint();
    },
  });
  live.place = element("div", "place");
  const wrap = (node, position) => {
    const Control = L.Control.extend({ onAdd: () => node });
    L.DomEvent.disableClickPropagation(node);
    L.DomEvent.disableScrollPropagation(node);
    return new Control({ position }).addTo(map);
  };
  const bar = element("div", "leaflet-bar");
  bar.append(button("⌂", words.whole, whole));
  const full = fullScreenButton(button, words, live.root);
  if (full) bar.append(full);
  live.bar = bar;
  live.controls = [
    L.control.zoom({ zoomInTitle: words.zoom_in, zoomOutTitle: words.zoom_out }).addTo(map),
    wrap(bar, "topleft"),
    ...(comparing(live.data) ? [] : [wrap(live.legend.box, "topright")]), // two sections need the room it takes
    L.control.scale({ imperial: false, maxWidth: 140 }).addTo(map),
    wrap(live.place, "bottomleft"),
  ];
  live.wrap = (node, position) => live.controls.push(wrap(node, position));
  live.tools.forEach((tool) => tool.furnish?.(words));
}

// A button of the bar at the left: one sign, its name for the pointer and the screen reader.
export function button(sign, label, act) {
  const made = element("a", "tool-button", sign);
  made.href = "#";
  made.title = label;
  made.setAttribute("role", "button");
  made.setAttribute("aria-label", label);
  made.addEventListener("click", (event) => {
    event.preventDefault();
    act(made);
  });
  made.addEventListener("keydown", (event) => {
    if (event.key !== " ") return;
    event.preventDefault();
    act(made);
  });
  return made;
}
