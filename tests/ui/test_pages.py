import re
import time

import pytest

from registry.language import LANGUAGES
from registry.ui.navigation import MENU
from tests.ui.conftest import html, words

PAGES = {file: title for _, entries in MENU for file, _, title, _ in entries}
OWN_PAGES = [file for file in PAGES if file != "map"]
CHINESE = re.compile(r"[\u4e00-\u9fff]")
LATIN_SENTENCE = re.compile(r"[A-Za-z]{3,} [A-Za-z]{2,}")


def element_texts(app, kind: str) -> list[str]:
    return [element.value for element in app.get(kind)]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("file", OWN_PAGES)
def test_every_page_opens_under_its_title_in_both_languages(open_page, file, language):
    app = open_page(file, language)
    assert [title.value for title in app.title] == [PAGES[file].render(language)]
    assert not app.exception
    assert not app.error


@pytest.mark.parametrize("file", OWN_PAGES)
def test_no_page_mixes_languages_in_its_own_words(open_page, demo, file):
    names = set(demo.store.frame("sections")["name"])
    english = [text for text in words(open_page(file, "en")) if CHINESE.search(text) and text not in names]
    chinese = [text for text in words(open_page(file, "zh")) if LATIN_SENTENCE.search(text)]
    assert (english, chinese) == ([], [])


def test_the_language_follows_the_browser_and_then_the_switch(open_page):
    app = open_page("home", "en")
    assert app.title[0].value == "Home"
    app.button_group(key="language").set_value("zh").run()
    assert app.title[0].value == "首页"
    assert app.query_params["lang"] == "zh"


def test_the_address_can_name_language_and_day(open_page):
    app = open_page("home", "zh", on="2022-03-31")
    assert "2022年3月31日" in html(app)
    assert app.date_input(key="valid_on").value.isoformat() == "2022-03-31"


def test_the_address_can_name_a_revision_and_keeps_the_chosen_one(open_page, demo):
    app = open_page("home", "zh", rev="4")
    assert app.selectbox(key="known_at").value == 4
    assert "修订 4" in html(app)
    assert open_page("home", "zh").query_params.get("rev") is None
    assert open_page("home", "zh", rev="999").selectbox(key="known_at").value == 0


def test_a_day_out_of_all_bounds_in_the_address_is_ignored(open_page):
    app = open_page("home", "zh", on="1800-01-01")
    assert not app.exception
    assert app.date_input(key="valid_on").value.year > 2000


def test_home_says_what_is_in_the_registry_and_that_it_adds_up(open_page):
    app = open_page("home", "en")
    figures = {metric.label: metric.value for metric in app.metric}
    assert figures["Sections"] == "58"
    assert figures["Outlets"] == "3,730"
    assert figures["Wetlands"] == "40"
    sums = html(app)
    assert re.search(r"Wetlands <b>40</b> = <b>14</b> Tail-water \+ <b>10</b> River-mouth \+ <b>16</b> In-river", sums)
    assert "does not add up" not in sums
    assert {metric.label: metric.delta for metric in app.metric}["Villages"] == "634 finished"


@pytest.mark.parametrize("file", OWN_PAGES)
def test_every_page_says_that_the_demonstration_is_made_up(open_page, file):
    assert "演示数据" in html(open_page(file, "zh"))


def test_the_outlet_list_counts_what_its_filters_leave(open_page):
    app = open_page("outlet_list", "en")
    everything = int(app.markdown[0].value.split("**")[1].replace(",", ""))
    city = app.multiselect(key="filter city").options[0]
    app.multiselect(key="filter city").set_value([city]).run()
    chosen = int(app.markdown[0].value.split("**")[1].replace(",", ""))
    assert 0 < chosen < everything == 3730
    totals = app.dataframe[0].value
    assert int(totals["total"].iloc[-1]) == chosen
    assert set(app.dataframe[1].value["city"]) == {city}


def test_the_workbook_is_made_when_asked_for_and_named_after_its_quarter(open_page):
    app = open_page("outlet_list", "zh")
    assert not app.get("download_button")
    app.button(key="make list").click().run()
    for _ in range(60):
        if app.get("download_button"):
            break
        time.sleep(0.5)
        app.run()
    label = app.get("download_button")[0].label.replace("\\", "")
    assert label == "保存 山西省_入河排污口清单_2022Q4_截至20221231_v01.xlsx"


def test_coverage_shows_each_section_once_and_the_sum_of_functions(open_page):
    app = open_page("coverage", "en")
    rows = app.dataframe[0].value
    assert rows["wetlands"].sum() == 40
    assert rows["code"].dropna().is_unique
    assert "14" in html(app)
    assert rows["name"].iloc[-1] == "no section"


def test_a_plan_follows_the_section_that_is_chosen(open_page):
    app = open_page("section_plan", "zh")
    box = app.selectbox(key="section")
    other = box.options[-1]
    box.select(other).run()
    assert app.header[0].value == other.split(" · ")[0]
    assert app.get("image")
    assert not app.error


def test_the_history_lists_every_revision_and_finds_a_feature_by_pinyin(open_page, demo):
    app = open_page("history", "en")
    assert len(app.dataframe[0].value) == demo.store.head()
    app.text_input(key="history of").set_value("lanhe").run()
    assert not app.error
    assert [one.value for one in app.header][:2] == ["Family tree", "What changed, field by field"]


def test_help_explains_grades_and_gives_credit(open_page):
    app = open_page("help", "en")
    said = "\n".join(element.value for element in app.markdown)
    assert "HydroWASTE v1.0 (CC BY 4.0)" in said
    assert all(word in said for word in ("A sure", "U no section"))


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_choice_of_a_revision_names_the_newest_until_another_is_chosen(open_page, language):
    app = open_page("home", language)
    choice = app.selectbox(key="known_at")
    assert choice.options[choice.index] == {"zh": "最新修订", "en": "the newest revision"}[language]
