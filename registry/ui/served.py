"""Where our own scripts and styles, and the libraries they use, are served from: addresses that hold a version."""

import hashlib
from functools import cache
from pathlib import Path

import xstatic.pkg.font_awesome
import xstatic.pkg.jquery
import xstatic.pkg.leaflet

OWN_ASSETS = Path(__file__).parent / "assets"
LIBRARIES = {
    "leaflet": xstatic.pkg.leaflet,
    "jquery": xstatic.pkg.jquery,
    "font-awesome": xstatic.pkg.font_awesome,
}


def library_address(name: str) -> str:
    """Return where the files of a library are served."""
    return f"/assets/{name}/{LIBRARIES[name].VERSION}"


@cache
def assets_version() -> str:
    """Return a short hash of our own assets, so that a changed file has a new address."""
    digest = hashlib.sha256()
    for path in sorted(OWN_ASSETS.rglob("*.*")):
        digest.update(path.relative_to(OWN_ASSETS).as_posix().encode() + path.read_bytes())
    return digest.hexdigest()[:12]


def assets_address() -> str:
    """Return where our own assets are served."""
    return f"/assets/app/{assets_version()}"
