// Where the reader is looking: kept in the address for links, and in this tab for refreshes and other pages.

const KEY = "registry-map-view";
const PATTERN = /map=(\d+(?:\.\d+)?)\/(-?\d+(?:\.\d+)?)\/(-?\d+(?:\.\d+)?)/;

// Streamlit rewrites the address before the map is drawn; the address that was asked for is still known here.
const [asked] = performance.getEntriesByType("navigation");
let linked = PATTERN.exec(window.location.hash) || PATTERN.exec(asked ? asked.name : "");

export function readView() {
  const found = linked || PATTERN.exec(window.sessionStorage.getItem(KEY) || "");
  linked = null;
  return found ? { zoom: Number(found[1]), lat: Number(found[2]), lon: Number(found[3]) } : null;
}

export function keepView(map) {
  const { lat, lng } = map.getCenter();
  const text = `map=${Number(map.getZoom().toFixed(2))}/${lat.toFixed(4)}/${lng.toFixed(4)}`;
  window.sessionStorage.setItem(KEY, text);
  window.history.replaceState(window.history.state, "", `${window.location.pathname}${window.location.search}#${text}`);
}

export function readFlag(name) {
  return window.sessionStorage.getItem(`registry-map-${name}`) === "yes";
}

export function keepFlag(name, value) {
  window.sessionStorage.setItem(`registry-map-${name}`, value ? "yes" : "no");
}
