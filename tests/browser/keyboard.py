"""A reader without a mouse: Tab, Enter, arrows and letters; and where the focus is, inside the map's own root too."""

LIMIT = 220
"""Steps of Tab after which something counts as out of reach."""
FOCUSED = """() => {
  let one = document.activeElement;
  while (one?.shadowRoot?.activeElement) one = one.shadowRoot.activeElement;
  if (!one || one === document.body) return { name: "", seen: true, what: "body" };
  const label = one.labels?.length ? one.labels[0].textContent : "";
  const own = one.textContent.length < 120 ? one.textContent : ""; // more is no name: the page itself can be scrolled
  const name = one.getAttribute("aria-label") || label || own || one.getAttribute("title") || "";
  const shows = (node) => {
    const look = getComputedStyle(node);
    return (look.outlineStyle !== "none" && parseFloat(look.outlineWidth) > 0) || look.boxShadow !== "none";
  };
  const coloured = (node) => getComputedStyle(node).borderTopColor === "rgb(47, 116, 153)";
  let seen = false;
  for (let node = one, up = 0; node && up < 4; node = node.parentElement, up += 1) {
    seen = seen || shows(node) || coloured(node);
  }
  return { name: name.trim(), seen, what: `${one.tagName} ${one.className} ${one.outerHTML.slice(0, 160)}` };
}"""


def focused(page):
    """Return the name of what has the focus, whether it shows, and what it is."""
    return page.evaluate(FOCUSED)


def tab_to(page, name, unseen=None):
    """Press Tab until something of this name has the focus; note in `unseen` what got it without showing it."""
    passed = []
    for _ in range(LIMIT):
        page.keyboard.press("Tab")
        here = focused(page)
        if unseen is not None and not here["seen"]:
            unseen.append(here["what"])
        if name in here["name"] and not here["name"].startswith("Help for"):
            return here
        passed.append(here["name"][:40])
    raise AssertionError(f"{name} is out of reach; passed: {passed}")
