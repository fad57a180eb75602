"""Home says what needs somebody, and the figures are those of the pages it leads to."""

import re

import pytest

from tests.ui.conftest import html

WORDS = {
    "zh": ("待复核的归属", "逾期未整治", "未达水质目标的断面", "未消除的核查问题"),
    "en": ("Doubtful assignments", "Overdue rectification", "Sections out of class", "Findings that stand"),
}


def figure(page, what):
    """Return the figure that stands under a heading."""
    return re.search(rf'{what}</div><div class="figure[^"]*">([^<]*)<', page)[1]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_home_begins_with_what_needs_somebody(open_page, language):
    app = open_page("home", language)
    page = html(app)
    assert all(word in page for word in WORDS[language])
    assert not app.exception


def test_the_figures_are_those_of_the_pages_they_lead_to(open_page):
    page = html(open_page("home", "en"))
    review = open_page("review", "en")
    waiting = figure(page, "Doubtful assignments")
    assert any(f"{waiting} waiting" in bar.proto.text for bar in review.get("progress"))
    rectification = open_page("rectification", "en")
    assert {m.label: m.value for m in rectification.metric}["Overdue"] == figure(page, "Overdue rectification")


def test_a_day_on_which_nothing_is_late_says_so(open_page):
    assert "Nothing is overdue." in html(open_page("home", "en", on="2022-03-31"))
