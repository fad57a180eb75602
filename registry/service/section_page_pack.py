"""What a stand-alone file holds: of one section everything, of a selection its features and their context."""

import hashlib
import json
from collections.abc import Mapping

import pandas as pd

from registry.section_contents import PackContent, PackContext
from registry.service.mapping import data_version, map_features, map_ground
from registry.service.registry import AsOf, Registry
from registry.service.section_page import section_page
from registry.service.section_page_strip import section_strip

IDENTITY = ("code", "name", "lon", "lat", "section_code", "grade")


def section_pack(registry: Registry, code: str, as_of: AsOf) -> PackContent:
    """Return everything of one section for one file.

    Raises
    ------
    NotFoundError
        When no such section is known.
    """
    page = section_page(registry, code, as_of)
    sections = map_features(registry, as_of)["sections"]
    near = {code, *(one.code for one in page.above), *([page.below.code] if page.below else [])}
    features = {"sections": sections[sections["code"].isin(near)], **page.features}
    active = bool(sections.loc[sections["code"] == code, "active"].iloc[0])
    own = section_strip(registry, code, as_of) if active else None
    whole = section_strip(registry, code, as_of, whole_river=True) if active and page.above else None
    strips = tuple(strip for strip in (own, whole) if strip is not None)
    context = context_of(registry, as_of, features, page.name, "")
    return PackContent(context, vars(map_ground(registry, as_of)), features, page, strips)


def selection_pack(
    registry: Registry, features: Mapping[str, pd.DataFrame], as_of: AsOf, title: str, said: str
) -> PackContent:
    """Return the features of a selection for one file; `said` says in words what they were chosen by."""
    context = context_of(registry, as_of, features, title, said)
    return PackContent(context, vars(map_ground(registry, as_of)), features)


def context_of(
    registry: Registry, as_of: AsOf, features: Mapping[str, pd.DataFrame], title: str, said: str
) -> PackContext:
    """Return what the file says about itself."""
    version = data_version(registry, as_of)
    made_up = any(
        bool(table["synthetic"].fillna(value=False).astype(bool).any())
        for table in features.values()
        if "synthetic" in table
    )
    return PackContext(
        title, said, version.valid_on, version.revision, version.base_sha256 or "", fingerprint(features), made_up
    )


def fingerprint(features: Mapping[str, pd.DataFrame]) -> str:
    """Return the SHA-256 of the rows: which features, where, under which section, how sure."""
    digest = hashlib.sha256()
    for kind in sorted(features):
        rows = features[kind].reindex(columns=list(IDENTITY)).sort_values("code").astype("object")
        told = rows.where(rows.notna(), None).to_numpy().tolist()
        digest.update(json.dumps([kind, told], ensure_ascii=False).encode())
    return digest.hexdigest()
