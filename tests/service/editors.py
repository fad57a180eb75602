"""Somebody at the books who edits one outlet, on toy ground where every outlet stays with its section."""

from datetime import date

import pytest

from registry.service import edit_plan
from registry.service.editing import Edit, edit_feature, preview_edit
from registry.store import Actor
from tests.service.ledgers import PERIOD
from tests.service.lives import Desk

DAY = date(2022, 6, 1)
FIRST, SECOND = Actor("张三"), Actor("李四")


class Editor(Desk):
    """Edits outlet A on a day."""

    def edit(self, values, change="correction", *, by=FIRST, on=DAY, based_on=None, code="A", kind="outlets"):
        return edit_feature(
            self.registry, kind, code, values, change=change, on=on, actor=by, note="核实", based_on=based_on
        )

    def preview(self, values, change="correction", *, on=DAY, code="A", kind="outlets", based_on=None):
        return preview_edit(self.registry, Edit(kind, code, values, change, on, based_on))

    def lives(self, *fields, code="A", kind="outlets"):
        """Return the periods of the feature that now has a code: first day and some fields."""
        known = self.store.frame(kind)
        owner = known.loc[known["code"] == code, "feature_id"].iloc[-1]
        own = known[known["feature_id"] == owner]
        days = [str(day.date()) for day in own["valid_from"]]
        values = own[list(fields)].astype("object").where(own[list(fields)].notna(), None)
        return list(zip(days, *(values[name] for name in fields), strict=True))


@pytest.fixture
def editor(tmp_path, monkeypatch):
    monkeypatch.setattr(edit_plan, "assignments_for", lambda _registry, _kind, timelines: timelines[PERIOD])
    monkeypatch.setattr(edit_plan, "differing_features", lambda _stored, _fresh: [])
    return Editor(tmp_path / "registry.sqlite")
