"""Features with hand-written lives in a registry on toy ground."""

from datetime import date

import pandas as pd
import pytest

from registry.service.registry import AsOf, Registry
from registry.settings import Settings
from registry.store import Actor, ChangeSet, Store
from tests.service.ledgers import toy_base

WHO = Actor("李工")
TODAY = AsOf(date(2023, 6, 30))


def moment(day):
    return pd.Timestamp(day) if day else pd.NaT


def life(feature_id, code, *periods, kind="outlets"):
    """Return the periods of one feature: each a first day and what it changes; an `until` ends a period early."""
    names = {"outlets": {"outlet_type": "urban_storm", "status": "active"}, "sections": {"level": "national"}}
    state = {"code": code, "name": f"对象{code}", "city": "太原市", "county": "清徐县", **names.get(kind, {})}
    state |= {"lon": 112.35, "lat": 37.6}
    rows = []
    for number, (begun, changes) in enumerate(periods):
        following = periods[number + 1][0] if number + 1 < len(periods) else None
        end = changes.get("until", following)
        state |= {name: value for name, value in changes.items() if name != "until"}
        rows.append({"feature_id": feature_id, **state, "valid_from": moment(begun), "valid_to": moment(end)})
    return rows


def frame(rows):
    dates = {"valid_from": "datetime64[s]", "valid_to": "datetime64[s]"}
    return pd.DataFrame(rows).astype(dates)


class Desk:
    """Somebody who writes lives straight into the books."""

    def __init__(self, path):
        self.registry = Registry(Settings(), Store.create(path), toy_base())
        self.store = self.registry.store

    def write(self, *lives, kind="outlets", why="记录"):
        return self.store.commit(ChangeSet({kind: frame([row for life in lives for row in life])}), WHO, why)


@pytest.fixture
def desk(tmp_path):
    return Desk(tmp_path / "registry.sqlite")
