"""The rectification page: its figures, one outlet's steps, a step refused, recorded and taken back."""

from datetime import date

import pytest

from registry.quarter import Quarter
from registry.service.bulletin import bulletin
from registry.service.rectifying import timeline
from registry.service.registry import AsOf
from registry.store import Store
from tests.ui.conftest import html

END = AsOf(date(2022, 12, 31))


@pytest.fixture(scope="module")
def content(demo):
    return bulletin(demo, Quarter(2022, 4))


@pytest.fixture
def planned(content):
    overdue = content.overdue
    return overdue.loc[overdue["stage"] == "planned", "code"].iloc[0]


def open_outlet(open_page, registry, code):
    app = open_page("rectification", "en", registry=registry)
    app.text_input(key="rectify search").set_value(code).run()
    app.text_input(key="actor_name").set_value("李工").run()
    return app


def press(app, label):
    next(button for button in app.button if button.label == label).click().run()
    return app


def test_the_figures_are_those_of_the_bulletin(open_page, content):
    app = open_page("rectification", "en")
    figures = {metric.label: metric.value for metric in app.metric}
    assert figures["Problems"] == f"{content.measure_totals['problems_closed']} / 23"
    assert figures["Measures"] == f"{content.measure_totals['measures_closed']} / 86"
    assert figures["Projects"] == "62 / 82"
    assert figures["Overdue"] == str(content.totals["overdue"])
    cities = app.dataframe[0].value
    assert cities["found"].tolist() == [*content.cities["found"], content.totals["found"]]


def test_one_outlets_steps_stand_with_their_evidence_and_due_days(open_page, demo, demo_path, planned):
    page = html(open_outlet(open_page, demo_path, planned))
    for step in timeline(demo, planned, END).dropna(subset=["evidence"]).itertuples():
        assert step.evidence in page
    assert page.count("<li") == len(timeline(demo, planned, END))
    assert "92 days late" in page


def test_a_step_is_refused_without_its_evidence_then_recorded_and_taken_back(open_page, demo_copy, planned):
    head = Store.open(demo_copy).head()
    app = press(open_outlet(open_page, demo_copy, planned), "Record the step")
    assert app.success[0].value == f"The step is recorded as revision {head + 1}."
    refused = press(app, "Record the step")
    assert refused.error[0].value.replace("\\", "").startswith("Done lacks Evidence or document no.")
    assert Store.open(demo_copy).head() == head + 1
    refused.text_input(key=f"evidence done {planned}").set_value("P-7").run()
    done = press(refused, "Record the step")
    assert done.success[0].value == f"The step is recorded as revision {head + 2}."
    press(done, "Take it back")
    assert not done.exception
    store = Store.open(demo_copy)
    assert store.head() == head + 3
    assert store.revisions()["undoes"].iloc[-1] == head + 2


def test_what_the_ledger_knows_is_offered(open_page, content, demo_path):
    found = content.standing[
        (content.standing["stage"] == "found") & content.standing["responsible_body"].notna()
    ].iloc[0]
    app = open_outlet(open_page, demo_path, found["code"])
    assert app.text_input(key=f"responsible_unit traced {found['code']}").value == found["responsible_body"]


def test_text_of_a_step_is_shown_as_text(open_page, demo_copy, planned, base_layers):
    app = open_outlet(open_page, demo_copy, planned)
    app.text_input(key=f"remark under_way {planned}").set_value("<script>alert(1)</script>").run()
    page = html(press(app, "Record the step"))
    assert "&lt;script&gt;" in page
    assert "<script>" not in page


def test_an_older_revision_is_looked_at_and_not_written_on(open_page, demo_path, planned):
    app = open_page("rectification", "en", rev="12")
    app.text_input(key="rectify search").set_value(planned).run()
    assert not [button for button in app.button if button.label == "Record the step"]
