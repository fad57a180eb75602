"""What staff do on the map: measure along the water, select, choose in the list, move with the answer shown, undo."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import picture, settled

pytestmark = pytest.mark.browser

MAP = ".registry-map[data-ready=true]"
STAGE = ".leaflet-container"
READOUT = ".registry-map .readout"
DAY = "2022-12-31"
TAIYUAN = "map=10/37.8000/112.5000"
OUTLET = "DB-140108-0005-SH-00"


def open_map(page, address, more="", view=TAIYUAN):
    page.goto(f"{address}/map?on={DAY}{more}#{view}")
    page.wait_for_selector(MAP, timeout=60_000)
    settled(page)
    return page


def take(page, name):
    page.locator(f"{STAGE} [role=button][aria-label='{name}']").click()


def at(page, x, y):
    """Return the page's pixels of a place that far from the map's upper left corner."""
    box = page.locator(STAGE).bounding_box()
    return box["x"] + x, box["y"] + y


def test_a_way_is_measured_along_the_water_by_mouse_and_by_keyboard(new_page, address):
    page = open_map(new_page("zh"), address)
    asked = []
    page.on("request", lambda request: asked.append(request.url) if "/map-data/way/" in request.url else None)
    take(page, "沿水量距")
    expect(page.locator(READOUT)).to_contain_text("点击两处")
    page.mouse.click(*at(page, 300, 200))
    page.mouse.click(*at(page, 330, 350))
    expect(page.locator(READOUT)).to_contain_text("km")
    expect(page.locator(READOUT)).to_contain_text("直线")
    picture(page, "map_measure_zh")
    page.keyboard.press("Backspace")
    expect(page.locator(READOUT)).to_contain_text("再")
    expect(page.locator(READOUT)).not_to_contain_text("km")
    page.keyboard.press("Backspace")
    expect(page.locator(READOUT)).to_contain_text("点击两处")
    page.keyboard.press("Escape")
    expect(page.locator(READOUT)).to_be_hidden()
    page.locator(f"{STAGE} [role=button][aria-label='沿水量距']").press("Enter")
    page.keyboard.press("Enter")
    page.keyboard.press("ArrowDown")
    page.wait_for_timeout(400)
    page.keyboard.press("Enter")
    expect(page.locator(READOUT)).to_contain_text("km")
    assert len(asked) == 2


def test_what_was_selected_is_said_on_the_map_to_stand_below_it(new_page, address):
    page = open_map(new_page("zh", 1366, 768), address)
    take(page, "列出当前视野")
    expect(page.locator(READOUT)).to_contain_text("地图下方")
    expect(page.locator(READOUT)).to_be_hidden(timeout=15_000)


def test_a_rectangle_selects_what_the_browser_found_and_a_row_of_the_list_is_chosen_on_the_map(new_page, address):
    page = open_map(new_page("en"), address, "&lang=en")
    take(page, "Select by rectangle")
    page.mouse.move(*at(page, 200, 120))
    page.mouse.down()
    page.mouse.move(*at(page, 380, 300), steps=4)
    page.mouse.up()
    page.wait_for_selector(".registry-map[data-within]:not([data-within=''])")
    found = page.locator(".registry-map").get_attribute("data-within")
    sums = page.locator(".adds").first
    sums.wait_for(timeout=30_000)
    expect(sums).to_contain_text(re.compile(rf"Selected {found}\b"))
    expect(sums).not_to_contain_text("does not add up")
    page.wait_for_url(lambda url: "sel=rectangle" in url)
    picture(page, "map_select_en")
    page.reload()
    page.wait_for_selector(f"{MAP}[data-within='{found}']", timeout=60_000)
    with page.expect_download() as download:
        page.get_by_role("button", name="Workbook of the selection").click()
        page.get_by_role("button", name=re.compile("^Save .*xlsx")).click()
    assert download.value.suggested_filename.endswith(".xlsx")
    choose_first_row(page)


def choose_first_row(page):
    """Tick the first row of the list, and see it chosen on the map and in the panel."""
    grid = page.locator("[data-testid=stDataFrame]").last
    grid.scroll_into_view_if_needed()
    box = grid.bounding_box()
    page.mouse.click(box["x"] + 16, box["y"] + 52)
    page.wait_for_selector(f"{MAP}[data-selected^='outlets/']", timeout=30_000)
    code = page.locator(".registry-map").get_attribute("data-selected").split("/")[1]
    expect(page.locator(".st-key-map_panel")).to_contain_text(code, timeout=30_000)


def test_a_move_shows_the_new_answer_before_saving_and_is_taken_back_at_once(new_page, address):
    page = open_map(new_page("zh"), address, f"&kind=outlets&code={OUTLET}", "map=12/37.9500/112.3500")
    page.get_by_role("button", name="移动", exact=True).click()
    expect(page.locator(READOUT)).to_contain_text("拖动符号")
    page.mouse.click(*at(page, 250, 300))
    form = page.locator(".st-key-map_edit")
    expect(form.locator(".facts")).to_contain_text("至断面水程", timeout=30_000)
    expect(form).to_contain_text(re.compile(r"移动 [\d,]+ m"))
    picture(page, "map_move_zh")
    page.get_by_role("textbox", name="您的姓名").fill("张三")
    page.get_by_role("textbox", name="说明").fill("现场核实")
    page.get_by_role("button", name="保存").click()
    undo = page.get_by_role("button", name="撤销这次修改")
    expect(undo).to_be_visible(timeout=30_000)
    expect(page.locator(".st-key-map_panel")).to_contain_text(OUTLET)
    revision = re.search(r"第 (\d+) 次", page.get_by_text("已保存为第").first.inner_text())[1]
    expect(page.locator(".legend")).to_contain_text(f"以第 {revision} 次修订为准", timeout=30_000)
    undo.click()
    expect(page.get_by_text("已由修订")).to_be_visible(timeout=30_000)


def test_other_maps_have_none_of_these_tools(new_page, address):
    page = new_page("en")
    page.goto(f"{address}/review?on={DAY}&lang=en")
    page.wait_for_selector(MAP, timeout=60_000)
    assert page.locator("[aria-label='Measure along the water'], [aria-label='Select by rectangle']").count() == 0
