// Longitude, latitude and the plane the map is drawn on: web Mercator, 256 units around the earth at zoom 0.

const SIZE = 256;
export const GROUND_SCALE = 10_000; // ways travel in the units of the ground

export function worldX(lon) {
  return ((lon + 180) / 360) * SIZE;
}

export function worldY(lat) {
  const sine = Math.sin((lat * Math.PI) / 180);
  return (0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI)) * SIZE;
}

// Steps x0, y0, dx1, dy1, ... in whole units of 1/scale degree -> a path in world units with its box.
export function readPath(steps, scale) {
  const points = new Float64Array(steps.length);
  const box = [Infinity, Infinity, -Infinity, -Infinity];
  let lon = 0;
  let lat = 0;
  for (let i = 0; i < steps.length; i += 2) {
    lon += steps[i];
    lat += steps[i + 1];
    const x = worldX(lon / scale);
    const y = worldY(lat / scale);
    points[i] = x;
    points[i + 1] = y;
    if (x < box[0]) box[0] = x;
    if (y < box[1]) box[1] = y;
    if (x > box[2]) box[2] = x;
    if (y > box[3]) box[3] = y;
  }
  return { points, box };
}

export function readColumn(values, scale, project) {
  return Float64Array.from(values, (value) => project(value / scale));
}

export function meets(a, b) {
  return a[0] <= b[2] && a[2] >= b[0] && a[1] <= b[3] && a[3] >= b[1];
}
