// Where the reader is looking: kept in the address for links, and in this tab for refreshes and other pages.

import { lookInAddress } from "./look.js";

const VIEW_KEY = "registry-map-view";
const VIEW = /map=(\d+(?:\.\d+)?)\/(-?\d+(?:\.\d+)?)\/(-?\d+(?:\.\d+)?)/;

export function readView() {
  return viewIn(window.location.hash) || viewIn(window.sessionStorage.getItem(VIEW_KEY) || "");
}

function viewIn(text) {
  const found = VIEW.exec(text);
  return found ? { zoom: Number(found[1]), lat: Number(found[2]), lon: Number(found[3]) } : null;
}

// Back and forward bring back where the reader was looking, too. Returns how to stop it.
export function followHistory(map) {
  const follow = () => {
    const view = viewIn(window.location.hash);
    if (view) map.setView([view.lat, view.lon], view.zoom, { animate: false });
  };
  window.addEventListener("popstate", follow);
  return () => window.removeEventListener("popstate", follow);
}

export function keepView(map) {
  const { lat, lng } = map.getCenter();
  const text = `map=${Number(map.getZoom().toFixed(2))}/${lat.toFixed(4)}/${lng.toFixed(4)}`;
  window.sessionStorage.setItem(VIEW_KEY, text);
  window.history.replaceState(window.history.state, "", `${window.location.pathname}${window.location.search}#${text}${lookInAddress()}`);
}

export function readFlag(name) {
  return window.sessionStorage.getItem(`registry-map-${name}`) === "yes";
}

export function keepFlag(name, value) {
  window.sessionStorage.setItem(`registry-map-${name}`, value ? "yes" : "no");
}
