"""Base layers: built once from three wheels and a few fact tables, versioned by hash, opened in milliseconds."""

from registry.base.layers import BaseLayers, open_base

__all__ = ["BaseLayers", "open_base"]
