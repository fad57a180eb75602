// Counts instead of a heap of symbols: far out, a layer of many features is written as numbers on a card per county or
// section. Cards that would lie on each other become one, so that what all cards show always adds up to the legend.

import { makeBoard } from "./labels.js";
import { countVisible, drawSymbol, heapedBelow, isSummed, isVisible } from "./points.js";

const FONT_PX = 11.5;
const CARD_FONT = `600 ${FONT_PX}px 'Source Sans', 'Noto Sans CJK SC', 'Microsoft YaHei', sans-serif`;
const ROW_PX = 15;
const ICON_PX = 11;
const PADDING_PX = 4;
const SECTION_PX = 7; // room that the symbol of a section keeps
const NEARER = 1.5; // zoom steps that a click on a card goes nearer at least
const ASIDE = [ // where a card may stand, in its own widths and heights
  [0, 0], [0, -0.65], [0, 0.65], [-0.65, 0], [0.65, 0], [-0.65, -0.65], [0.65, -0.65], [-0.65, 0.65], [0.65, 0.65],
];

// The cards of a zoom: made anew only when the zoom, the filters or the legend's switches have changed.
export function cardsAt(live, zoom) {
  const { features, ground, look } = live;
  const layers = features.layers.filter((layer) => isSummed(features, layer, zoom));
  const key = `${features.version}/${zoom}/${look.by}/${layers.map(({ kind }) => kind).join()}`;
  if (features.cards?.key !== key) {
    const made = layers.length ? merged(placesOf(layers, features, ground, look.by), layers, features, zoom) : [];
    features.cards = { key, made };
  }
  return features.cards.made;
}

function placesOf(layers, features, ground, by) {
  const places = new Map();
  const sections = new Map(features.layers.filter(({ kind }) => kind === "sections").flatMap((layer) => layer.code.map((code, i) => [code, layer.name[i]])));
  layers.forEach((layer, row) => {
    const [cities, counties, codes] = ["city", "county", "section_code"].map((field) => texts(layer.fields[field]));
    for (let i = 0; i < layer.count; i += 1) {
      if (!isVisible(layer, i)) continue;
      const own = by === "section" ? codes(i) : counties(i);
      const key = `${own === null || by === "county" ? cities(i) : ""}/${own}`;
      let place = places.get(key);
      if (!place) {
        const name = own === null ? null : by === "section" ? sections.get(own) || own : own;
        place = { key, city: cities(i), name, counts: layers.map(() => 0), x: 0, y: 0, box: [Infinity, Infinity, -Infinity, -Infinity] };
        places.set(key, place);
      }
      add(place, row, layer.x[i], layer.y[i]);
    }
  });
  const spots = spotsOf(ground, by);
  return [...places.values()].map((place) => {
    const total = place.counts.reduce((sum, one) => sum + one, 0);
    const [x, y] = (place.name !== null && spots.get(place.key)) || [place.x / total, place.y / total];
    return { ...place, total, x, y, of: [place] };
  });
}

function texts(column) {
  return column ? (i) => (column.codes[i] < 0 ? null : column.values[column.codes[i]]) : () => null;
}

function add(place, row, x, y) {
  place.counts[row] += 1;
  place.x += x;
  place.y += y;
  place.box = [Math.min(place.box[0], x), Math.min(place.box[1], y), Math.max(place.box[2], x), Math.max(place.box[3], y)];
}

// Where a place is written: inside its county, or inside the control unit of its section.
function spotsOf(ground, by) {
  const { name, city, section, spots } = by === "section" ? ground.units : ground.counties;
  const keys = by === "section" ? section.map((code) => `/${code}`) : name.map((one, i) => `${city[i]}/${one}`);
  return new Map(keys.map((key, i) => [key, [spots.x[i], spots.y[i]]]));
}

// The largest place first: each takes a free spot at or beside its own, or joins the card that is in its way.
function merged(places, layers, features, zoom) {
  const scale = 2 ** zoom;
  const symbols = makeBoard();
  for (const layer of features.layers) {
    if (layer.kind !== "sections" || !layer.shown) continue;
    layer.x.forEach((x, i) => {
      if (isVisible(layer, i)) symbols.hold(around(x * scale, layer.y[i] * scale, SECTION_PX, SECTION_PX));
    });
  }
  const cards = [];
  places.sort((a, b) => b.total - a.total || (a.key < b.key ? -1 : 1));
  for (const place of places) {
    const size = sizeOf(place.counts);
    const spots = ASIDE.map(([dx, dy]) => [place.x * scale + dx * size[0], place.y * scale + dy * size[1]]);
    const boxes = spots.map(([x, y]) => around(x, y, size[0] / 2, size[1] / 2));
    const clear = boxes.filter((box) => !cards.some((card) => overlap(card.pixels, box)));
    const free = clear.find((box) => !symbols.taken(box)) || clear[0];
    if (free) cards.push({ ...place, layers, pixels: free });
    else join(cards, cards.find((card) => overlap(card.pixels, boxes[0])), place);
  }
  return cards;
}

// A card that grows by what joins it may come to lie on another, which then joins it too.
function join(cards, card, place) {
  const { of, counts, total, box } = card;
  const other = place.box;
  Object.assign(card, {
    of: [...of, ...place.of],
    counts: counts.map((count, i) => count + place.counts[i]),
    total: total + place.total,
    box: [Math.min(box[0], other[0]), Math.min(box[1], other[1]), Math.max(box[2], other[2]), Math.max(box[3], other[3])],
  });
  const [x, y] = [(card.pixels[0] + card.pixels[2]) / 2, (card.pixels[1] + card.pixels[3]) / 2];
  const [width, height] = sizeOf(card.counts);
  card.pixels = around(x, y, width / 2, height / 2);
  const hit = cards.find((one) => one !== card && overlap(one.pixels, card.pixels));
  if (!hit) return;
  cards.splice(cards.indexOf(hit), 1);
  join(cards, card, hit);
}

// Digits are nearly of one width: a size without a canvas, the same on every machine.
function sizeOf(counts) {
  const digits = Math.max(...counts.map((count) => String(count).length + (count >= 1000 ? 0.5 : 0)));
  const rows = counts.filter((count) => count).length;
  return [digits * FONT_PX * 0.56 + ICON_PX + 3 * PADDING_PX, rows * ROW_PX + 3];
}

function around(x, y, dx, dy) {
  return [x - dx, y - dy, x + dx, y + dy];
}

function overlap(a, b) {
  return a[0] < b[2] && a[2] > b[0] && a[1] < b[3] && a[3] > b[1];
}

export function paintCards(ctx, at, live, board) {
  const cards = cardsAt(live, at.zoom);
  const { features } = live;
  const number = new Intl.NumberFormat(features.language === "zh" ? "zh-CN" : "en-GB");
  live.root.dataset.sums = sumsOf(cards);
  for (const card of cards) {
    const [left, top, right, bottom] = card.pixels.map((value, i) => value - (i % 2 ? at.top : at.left));
    if (right < at.pixels[0] || left > at.pixels[2] || bottom < at.pixels[1] || top > at.pixels[3]) continue;
    board.hold([left - 2, top - 2, right + 2, bottom + 2]);
    paintCard(ctx, [left, top, right, bottom], card, features.shapes, number);
  }
}

// What all cards together count, by layer: tests compare it with the legend.
function sumsOf(cards) {
  const kinds = cards.length ? cards[0].layers.map(({ kind }) => kind) : [];
  return kinds.map((kind, row) => `${kind}:${cards.reduce((sum, { counts }) => sum + counts[row], 0)}`).join(" ");
}

function paintCard(ctx, [left, top, right, bottom], card, shapes, number) {
  const several = card.of.length > 1;
  const nameless = card.of.every(({ name }) => name === null);
  if (several) plate(ctx, [left + 2.5, top + 2.5, right + 2.5, bottom + 2.5], "#ffffff", "#8c98a3");
  plate(ctx, [left, top, right, bottom], nameless ? "#ececec" : "rgba(255,255,255,0.95)", "#7d8a96");
  ctx.font = CARD_FONT;
  ctx.textBaseline = "middle";
  ctx.textAlign = "right";
  let y = top + 1.5 + ROW_PX / 2;
  card.counts.forEach((count, i) => {
    if (!count) return;
    const { badge } = card.layers[i];
    drawSymbol(ctx, shapes[badge.shape], badge, left + PADDING_PX + ICON_PX / 2, y, ICON_PX / 2 - 1, 0);
    ctx.fillStyle = badge.fill;
    ctx.fillText(number.format(count), right - PADDING_PX, y + 0.5);
    y += ROW_PX;
  });
}

function plate(ctx, [left, top, right, bottom], fill, edge) {
  ctx.beginPath();
  ctx.roundRect(left, top, right - left, bottom - top, 4);
  ctx.fillStyle = fill;
  ctx.fill();
  ctx.lineWidth = 1;
  ctx.strokeStyle = edge;
  ctx.stroke();
}

// The card at a place of the map, given in pixels of the whole world at this zoom, or the nearest within reach of it.
export function cardUnder(live, x, y, reach = 0) {
  if (!live.features || !live.ground) return null;
  const away = ({ pixels: [left, top, right, bottom] }) => Math.hypot(Math.max(left - x, 0, x - right), Math.max(top - y, 0, y - bottom));
  const near = cardsAt(live, live.map.getZoom()).map((card) => [away(card), card]).filter(([far]) => far <= reach);
  return near.length ? near.reduce((one, other) => (other[0] < one[0] ? other : one))[1] : null;
}

// What a card tells: its places, and how many of each kind they hold.
export function cardTold(card, { words, language }) {
  const [between, gap, open, close] = language === "zh" ? ["、", "，", "（", "）"] : [", ", "; ", " (", ")"];
  const number = new Intl.NumberFormat(language === "zh" ? "zh-CN" : "en-GB");
  const named = card.of.map(({ name, city }) => name ?? words.nameless + (city ? open + city + close : ""));
  const rest = named.length > 5 ? ` +${named.length - 5}` : "";
  const counts = card.layers.map(({ label }, i) => (card.counts[i] ? `${label} ${number.format(card.counts[i])}` : ""));
  return [named.slice(0, 5).join(between) + rest, counts.filter((text) => text).join(gap), words.nearer];
}

// A click on a card shows what it counts from nearer by; Python hears nothing.
export function zoomInto({ L, map, features }, { box, layers }) {
  const bounds = L.latLngBounds([L.point(box[0], box[1]), L.point(box[2], box[3])].map((corner) => map.unproject(corner, 0)));
  const wanted = map.getBoundsZoom(bounds, false, L.point(60, 60));
  const most = Math.max(...layers.map((layer) => heapedBelow(layer, countVisible(features, layer)))) + NEARER;
  map.setView(bounds.getCenter(), Math.max(map.getZoom() + NEARER, Math.min(wanted, most)), { animate: false });
}
