// The live map: draws what `layers/` describes; only a chosen feature goes back to Python.

import { bringBase } from "./base.js";
import { furnish } from "./controls.js";
import { paintGround, readGround } from "./ground.js";
import { element } from "./legend.js";
import { followLook, keepLook, readLook } from "./look.js";
import { comparing, paintTop, paintWays } from "./marked.js";
import { makePainter } from "./painter.js";
import { filterFeatures, keepSwitches, readFeatures, whatIsLeft } from "./points.js";
import { listen } from "./pointer.js";
import { makeTools } from "./tools.js";
import { followHistory, keepView, readView } from "./view.js";
import { readPath } from "./world.js";

const maps = new WeakMap();
const PROVINCE = [[34.55, 110.2], [40.75, 114.6]];
const BESIDE_LEGEND = { paddingTopLeft: [50, 8], paddingBottomRight: [250, 8] };
const UNDER_LEGEND = { paddingTopLeft: [60, 90], paddingBottomRight: [60, 40] }; // while it is folded
const ALONE = { paddingTopLeft: [70, 60], paddingBottomRight: [70, 50] };
const PLACE_MARK = { radius: 9, color: "#b3261e", weight: 3, fill: false, interactive: false };
let lastGoto = null;

// Called by Streamlit on the first mount and whenever the data change; the map itself is made once.
export default async function show(L, component, fetchOnce) {
  const { data, parentElement } = component;
  let live = maps.get(parentElement);
  if (!live) {
    live = makeMap(L, parentElement, fetchOnce);
    maps.set(parentElement, live);
  }
  live.generation += 1;
  const mine = live.generation;
  live.tell = (name, value) => component.setTriggerValue(name, value);
  await live.update(data);
  return () => {
    if (live.generation !== mine) return;
    live.remove();
    maps.delete(parentElement);
  };
}

function makeMap(L, parent, fetchOnce) {
  const root = element("div", "registry-map");
  const stage = element("div");
  const notice = element("div", "notice");
  const message = element("div", "message");
  const tip = element("div", "tip");
  message.setAttribute("role", "status");
  tip.hidden = true;
  message.append(element("span"));
  notice.hidden = true;
  root.append(stage, notice, message, tip);
  parent.append(root);

  const map = L.map(stage, {
    zoomControl: false, attributionControl: false, minZoom: 5, maxZoom: 17, zoomSnap: 0.25, zoomDelta: 0.5,
    wheelPxPerZoomLevel: 90, maxBounds: [[30, 104], [45, 121]], fadeAnimation: false, trackResize: false,
  });
  const view = readView();
  if (view) map.setView([view.lat, view.lon], view.zoom);
  else map.fitBounds(PROVINCE, BESIDE_LEGEND);

  const live = {
    L, fetchOnce, map, root, stage, notice, message, tip, generation: 0, ground: null, features: null, data: {}, hovered: null,
    shown: { units: true, rivers: true, counties: true, terrain: true }, look: readLook(), ways: [], controls: [], tools: [],
    tell() {}, asked: null,
  };
  live.choose = (kind, code) => {
    live.asked = code; // until the page answers
    live.tell("choose", { kind, code });
  };
  for (const [name, index] of [["base", 200], ["ground", 300], ["features", 400], ["top", 500]]) {
    map.createPane(name).style.zIndex = index;
    map.getPane(name).style.pointerEvents = "none";
  }
  live.painters = [
    makePainter(L, (ctx, at) => {
      const { section: chosen, second } = live.data;
      if (live.ground) paintGround(ctx, at, live.ground, live.shown, { chosen, second });
    }, "ground"),
    makePainter(L, (ctx, at) => live.features && paintWays(ctx, at, live), "features"),
    makePainter(L, (ctx, at) => {
      if (!live.features || !live.ground) return;
      paintTop(ctx, at, live);
      live.tools.forEach((tool) => tool.paint?.(ctx, at));
    }, "top"),
  ];
  live.painters.forEach((painter) => painter.addTo(map));
  live.repaint = () => live.painters.forEach((painter) => painter.repaint());
  live.update = (data) => update(live, data);
  const watcher = new ResizeObserver(() => {
    root.style.setProperty("--room", `${root.clientHeight - 24}px`);
    fitPlace(map);
  });
  watcher.observe(root);
  live.tools = makeTools(live);
  listen(live);
  map.on("moveend", () => keepView(map));
  keepView(map);
  keepLook(live.look);
  const unfollow = [followHistory(map), followLook(live)];
  live.remove = () => {
    unfollow.forEach((stop) => stop());
    watcher.disconnect();
    live.tools.forEach((tool) => tool.remove?.());
    map.remove();
    root.remove();
  };
  return live;
}

// Take the new size of the page without losing a fraction of the place: Leaflet's own way rounds the centre to a pixel,
// even where the size is the same.
function fitPlace(map) {
  const { clientWidth, clientHeight } = map.getContainer();
  if (map.getSize().equals([clientWidth, clientHeight])) return;
  const center = map.getCenter();
  map.invalidateSize({ pan: false });
  map.setView(center, map.getZoom(), { reset: true });
}

async function update(live, data) {
  const former = live.data;
  live.data = data;
  if (data.selected?.code === live.asked) live.asked = null;
  const fresh = former.features !== data.features || former.ground !== data.ground;
  if (fresh) await load(live, data);
  if (live.data !== data || !live.features) return; // a later call took over, or the data did not come
  filterFeatures(live.features, data.filters);
  live.features.summing = !comparing(data);
  live.ways = [["second", data.second_path], ["stroke", data.path]]
    .filter(([, steps]) => steps && steps.length)
    .map(([look, steps]) => ({ look, line: readPath(steps, live.ground.scale) }));
  live.legend.update();
  sayWhatIsEmpty(live);
  if (!fresh && JSON.stringify(former.filters) !== JSON.stringify(data.filters)) keepInSight(live);
  goTo(live, data.goto);
  live.tools.forEach((tool) => tool.update?.(data));
  live.repaint();
  live.root.dataset.selected = data.selected ? `${data.selected.kind}/${data.selected.code}` : "";
  live.root.dataset.shown = String(live.features.layers.reduce((sum, one) => sum + one.passes.reduce((a, b) => a + b, 0), 0));
  if (fresh) {
    live.root.dataset.paintMs = String(Math.round(performance.now()));
    live.root.dataset.ready = "true";
  }
}

async function load(live, data) {
  say(live, data.loading);
  try {
    const [ground, features] = await Promise.all([live.fetchOnce(data.ground), live.fetchOnce(data.features)]);
    if (live.data !== data) return;
    live.ground = readGround(ground);
    const fresh = readFeatures(features);
    if (live.features) keepSwitches(live.features.layers, fresh.layers);
    live.features = fresh;
    bringBase(live);
    live.stage.style.background = live.ground.outside;
    live.notice.hidden = !features.synthetic;
    live.notice.textContent = features.words.synthetic;
    live.furnish = () => furnish(live, () => live.map.fitBounds(PROVINCE, BESIDE_LEGEND));
    live.furnish();
    say(live, "");
  } catch (error) {
    say(live, data.failed);
    live.root.dataset.ready = "failed";
    throw error;
  }
}

function say(live, text) {
  live.message.hidden = !text;
  live.message.firstChild.textContent = text || "";
}

function sayWhatIsEmpty(live) {
  const { layers, words } = live.features;
  const total = layers.reduce((sum, layer) => sum + layer.count, 0);
  const passing = layers.some((layer) => layer.passes.some((one) => one));
  say(live, total === 0 ? words.empty : passing ? "" : words.nothing);
}

// A filter that leaves nothing in sight moves the map to what it left.
function keepInSight({ L, map, features }) {
  const view = map.getBounds();
  const [topLeft, bottomRight] = [map.project(view.getNorthWest(), 0), map.project(view.getSouthEast(), 0)];
  const left = whatIsLeft(features, [topLeft.x, topLeft.y, bottomRight.x, bottomRight.y]);
  if (!left || left.inSight) return;
  const corners = [L.point(left.box[0], left.box[1]), L.point(left.box[2], left.box[3])];
  map.fitBounds(L.latLngBounds(corners.map((corner) => map.unproject(corner, 0))), { ...UNDER_LEGEND, animate: false });
}

function goTo(live, wanted) {
  if (!wanted || wanted.id === lastGoto) return;
  lastGoto = wanted.id;
  live.place?.remove();
  live.place = wanted.mark ? live.L.circleMarker([wanted.lat, wanted.lon], PLACE_MARK).addTo(live.map) : null;
  if (wanted.bounds) live.map.fitBounds(wanted.bounds, { ...(wanted.beside ? BESIDE_LEGEND : ALONE), maxZoom: wanted.zoom, animate: false });
  else live.map.setView([wanted.lat, wanted.lon], Math.max(live.map.getZoom(), wanted.zoom), { reset: true });
}

