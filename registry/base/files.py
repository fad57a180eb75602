"""Write the base layers so that they open at once: Arrow files, arrays to map into memory, and a manifest of hashes."""

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt

from registry.base.wheels import sha256_of
from registry.errors import BaseLayersError
from registry.language import msg

FORMAT = 1
MANIFEST = "manifest.json"
PICTURED = "pictured"
"""Names and hashes of the files that only pictures are made from."""


def write_base(
    folder: Path,
    layers: Mapping[str, gpd.GeoDataFrame],
    arrays: Mapping[str, npt.NDArray[Any]],
    facts: Mapping[str, object],
    pictured: Mapping[str, npt.NDArray[Any]] | None = None,
) -> str:
    """Write all base layers beside the folder, then put them in its place in one step; return their hash.

    `pictured` are arrays that only pictures are made from: no answer depends on them, so neither does the hash.

    Raises
    ------
    BaseLayersError
        When the disk is full or the folder cannot be replaced; what stood there before still stands.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    fresh = Path(tempfile.mkdtemp(prefix=f"{folder.name}.new-", dir=folder.parent))
    try:
        for name, layer in layers.items():
            layer.reset_index(drop=True).to_feather(fresh / f"{name}.arrow", compression="uncompressed")
        for name, array in arrays.items():
            np.save(fresh / f"{name}.npy", array, allow_pickle=False)
        measured = sorted(path.name for path in fresh.iterdir())
        for name, array in (pictured or {}).items():
            np.save(fresh / f"{name}.npy", array, allow_pickle=False)
        digest = _write_manifest(fresh, measured, facts)
        _replace(folder, fresh)
    except OSError as error:
        raise BaseLayersError(
            "B007", msg("Base layers cannot be written to {folder}: {why}.", folder=folder, why=error.strerror or error)
        ) from error
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
    return digest


def _write_manifest(folder: Path, measured: list[str], facts: Mapping[str, object]) -> str:
    hashes = {path.name: sha256_of(path) for path in sorted(folder.iterdir())}
    files = {name: hashes.pop(name) for name in measured}
    content = {"format": FORMAT, "files": files, **facts, PICTURED: hashes}
    digest = digest_of(content)
    text = json.dumps({**content, "sha256": digest}, ensure_ascii=False, indent=1)
    (folder / MANIFEST).write_text(text + "\n", encoding="utf-8", newline="\n")
    return digest


def _replace(folder: Path, fresh: Path) -> None:
    old = folder.with_name(f"{folder.name}.old-{os.getpid()}")
    if folder.exists():
        folder.rename(old)
    try:
        fresh.rename(folder)
    except OSError:
        if old.exists():
            old.rename(folder)
        raise
    folder.chmod(0o755)
    shutil.rmtree(old, ignore_errors=True)


def digest_of(content: Mapping[str, object]) -> str:
    """Return the SHA-256 over a manifest's content; its own hash and what is only pictured are left out."""
    plain = {key: value for key, value in content.items() if key not in ("sha256", PICTURED)}
    text = json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def read_manifest(folder: Path) -> dict[str, Any]:
    """Return the manifest of built base layers, checked against its own hash.

    Raises
    ------
    BaseLayersError
        When there is none, it is damaged, of another format, or names a file that is not there.
    """
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise BaseLayersError(
            "B008", msg("There are no base layers in {folder}; make them with build-base.", folder=folder)
        ) from error
    except (OSError, ValueError) as error:
        raise damaged(folder / MANIFEST) from error
    if (
        not isinstance(manifest, dict)
        or manifest.get("format") != FORMAT
        or manifest.get("sha256") != digest_of(manifest)
    ):
        raise damaged(folder / MANIFEST)
    for name in manifest["files"]:
        if not (folder / name).is_file():
            raise damaged(folder / name)
    return manifest


def damaged(path: Path) -> BaseLayersError:
    """Return the refusal of a file that is not what was built."""
    return BaseLayersError(
        "B009",
        msg("The base layer file {file} is missing or damaged; make the layers anew with build-base.", file=path),
    )
