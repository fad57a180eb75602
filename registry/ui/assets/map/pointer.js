// What is under the pointer, and what a click and a key mean: the tool in hand is asked first.

import { element } from "./legend.js";
import { pickFeature } from "./points.js";
import { worldX, worldY } from "./world.js";

export function listen(live) {
  const { map } = live;
  let waiting = null;
  map.on("mousemove", (event) => {
    if (waiting) cancelAnimationFrame(waiting);
    waiting = requestAnimationFrame(() => hover(live, event));
  });
  map.on("mouseout", () => hover(live, null));
  map.on("click", (event) => {
    if (live.tools.some((tool) => tool.click?.(event))) return;
    const found = under(live, event);
    if (found) live.choose(found.layer.kind, found.layer.code[found.index]);
  });
  live.root.addEventListener("keydown", (event) => {
    if (live.tools.some((tool) => tool.key?.(event))) return;
    if (event.key === "Escape" && live.data.selected) live.choose(null, null);
  });
}

export function under(live, event) {
  if (!live.features || !event) return null;
  return pickFeature(live.features, worldX(event.latlng.lng), worldY(event.latlng.lat), live.map.getZoom());
}

function hover(live, event) {
  const found = under(live, event);
  live.stage.classList.toggle("over-feature", Boolean(found));
  if (live.place && live.features) {
    const { words } = live.features;
    live.place.textContent = event
      ? `${event.latlng.lng.toFixed(5)}° ${words.east}  ${event.latlng.lat.toFixed(5)}° ${words.north}`
      : "";
  }
  live.tip.hidden = !found;
  live.tools.forEach((tool) => tool.hover?.(event, found));
  if (!found) return;
  const { layer, index } = found;
  const kind = layer.categories[layer.category[index]].label;
  live.tip.replaceChildren(
    element("b", "", layer.name[index] || layer.code[index]),
    element("span", "", `${layer.code[index]} · ${kind}`),
  );
  const { x, y } = event.containerPoint;
  const flip = x > live.root.clientWidth * 0.6;
  live.tip.style.left = flip ? "" : `${x + 14}px`;
  live.tip.style.right = flip ? `${live.root.clientWidth - x + 14}px` : "";
  live.tip.style.top = `${Math.min(y + 10, live.root.clientHeight - 60)}px`;
}
