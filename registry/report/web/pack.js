// The table of a stand-alone file, and the way from a row to its place on the map. Texts only ever become text.

function startPack(map) {
  const SIGNS = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#x27;" };
  const escaped = (text) => text.replace(/[&<>"']/g, (sign) => SIGNS[sign]); // as the map keeps its texts

  function openOnMap(kind, code) {
    map.eachLayer((layer) => {
      const held = layer.feature && layer.feature.properties;
      if (!held || held.kind !== kind || held.code !== code) return;
      map.setView(layer.getLatLng(), Math.max(map.getZoom(), 13), { animate: false });
      layer.fire("click", { latlng: layer.getLatLng() }, true); // the popup belongs to the group, which hears its layers
      map.getContainer().scrollIntoView({ block: "center" });
    });
  }

  document.querySelectorAll("section.strip").forEach((one) => stripInStep(one, openOnMap));
  const place = document.querySelector(".features");
  if (place) showTable(place, (kind, code) => openOnMap(kind, escaped(code)));
  fitPaper(map);
}

// A sheet is narrower than a screen: while it is printed the map takes the paper's width and shows the same ground.
function fitPaper(map) {
  const box = map.getContainer().parentElement;
  const resize = (width, bounds) => {
    box.style.width = width;
    map.invalidateSize({ animate: false });
    map.fitBounds(bounds, { animate: false });
  };
  let before = null;
  window.addEventListener("beforeprint", () => {
    before = map.getBounds();
    resize("500px", before);
  });
  window.addEventListener("afterprint", () => resize("", before));
}

function showTable(place, open) {
  const { columns, rows, texts, coded, words } = JSON.parse(place.querySelector(".rows").textContent);
  for (const row of rows) for (const cell of coded) row[cell] = texts[row[cell]];
  const search = place.querySelector("input");
  const table = document.createElement("table");
  const head = table.createTHead().insertRow();
  const body = table.createTBody();
  const none = document.createElement("p");
  const lines = rows.map((row) => {
    const line = document.createElement("tr");
    row.slice(1).forEach((value, column) => {
      const cell = line.insertCell();
      if (column !== 2) {
        cell.textContent = value ?? "";
        return;
      }
      const button = document.createElement("button");
      button.textContent = value || row[2];
      button.addEventListener("click", () => open(row[0], row[2]));
      cell.append(button);
    });
    return { line, row, text: row.slice(1).join("\n").toLowerCase() };
  });
  const compare = new Intl.Collator(document.documentElement.lang, { numeric: true }).compare;
  const sorted = { column: -1, sign: 1 };

  function show() {
    const wanted = search.value.trim().toLowerCase();
    const kept = lines.filter(({ text }) => text.includes(wanted));
    body.replaceChildren(...kept.map(({ line }) => line));
    place.querySelector(".shown").textContent = wanted ? `${kept.length} / ${rows.length}` : String(rows.length);
    none.hidden = kept.length > 0;
  }

  columns.forEach((label, column) => {
    const cell = document.createElement("th");
    const button = document.createElement("button");
    button.textContent = label;
    cell.scope = "col";
    cell.append(button);
    head.append(cell);
    button.addEventListener("click", () => {
      sorted.sign = sorted.column === column ? -sorted.sign : 1;
      sorted.column = column;
      head.querySelectorAll("th").forEach((one) => one.removeAttribute("aria-sort"));
      cell.setAttribute("aria-sort", sorted.sign > 0 ? "ascending" : "descending");
      lines.sort((a, b) => order(a.row[column + 1], b.row[column + 1]) * sorted.sign);
      show();
    });
  });

  function order(one, other) {
    if (one === null || other === null) return (one === null) - (other === null);
    return typeof one === "number" ? one - other : compare(one, other);
  }

  none.textContent = words.none;
  search.addEventListener("input", show);
  place.querySelector(".feature-table").append(table, none);
  show();
}
