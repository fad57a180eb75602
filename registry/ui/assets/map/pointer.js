// What is under the pointer, and what a click and a key mean: the tool in hand is asked first.

import { element } from "./legend.js";
import { pickFeature } from "./points.js";
import { cardTold, cardUnder, zoomInto } from "./summary.js";
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
    const card = cardAt(live, event);
    if (card) {
      zoomInto(live, card);
      return;
    }
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

function cardAt(live, event) {
  if (!event || live.map.dragging.moving()) return null;
  const { x, y } = live.map.project(event.latlng);
  return cardUnder(live, x, y);
}

function hover(live, event) {
  const card = cardAt(live, event);
  const found = card || live.map.dragging.moving() ? null : under(live, event);
  live.stage.classList.toggle("over-feature", Boolean(card || found));
  if (live.place && live.features) {
    const { words } = live.features;
    live.place.textContent = event
      ? `${event.latlng.lng.toFixed(5)}° ${words.east}  ${event.latlng.lat.toFixed(5)}° ${words.north}`
      : "";
  }
  live.tip.hidden = !found && !card;
  live.tools.forEach((tool) => tool.hover?.(event, found));
  if (live.tip.hidden) return;
  const [name, ...lines] = card ? cardTold(card, live.features) : told(found);
  live.tip.replaceChildren(element("b", "", name), ...lines.map((line) => element("span", "", line)));
  const { x, y } = event.containerPoint;
  const flip = x > live.root.clientWidth * 0.6;
  live.tip.style.left = flip ? "" : `${x + 14}px`;
  live.tip.style.right = flip ? `${live.root.clientWidth - x + 14}px` : "";
  live.tip.style.top = `${Math.min(y + 10, live.root.clientHeight - 60)}px`;
}

function told({ layer, index }) {
  const kind = layer.categories[layer.category[index]].label;
  return [layer.name[index] || layer.code[index], `${layer.code[index]} · ${kind}`];
}
