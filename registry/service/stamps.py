"""Say where a product comes from."""

from collections.abc import Iterable

import pandas as pd

from registry.contents import Stamp
from registry.quarter import Quarter
from registry.service.registry import AsOf, Registry


def stamp(registry: Registry, as_of: AsOf, tables: Iterable[pd.DataFrame], quarter: Quarter | None = None) -> Stamp:
    """Return the origin of a product made of these tables; synthetic as soon as one of their rows is."""
    made_up = any(bool(table["synthetic"].fillna(value=False).astype("bool").any()) for table in tables)
    revision = registry.revision(as_of)
    return Stamp(as_of.valid_on, revision, registry.base.sha256, made_up, quarter)
