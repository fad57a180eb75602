// Which points lie in a box: a uniform grid over the plane, so that neither a repaint nor the pointer asks them all.

const CELL = 1 / 64; // world units: two pixels at zoom 7, two hundred and fifty at zoom 14
const MOST = 400; // cells a side, however far astray a point lies

export function makeGrid(x, y) {
  const edge = (values, pick) => values.reduce((found, one) => pick(found, one), pick());
  const [west, north, east, south] = [edge(x, Math.min), edge(y, Math.min), edge(x, Math.max), edge(y, Math.max)];
  const size = Math.max(CELL, (east - west) / MOST, (south - north) / MOST);
  const at = (value, from) => Math.floor((value - from) / size);
  const columns = x.length ? at(east, west) + 1 : 0;
  const rows = x.length ? at(south, north) + 1 : 0;
  const cellOf = (i) => at(y[i], north) * columns + at(x[i], west);
  const starts = new Int32Array(columns * rows + 1); // where each cell begins in `order`
  for (let i = 0; i < x.length; i += 1) starts[cellOf(i) + 1] += 1;
  for (let cell = 0; cell < columns * rows; cell += 1) starts[cell + 1] += starts[cell];
  const order = new Int32Array(x.length);
  const next = starts.slice();
  for (let i = 0; i < x.length; i += 1) {
    order[next[cellOf(i)]] = i;
    next[cellOf(i)] += 1;
  }

  // Call `visit` with every point inside a box, row by row of the grid.
  function within(box, visit) {
    const first = Math.max(0, at(box[0], west));
    const last = Math.min(columns - 1, at(box[2], west));
    const lowest = Math.min(rows - 1, at(box[3], north));
    if (first > last) return;
    for (let row = Math.max(0, at(box[1], north)); row <= lowest; row += 1) {
      const end = starts[row * columns + last + 1];
      for (let place = starts[row * columns + first]; place < end; place += 1) {
        const i = order[place];
        if (x[i] >= box[0] && x[i] <= box[2] && y[i] >= box[1] && y[i] <= box[3]) visit(i);
      }
    }
  }
  return { within };
}
