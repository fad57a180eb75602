"""Every page in both languages as a person sees and hears it: titles, figures, no complaint, no outside request."""

import re

import pytest
from playwright.sync_api import expect

from registry.language import LANGUAGES
from registry.ui.navigation import MENU
from tests.browser.axe import faults
from tests.browser.conftest import picture, settled

pytestmark = pytest.mark.browser

ADDRESSES = {file: (path, title) for _, entries in MENU for file, path, title, _ in entries}
DAY = "2022-12-31"
SIDEBAR = "[data-testid=stSidebar]"
FRAME = ".st-key-page_frame"
MAIN = "[data-testid=stMain]"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("file", [file for file in ADDRESSES if file != "map"])
def test_a_page_shows_its_title_its_day_and_no_refusal(new_page, address, file, language):
    path, title = ADDRESSES[file]
    page = new_page(language)
    page.goto(f"{address}/{path}?on={DAY}")
    settled(page)
    expect(page.locator(f"{MAIN} h1")).to_have_text(title.render(language))
    expect(page.locator(".frame")).to_contain_text("2022年12月31日" if language == "zh" else "31 December 2022")
    expect(page.locator(".frame .notice")).to_be_visible()
    expect(page.locator("[data-testid=stAlertContentError]")).to_have_count(0)
    assert faults(page, contrast=language == "zh") == []
    picture(page, f"{file}_{language}")


def test_home_shows_the_figures_of_the_end_of_2022(new_page, address):
    page = new_page("en")
    page.goto(f"{address}/?on={DAY}")
    main = settled(page).locator(MAIN)
    for figure in ("3,730", "40 = 14 Tail-water + 10 River-mouth + 16 In-river", "634 finished"):
        expect(main).to_contain_text(figure)


def test_the_switch_turns_every_word_and_the_address(new_page, address):
    page = new_page("en")
    page.goto(f"{address}/coverage?on={DAY}")
    settled(page)
    page.locator(FRAME).get_by_text("中文", exact=True).click()
    expect(page.locator(f"{MAIN} h1")).to_have_text("湿地覆盖")
    settled(page)
    assert "lang=zh" in page.url
    words = page.locator(f"{SIDEBAR} a span:not([data-testid=stIconMaterial])").all_inner_texts()
    assert {"首页", "湿地覆盖", "帮助"} <= set(words)


def test_language_and_day_follow_the_reader_from_page_to_page(new_page, address):
    page = new_page("zh")
    page.goto(f"{address}/?on={DAY}&lang=en")
    settled(page)
    page.locator(SIDEBAR).get_by_role("link", name="Wetland coverage").click()
    expect(page.locator(f"{MAIN} h1")).to_have_text("Wetland coverage")
    settled(page)
    assert f"on={DAY}" in page.url
    assert "lang=en" in page.url


def test_the_coverage_map_is_drawn_with_a_shape_for_each_control_unit(new_page, address):
    page = new_page("zh")
    page.goto(f"{address}/coverage?on={DAY}")
    settled(page)
    chart = page.locator("[data-testid=stVegaLiteChart]").first
    chart.scroll_into_view_if_needed()
    expect(chart.locator("canvas, svg").first).to_be_visible()


def test_the_workbook_of_the_quarter_can_be_saved(new_page, address):
    page = new_page("zh")
    page.goto(f"{address}/outlets?on={DAY}")
    settled(page)
    page.get_by_role("button", name="生成工作簿").click()
    save = page.get_by_role("button", name=re.compile("保存"))
    expect(save).to_be_visible(timeout=60_000)
    with page.expect_download() as download:
        save.click()
    assert re.fullmatch(r"山西省_入河排污口清单_2022Q4_截至20221231_v\d\d\.xlsx", download.value.suggested_filename)


def test_the_plan_of_a_section_can_be_saved_as_word(new_page, address):
    page = new_page("en")
    page.goto(f"{address}/plan?on={DAY}")
    settled(page)
    page.get_by_role("button", name="Make the Word document").click()
    save = page.get_by_role("button", name=re.compile("Save"))
    expect(save).to_be_visible(timeout=60_000)
    with page.expect_download() as download:
        save.click()
    assert download.value.suggested_filename.endswith(".docx")


def test_the_menu_is_reached_and_used_by_keyboard_alone(new_page, address):
    page = new_page("en")
    page.goto(f"{address}/?on={DAY}")
    settled(page)
    for _ in range(40):
        page.keyboard.press("Tab")
        focused = page.evaluate("() => document.activeElement?.textContent ?? ''")
        if "Help" in focused and "Home" not in focused:
            break
    page.keyboard.press("Enter")
    expect(page.locator(f"{MAIN} h1")).to_have_text("Help")
