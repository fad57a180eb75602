// The search box beside the map: asks the server for hits while the reader types, and tells Python only what is chosen.

const PAUSE_MS = 90; // between two keys of a word nothing is asked
const STYLE = `
  .search { position: relative; font: 400 0.9rem/1.35 var(--st-font, sans-serif); color: var(--st-text-color, #1f2d3a); }
  label { display: block; font-size: 0.875rem; margin-bottom: 0.25rem; }
  input { width: 100%; box-sizing: border-box; font: inherit; font-size: 1rem; color: inherit; background: #f3f6f8;
    border: 1px solid #8795a1; border-radius: 8px; padding: 0.45rem 0.7rem; outline-offset: 1px; }
  input::placeholder { color: #5b6b79; opacity: 1; }
  input:focus { outline: 2px solid #2f7499; background: #fff; }
  ul { list-style: none; margin: 0.25rem 0 0; padding: 0.2rem; max-height: 15.5rem; overflow-y: auto; background: #fff;
    border: 1px solid #8795a1; border-radius: 8px; }
  ul:empty { display: none; }
  li { padding: 0.22rem 0.5rem; border-radius: 5px; cursor: pointer; overflow-wrap: anywhere; }
  li[aria-selected=true], li:hover { background: #dfebf1; }
  li small { color: #4f5f6c; font-size: 0.8rem; margin-left: 0.4rem; }
  .said { color: #4f5f6c; font-size: 0.82rem; margin: 0.25rem 0 0; min-height: 0; }
  .said:empty { display: none; }
`;

export default function (component) {
  const { data, parentElement } = component;
  const box = (parentElement.box ??= build(parentElement));
  box.tell = (hit) => component.setTriggerValue("choose", hit);
  const fresh = box.data && box.data.address !== data.address; // another revision, day or language: the hits are old
  box.data = data;
  box.label.textContent = data.label;
  box.input.placeholder = data.placeholder;
  box.list.setAttribute("aria-label", data.hits);
  if (fresh && box.list.childElementCount) ask(box);
}

function build(parent) {
  const make = (tag, attributes = {}) => {
    const element = document.createElement(tag);
    Object.entries(attributes).forEach(([name, value]) => element.setAttribute(name, value));
    return element;
  };
  const root = make("div", { class: "search" });
  const style = make("style");
  style.textContent = STYLE;
  const label = make("label", { for: "search" });
  const list = make("ul", { id: "hits", role: "listbox" });
  const said = make("p", { class: "said", role: "status" });
  const input = make("input", {
    id: "search", type: "text", role: "combobox", autocomplete: "off", spellcheck: "false", maxlength: "200",
    "aria-controls": "hits", "aria-expanded": "false", "aria-autocomplete": "list",
  });
  root.append(style, label, input, list, said);
  parent.append(root);
  const box = { root, label, input, list, said, hits: [], active: -1, asked: 0 };
  input.addEventListener("input", (event) => event.isComposing || soon(box));
  input.addEventListener("compositionend", () => soon(box));
  input.addEventListener("keydown", (event) => pressed(box, event));
  input.addEventListener("focus", () => box.shut && (show(box, box.found), (box.shut = false)));
  return box;
}

function soon(box) {
  clearTimeout(box.timer);
  box.timer = setTimeout(() => ask(box), PAUSE_MS);
}

async function ask(box) {
  clearTimeout(box.timer);
  const [text, number] = [box.input.value.trim(), ++box.asked];
  if (!text) return show(box, { hits: [], said: "" });
  let found;
  try {
    const reply = await fetch(`${box.data.address}?q=${encodeURIComponent(text)}`);
    if (!reply.ok) throw new Error(String(reply.status));
    found = await reply.json();
  } catch {
    found = { hits: [], said: box.data.failed };
  }
  if (number !== box.asked) return undefined; // a later word was asked for meanwhile
  return show(box, found);
}

function show(box, found) {
  box.found = found;
  box.hits = found?.hits ?? [];
  box.said.textContent = found?.said ?? "";
  box.list.replaceChildren(...box.hits.map((hit, place) => line(box, hit, place)));
  box.input.setAttribute("aria-expanded", String(box.hits.length > 0));
  box.root.dataset.asked = box.input.value.trim();
  mark(box, -1);
}

function line(box, hit, place) {
  const item = document.createElement("li");
  item.id = `hit-${place}`;
  item.setAttribute("role", "option");
  const more = document.createElement("small");
  item.textContent = hit.title;
  more.textContent = hit.detail;
  item.append(more);
  item.addEventListener("mousedown", (event) => event.preventDefault()); // the box keeps the focus
  item.addEventListener("click", () => choose(box, place));
  return item;
}

function mark(box, place) {
  box.active = place;
  [...box.list.children].forEach((item, at) => item.setAttribute("aria-selected", String(at === place)));
  const item = box.list.children[place];
  if (item) box.input.setAttribute("aria-activedescendant", item.id);
  else box.input.removeAttribute("aria-activedescendant");
  item?.scrollIntoView({ block: "nearest" });
}

async function pressed(box, event) {
  if (event.isComposing) return;
  const { key } = event;
  const count = box.hits.length;
  if ((key === "ArrowDown" || key === "ArrowUp") && count) {
    event.preventDefault();
    mark(box, key === "ArrowDown" ? (box.active + 1) % count : (box.active <= 0 ? count : box.active) - 1);
  } else if (key === "Enter") {
    event.preventDefault();
    if (box.root.dataset.asked !== box.input.value.trim()) await ask(box);
    if (box.hits.length) choose(box, Math.max(box.active, 0));
  } else if (key === "Escape" && (count || box.input.value)) {
    event.stopPropagation();
    if (!count) box.input.value = "";
    shut(box);
  }
}

function choose(box, place) {
  const hit = box.hits[place];
  if (!hit) return;
  if (hit.kind !== "place") shut(box); // what lies near a place stays on offer
  box.tell({ kind: hit.kind, code: hit.code, lon: hit.lon, lat: hit.lat, extent: hit.extent });
}

function shut(box) {
  const found = box.found;
  show(box, { hits: [], said: "" });
  [box.found, box.shut] = [found, Boolean(found?.hits?.length)];
}
