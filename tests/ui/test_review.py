"""The review page: the queue in order, decisions by button, and nobody's place lost."""

from datetime import date

import pytest

from registry.service.sharing import ROLE
from registry.store import Store
from tests.ui.conftest import html

END = date(2022, 12, 31)


@pytest.fixture
def page(open_page, demo_copy):
    return open_page("review", "en", registry=demo_copy)


def shown(app) -> str:
    return str(app.session_state["review_at"])


def sign(app):
    return app.text_input(key="actor_name").set_value("李工").run()


def test_the_next_one_comes_and_the_place_is_kept(page):
    page.button(key="review next").click().run()
    second = shown(page)
    page.button(key="review next").click().run()
    page.button(key="review previous").click().run()
    assert shown(page) == second
    assert second.split("/")[1] in html(page)
    assert not page.exception
    assert not page.error


def test_a_decision_without_a_name_is_refused_and_with_one_written(page, demo_copy):
    head = Store.open(demo_copy).head()
    page.button(key="review first").click().run()
    assert "who you are" in page.warning[0].value
    assert Store.open(demo_copy).head() == head
    sign(page).button(key="review first").click().run()
    assert Store.open(demo_copy).head() == head + 1
    assert "now answers to" in page.success[0].value
    assert "revision" in html(page)


def test_the_second_best_is_chosen_and_the_rest_stays_in_order(page, demo_copy):
    sign(page)
    page.button(key="review next").click().run()
    kind, code = shown(page).split("/")
    page.button(key="review second").click().run()
    decisions = Store.open(demo_copy).decisions(kind)
    codes = Store.open(demo_copy).frame(kind, feature_ids=decisions["feature_id"].tolist())["code"]
    assert set(codes) == {code}
    assert shown(page) != f"{kind}/{code}"


def test_what_is_postponed_comes_last(page):
    page.button(key="review next").click().run()
    later = shown(page)
    page.button(key="review postpone").click().run()
    assert shown(page) != later
    page.button(key="review previous").click().run()
    page.button(key="review previous").click().run()
    assert shown(page) == later


def test_all_of_one_reason_are_accepted_in_one_revision_after_confirmation(page, demo_copy):
    sign(page)
    head = Store.open(demo_copy).head()
    page.multiselect(key="filter city").select("太原市").run()
    assert page.button(key="review accept all").disabled
    next(box for box in page.checkbox if box.key.startswith("sure ")).check().run()
    page.button(key="review accept all").click().run()
    store = Store.open(demo_copy)
    assert store.head() == head + 1
    assert len(store.decisions("outlets")) > 1
    assert "in one revision" in page.success[0].value


def test_undo_takes_the_last_decision_back_by_a_further_revision(page, demo_copy):
    assert page.button(key="review undo").disabled
    sign(page)
    page.button(key="review next").click().run()
    first = shown(page)
    page.button(key="review first").click().run()
    head = Store.open(demo_copy).head()
    page.button(key="review undo").click().run()
    store = Store.open(demo_copy)
    assert store.head() == head + 1
    assert store.decisions(first.split("/")[0]).empty
    assert shown(page) == first
    assert page.button(key="review undo").disabled
    assert not page.exception


def test_a_part_of_the_loads_is_left_to_the_candidate_that_is_not_taken(page, demo_copy):
    sign(page)
    page.button(key="review next").click().run()
    name = shown(page)
    page.number_input(key=f"review share {name}").set_value(40).run()
    page.button(key="review second").click().run()
    store = Store.open(demo_copy)
    kind, code = name.split("/")
    feature_id = store.frame(kind, codes=[code])["feature_id"].iloc[0]
    links = store.links()
    shares = links[(links["role"] == ROLE) & (links["from_kind"] == kind) & (links["from_id"] == feature_id)]
    computed = store.assignments(kind, END, feature_ids=[feature_id])["section_code"].iloc[0]
    sections = store.frame("sections", END).set_index("code")["feature_id"]
    assert shares["share"].tolist() == [0.4]
    assert shares["to_id"].tolist() == [sections[computed]]


def test_a_day_on_which_nothing_waits_says_so(open_page):
    page = open_page("review", "en", on="1990-01-01")
    assert "Nothing waits for a decision on this day" in page.info[0].value
    assert not page.exception


def test_the_address_keeps_the_place_and_what_is_postponed(page):
    names = []
    for _ in range(3):
        page.button(key="review next").click().run()
        names.append(shown(page))
    page.button(key="review postpone").click().run()
    assert page.query_params["later"] == names[-1]
    assert page.query_params["at"] == shown(page)


def test_a_chosen_reason_with_nothing_left_under_the_filters_says_so(page):
    reason = page.multiselect(key="review reason")
    reason.select(reason.options[0]).run()
    assert not page.error
    page.session_state["filter grade"] = ["A"]
    page.run()
    assert not page.exception
    assert not page.error
    assert "Nothing waits with these filters" in page.info[0].value
