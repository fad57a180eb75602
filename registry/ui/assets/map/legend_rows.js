// The rows of the legend: a switch with its symbol and count, a choice, a note. Text only, never HTML.

export function element(tag, className, text) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  if (text !== undefined) made.textContent = text;
  return made;
}

export function switchRow(className, checked, label, image, change) {
  const line = element("label", className);
  const tick = element("input");
  tick.type = "checkbox";
  tick.checked = checked;
  tick.addEventListener("change", () => change(tick.checked));
  const count = element("span", "legend-count");
  line.append(tick, ...(image ? [image] : []), element("span", "legend-name", label), count);
  return { line, count };
}

export function choiceRow(label, named, options, chosen, change) {
  const line = element("label", "legend-choice");
  const select = element("select");
  select.setAttribute("aria-label", named);
  for (const { value, text } of options) {
    const option = element("option", "", text);
    option.value = value;
    select.append(option);
  }
  select.value = chosen;
  select.addEventListener("change", () => change(select.value));
  line.append(element("span", "", label), select);
  return line;
}

export function noteRow(image, text) {
  const line = element("div", "legend-note");
  line.append(image, element("span", "legend-name", text));
  return line;
}
