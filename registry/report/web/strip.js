// The strip of a river and its list in step: what is pointed at or focused in one is brought out in the other.

function stripInStep(root, open) {
  const list = root.querySelector(".strip-list");
  const rows = [...list.querySelectorAll("tr[data-row]")];
  const marks = new Map([...root.querySelectorAll(".strip-row")].map((mark) => [mark.dataset.row, mark]));
  let lit = null;

  function bringOut(number, scroll) {
    if (number === lit) return;
    for (const one of [lit, number]) {
      const on = one === number && number !== null;
      marks.get(one)?.classList.toggle("on", on);
      rows.find((row) => row.dataset.row === one)?.classList.toggle("on", on);
    }
    lit = number;
    const row = scroll && rows.find((one) => one.dataset.row === number);
    if (row) list.scrollTop = row.offsetTop - list.clientHeight / 2;
  }

  function go(row) {
    rows.forEach((one) => { one.tabIndex = one === row ? 0 : -1; });
    row.focus();
  }

  rows.forEach((row, place) => {
    row.tabIndex = place ? -1 : 0;
    row.addEventListener("focus", () => bringOut(row.dataset.row, false));
    row.addEventListener("mouseenter", () => bringOut(row.dataset.row, false));
    row.addEventListener("click", () => row.dataset.code && open(row.dataset.kind, row.dataset.code));
    row.addEventListener("keydown", (event) => {
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (step && rows[place + step]) go(rows[place + step]);
      else if (event.key === "Enter" && row.dataset.code) open(row.dataset.kind, row.dataset.code);
      else if (event.key === "Escape") bringOut(null, false);
      else return;
      event.preventDefault();
    });
  });
  for (const [number, mark] of marks) {
    mark.addEventListener("mouseenter", () => bringOut(number, true));
    mark.addEventListener("click", () => rows.find((row) => row.dataset.row === number)?.click());
  }
}
