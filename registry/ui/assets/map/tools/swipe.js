// Swipe: a line over the map parts two lists, the earlier at its left, the later at its right; only where there are two.

import { button } from "../controls.js";
import { element } from "../legend.js";
import { keepFlag, readFlag } from "../view.js";
import { worldX } from "../world.js";

const STEP = 0.02; // of the map's width, for an arrow key
const KEYS = { ArrowLeft: (at) => at - STEP, ArrowRight: (at) => at + STEP, Home: () => 0, End: () => 1 };

export function makeSwipe(live) {
  const line = element("div", "swipe");
  const names = [element("span", "before"), element("span", "after")];
  let share = 0.5; // of the map's width
  let on = false;
  let pressed = null;

  line.hidden = true;
  line.tabIndex = 0;
  line.setAttribute("role", "slider");
  line.setAttribute("aria-valuemin", "0");
  line.setAttribute("aria-valuemax", "100");
  line.append(...names, element("i"));
  live.root.append(line);

  const part = () => {
    const middle = live.map.containerPointToLatLng([share * live.root.clientWidth, 0]);
    for (const layer of live.features.layers) layer.divider = on ? worldX(middle.lng) : null;
    line.style.left = `${share * 100}%`;
    line.setAttribute("aria-valuenow", String(Math.round(share * 100)));
    live.repaint();
  };
  const move = (to) => {
    share = Math.min(1, Math.max(0, to));
    part();
  };
  const follow = () => on && part();
  const turn = (now) => {
    on = now;
    line.hidden = !on;
    pressed?.setAttribute("aria-pressed", String(on));
    keepFlag("swipe", on);
    part();
  };

  live.map.on("move zoomend resize", follow);
  line.addEventListener("pointerdown", (event) => {
    line.setPointerCapture(event.pointerId);
    event.preventDefault();
    line.focus();
  });
  line.addEventListener("pointermove", (event) => {
    if (!line.hasPointerCapture(event.pointerId)) return;
    const { left, width } = live.root.getBoundingClientRect();
    move((event.clientX - left) / width);
  });
  line.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      turn(false);
      pressed?.focus();
    } else if (KEYS[event.key]) move(KEYS[event.key](share));
    else return;
    event.preventDefault();
    event.stopPropagation();
  });

  return {
    furnish() {
      const { sides, swipe: how } = live.features;
      pressed = null;
      if (!sides) return;
      names.forEach((name, i) => (name.textContent = sides[i]));
      line.title = how;
      line.setAttribute("aria-label", how);
      pressed = button("⇆", how, () => turn(!on));
      live.bar.append(pressed);
      turn(readFlag("swipe"));
    },
    remove: () => live.map.off("move zoomend resize", follow),
  };
}
