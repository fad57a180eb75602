"""The layers in the order they are drawn, and the order the legend lists them in."""

from layers import outlets, plants, projects, sections, villages, wetlands
from layers.style import PointLayer

POINT_LAYERS: dict[str, PointLayer] = {
    module.LAYER.kind: module.LAYER for module in (sections, outlets, plants, wetlands, villages, projects)
}
"""By kind, in the order of the legend."""


def drawing_order() -> list[PointLayer]:
    """Return the point layers from the lowest to the topmost."""
    return sorted(POINT_LAYERS.values(), key=lambda layer: layer.rank)
