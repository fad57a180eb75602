// How the reader wants the map to look: what each kind is coloured by, which are put away, and counts by county or by
// section. Kept in the address beside the view for links, and in this tab for other pages.

const LOOK_KEY = "registry-map-look";
const LOOK = /look=([\w.,-]+)/;

// {by: "county" or "section", off: [kind], themes: {kind: name}}
export function readLook() {
  const kept = window.sessionStorage.getItem(LOOK_KEY) || "";
  const text = (LOOK.exec(window.location.hash) || LOOK.exec(kept) || ["", ""])[1];
  const pairs = text.split(",").map((pair) => pair.split(".")).filter((pair) => pair.length === 2);
  const { by, off, ...themes } = Object.fromEntries(pairs);
  return { by: by === "section" ? "section" : "county", off: off ? off.split("-") : [], themes };
}

export function usualLook() {
  return { by: "county", off: [], themes: {} };
}

export function keepLook({ by, off, themes }) {
  const pairs = Object.entries(themes).filter(([, name]) => name !== "usual").map(([kind, name]) => `${kind}.${name}`).sort();
  if (by !== "county") pairs.unshift(`by.${by}`);
  if (off.length) pairs.push(`off.${off.join("-")}`);
  const text = pairs.length ? `look=${pairs.join()}` : "";
  window.sessionStorage.setItem(LOOK_KEY, text);
  const view = window.location.hash.slice(1).split("&").filter((part) => part && !LOOK.test(part));
  const hash = [...view, ...(text ? [text] : [])].join("&");
  const address = `${window.location.pathname}${window.location.search}`;
  window.history.replaceState(window.history.state, "", hash ? `${address}#${hash}` : address);
}

// Back and forward bring back how the map looked, too. Returns how to stop it.
export function followLook(live) {
  const follow = () => {
    const asked = readLook();
    if (JSON.stringify(asked) !== JSON.stringify(live.look)) {
      live.look = asked;
      live.furnish();
      live.repaint();
    }
    keepLook(live.look);
  };
  window.addEventListener("popstate", follow);
  return () => window.removeEventListener("popstate", follow);
}

// What the address says of the look, to be put back behind a new view.
export function lookInAddress() {
  const found = LOOK.exec(window.location.hash);
  return found ? `&${found[0]}` : "";
}
