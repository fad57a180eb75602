// What Streamlit loads for the strip: builds drawing and list from data; texts only ever become text.

function drawing(text) {
  const parsed = new DOMParser().parseFromString(text, "image/svg+xml").documentElement;
  return document.importNode(parsed, true);
}

function cell(name, text, look) {
  const made = document.createElement(name);
  made.textContent = text;
  if (look) made.className = look;
  return made;
}

function listOf({ columns, rows, words }) {
  const box = document.createElement("div");
  const table = document.createElement("table");
  const head = table.createTHead().insertRow();
  const body = table.createTBody();
  box.className = "strip-list";
  table.setAttribute("aria-label", words.list);
  for (const [, label] of columns) {
    const made = cell("th", label);
    made.scope = "col";
    head.append(made);
  }
  rows.forEach((row, number) => {
    const line = body.insertRow();
    line.dataset.row = String(number);
    if (row.open_code) {
      line.dataset.kind = row.open_kind;
      line.dataset.code = row.open_code;
      line.title = words.open;
    }
    columns.forEach(([name]) => line.append(cell("td", row[name], name === "name" ? "strip-name" : "")));
  });
  box.append(table);
  return box;
}

export default function mount({ data, parentElement, setTriggerValue }) {
  const former = parentElement.querySelector(".strip");
  if (former?.dataset.version === data.version) return;
  former?.remove();
  const root = document.createElement("div");
  root.className = "strip";
  root.dataset.version = data.version;
  root.append(drawing(data.key), drawing(data.svg), cell("p", data.told, "strip-told"), listOf(data));
  parentElement.append(root);
  stripInStep(root, (kind, code) => setTriggerValue("open", { kind, code }));
}
