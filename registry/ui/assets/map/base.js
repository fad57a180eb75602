// The picture under everything: shaded terrain from this server, and a tile source where the office has set one.

import { worldX, worldY } from "./world.js";

const COARSE_FROM = 9; // from this zoom on a cell of the model is so many pixels wide that its shade has less to say
const FAINTEST = 0.35;

export function bringBase(live) {
  const { L, map, ground, shown } = live;
  const { terrain, tiles } = ground;
  live.tiles?.remove();
  live.tiles = null;
  if (terrain) {
    const [west, south, east, north] = terrain.box;
    terrain.world = [worldX(west), worldY(north), worldX(east), worldY(south)];
    terrain.image = new Image();
    terrain.image.onload = () => live.repaint();
    terrain.image.src = terrain.address;
  }
  if (!tiles) return;
  shown.tiles ??= true;
  live.tiles = L.tileLayer(tiles.url, { maxZoom: 17, pane: "base" });
  showTiles(live);
}

export function showTiles({ map, tiles, shown }) {
  if (!tiles) return;
  if (shown.tiles && !map.hasLayer(tiles)) tiles.addTo(map);
  if (!shown.tiles && map.hasLayer(tiles)) tiles.remove();
}

// Draw what of the shade lies in the view. The picture is in the map's own plane, so one stretch fits it.
export function paintTerrain(ctx, view, terrain) {
  const { image, world } = terrain;
  if (!image?.complete || !image.naturalWidth) return;
  const [west, north, east, south] = view.world.map((edge, i) => (i < 2 ? Math.max(edge, world[i]) : Math.min(edge, world[i])));
  if (west >= east || north >= south) return;
  const across = image.naturalWidth / (world[2] - world[0]);
  const down = image.naturalHeight / (world[3] - world[1]);
  ctx.imageSmoothingQuality = "medium";
  ctx.globalAlpha = Math.min(1, Math.max(FAINTEST, 1 - (view.zoom - COARSE_FROM) * 0.2));
  ctx.drawImage(
    image,
    (west - world[0]) * across, (north - world[1]) * down, (east - west) * across, (south - north) * down,
    west * view.scale - view.left, north * view.scale - view.top, (east - west) * view.scale, (south - north) * view.scale,
  );
  ctx.globalAlpha = 1;
}
