// One canvas over the map, repainted whole when the view comes to rest; between, Leaflet moves and scales it.

export function makePainter(L, paint, pane) {
  const Painter = L.Renderer.extend({
    options: { padding: 0.25 },

    _initContainer() {
      this._container = document.createElement("canvas");
      this._container.setAttribute("aria-hidden", "true");
      this._container.style.pointerEvents = "none";
      this._ctx = this._container.getContext("2d");
    },

    _destroyContainer() {
      this._container.remove();
      delete this._container;
      delete this._ctx;
    },

    _update() {
      if (this._map._animatingZoom && this._bounds) return;
      L.Renderer.prototype._update.call(this);
      const ratio = window.devicePixelRatio || 1;
      const size = this._bounds.getSize();
      L.DomUtil.setPosition(this._container, this._bounds.min);
      this._container.width = Math.round(ratio * size.x);
      this._container.height = Math.round(ratio * size.y);
      this._container.style.width = `${size.x}px`;
      this._container.style.height = `${size.y}px`;
      this.repaint();
    },

    getEvents() {
      return { ...L.Renderer.prototype.getEvents.call(this), move: this._follow };
    },

    // A long drag would run off the canvas: paint anew what comes into view, not only when the map rests.
    _follow() {
      const map = this._map;
      if (!this._bounds || !(map.dragging?.moving() || map._panAnim?._inProgress)) return;
      const corner = map.containerPointToLayerPoint([0, 0]);
      if (!this._bounds.contains(L.bounds(corner, corner.add(map.getSize())))) this._update();
    },

    repaint() {
      if (!this._ctx || !this._bounds) return;
      const ratio = window.devicePixelRatio || 1;
      const scale = 2 ** this._zoom;
      const origin = this._map.getPixelOrigin();
      const { min, max } = this._bounds;
      this._ctx.setTransform(1, 0, 0, 1, 0, 0);
      this._ctx.clearRect(0, 0, this._container.width, this._container.height);
      this._ctx.setTransform(ratio, 0, 0, ratio, -min.x * ratio, -min.y * ratio);
      paint(this._ctx, {
        zoom: this._zoom,
        scale,
        left: origin.x,
        top: origin.y,
        ratio,
        pixels: [min.x, min.y, max.x, max.y],
        world: [
          (min.x + origin.x) / scale,
          (min.y + origin.y) / scale,
          (max.x + origin.x) / scale,
          (max.y + origin.y) / scale,
        ],
      });
    },
  });
  return new Painter({ pane });
}
