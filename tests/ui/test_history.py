"""The History page: the family of a feature, every field that changed, links and decisions."""

from datetime import date

import pandas as pd
import pytest

from registry.service.deciding import decide
from registry.service.editing import edit_feature
from registry.service.registry import Registry
from registry.settings import Settings
from registry.store import Actor, Store
from tests.ui.conftest import html

DAY = date(2022, 12, 31)
WHO = Actor("李工")


@pytest.fixture
def written(demo_copy, base_layers):
    """The open copy of the demonstration registry."""
    return Registry(Settings(registry_path=demo_copy), Store.open(demo_copy), base_layers)


def life_of(open_page, code, registry, language="en", **asked):
    app = open_page("history", language, registry=registry, **asked)
    return app.text_input(key="history of").set_value(code).run()


def tables(app):
    return [frame.value for frame in app.dataframe]


@pytest.fixture
def merged(demo):
    """An outlet that was merged into another, as true at the end of 2022."""
    outlets = demo.store.frame("outlets", DAY)
    return outlets[outlets["merged_into"].isin(outlets["code"])].iloc[0]


def test_the_family_is_drawn_with_dates_and_classes(open_page, demo_path, merged):
    app = life_of(open_page, merged["code"], demo_path)
    drawn = html(app)
    assert merged["merged_into"] in drawn
    assert f"{merged['valid_from'].date()} Merged" in drawn
    assert "gone" in drawn
    assert "沿革" in [one.value for one in life_of(open_page, merged["code"], demo_path, "zh").header]
    assert not app.exception


def test_every_changed_field_is_listed_with_who_and_why(open_page, demo_copy, written):
    code = written.store.frame("outlets", DAY)["code"].iloc[0]
    edit_feature(written, "outlets", code, {"remark": "=1+1"}, change="correction", on=DAY, actor=WHO, note="看了现场")
    app = life_of(open_page, code, demo_copy)
    first = tables(app)[1].iloc[0]
    assert first[["change", "field", "new", "actor"]].tolist() == ["correction", "Remark", "=1+1", "李工"]
    assert "看了现场" in first["reason"]
    app.multiselect(key="history changes").select("correction").run()
    assert set(tables(app)[1]["change"]) == {"correction"}


def test_times_are_those_of_the_offices_clock(open_page, demo_copy, written):
    code = written.store.frame("outlets", DAY)["code"].iloc[0]
    edit_feature(written, "outlets", code, {"remark": "夜里"}, change="correction", on=DAY, actor=WHO, note="夜里")
    kept = pd.Timestamp(written.store.revisions()["at"].iloc[-1])
    told = tables(life_of(open_page, code, demo_copy))[1]["at"].iloc[0]
    assert pd.Timestamp(told) == kept.tz_localize(None).floor("min") + pd.Timedelta(hours=8)


def test_decisions_and_shares_stand_in_the_history(open_page, demo_copy, written):
    """Given to another section with a share left to the computed one: both are told, also once they are taken back."""
    assigned = written.store.assignments("outlets", DAY)
    doubtful = assigned[assigned["grade"].eq("C") & assigned["runner_up"].notna()].iloc[0]
    ids = [int(doubtful["feature_id"])]
    code = written.store.frame("outlets", DAY, feature_ids=ids)["code"].iloc[0]
    shares = [(doubtful["section_code"], 0.4)]
    decide(written, code, doubtful["runner_up"], WHO, "踏勘", "outlets", on=DAY, shares=shares)
    app = life_of(open_page, code, demo_copy)
    _, _, links, decisions, _ = tables(app)
    assert links[["role", "share"]].to_numpy().tolist() == [["Share of loads", 0.4]]
    assert doubtful["section_code"] in links["other"].iloc[0]
    assert decisions[["section_code", "why", "actor"]].to_numpy().tolist() == [[doubtful["runner_up"], "踏勘", "李工"]]
    assert decisions["section_name"].notna().all()
    assert [one.value for one in app.header][-2:] == ["Links and shares", "Decisions"]


def test_a_recoded_outlet_is_found_by_the_code_it_had(open_page, demo, demo_path):
    outlets = demo.store.frame("outlets", DAY)
    recoded = outlets[outlets["former_code"].notna() & ~outlets["former_code"].isin(outlets["code"])].iloc[0]
    app = life_of(open_page, recoded["former_code"], demo_path)
    assert recoded["code"] in html(app)
    next(one for one in app.button if one.label == "Edit this feature").click().run()
    assert app.title[0].value == "Edit"
    assert app.query_params["code"] == recoded["code"]
    assert [one.value for one in app.text_input if one.key and one.key.endswith(" code")] == [recoded["code"]]


def test_an_older_revision_knows_only_what_was_known_then(open_page, demo, demo_path, merged):
    first = int(demo.store.history("outlets", int(merged["feature_id"]))["revision"].min())
    app = life_of(open_page, merged["code"], demo_path, rev=str(first))
    assert set(tables(app)[1]["revision"]) == {first}
    assert merged["merged_into"] not in html(app)
