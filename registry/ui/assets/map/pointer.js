// What is under the pointer, and what a click and a key mean: the tool in hand is asked first. By keys the middle of the
// map points, and reaches further than a pointer does.

import { element } from "./legend.js";
import { nearestFeature, pickFeature } from "./points.js";
import { cardTold, cardUnder, zoomInto } from "./summary.js";
import { worldX, worldY } from "./world.js";

const AIM_PX = 48; // an arrow key moves the map by 80 pixels: whatever it passes comes into reach

export function listen(live) {
  const { map } = live;
  let waiting = null;
  let pointed = null; // where on the map's window the pointer rests
  map.on("mousemove", (event) => {
    pointed = event.containerPoint;
    if (waiting) cancelAnimationFrame(waiting);
    waiting = requestAnimationFrame(() => hover(live, event));
  });
  map.on("mouseout", () => {
    pointed = null;
    hover(live, null);
  });
  map.on("zoomstart", () => hover(live, null));
  map.on("click", (event) => {
    if (live.tools.some((tool) => tool.click?.(event))) return;
    open(live, event);
  });
  live.root.addEventListener("keydown", (event) => {
    if (live.tools.some((tool) => tool.key?.(event))) return;
    if (event.key === "Escape" && (live.data.selected || live.asked)) live.choose(null, null);
    if (event.key === "Enter" && event.target === live.stage) open(live, middle(live), AIM_PX);
  });
  const tellAimed = () => live.stage.matches(":focus-visible") && hover(live, middle(live), AIM_PX);
  map.on("moveend", () => {
    if (pointed) hover(live, { containerPoint: pointed, latlng: map.containerPointToLatLng(pointed) });
    else tellAimed();
  });
  live.stage.addEventListener("focus", tellAimed);
  live.stage.addEventListener("blur", () => hover(live, null));
}

function middle({ map }) {
  return { latlng: map.getCenter(), containerPoint: map.getSize().divideBy(2) };
}

// Go nearer to what a card counts, or choose a feature.
function open(live, event, reach) {
  const card = cardAt(live, event, reach);
  if (card) {
    zoomInto(live, card);
    return;
  }
  const found = under(live, event, reach);
  if (found) live.choose(found.layer.kind, found.layer.code[found.index]);
}

export function under(live, event, reach) {
  if (!live.features || !event) return null;
  const place = [worldX(event.latlng.lng), worldY(event.latlng.lat), live.map.getZoom()];
  return reach ? nearestFeature(live.features, ...place, reach) : pickFeature(live.features, ...place);
}

function cardAt(live, event, reach) {
  if (!event || live.map.dragging.moving()) return null;
  const { x, y } = live.map.project(event.latlng);
  return cardUnder(live, x, y, reach);
}

function hover(live, event, reach) {
  const card = cardAt(live, event, reach);
  const found = card || live.map.dragging.moving() ? null : under(live, event, reach);
  live.stage.classList.toggle("over-feature", Boolean(card || found));
  if (live.place && live.features) {
    const { words } = live.features;
    live.place.textContent = event
      ? words.place.replace("{lon}", event.latlng.lng.toFixed(5)).replace("{lat}", event.latlng.lat.toFixed(5))
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
