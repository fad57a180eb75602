"""Two editors at one outlet in the browser: edit, conflict, choose, undo; and the family on the History page."""

from datetime import date

import pytest
from playwright.sync_api import expect

from registry.service.editing import edit_feature
from registry.service.registry import Registry
from registry.settings import Settings
from registry.store import Actor, Store
from tests.browser.conftest import picture, settled

pytestmark = pytest.mark.browser

DAY = date(2022, 12, 31)


@pytest.fixture
def books(served, base_layers):
    """The registry that the app serves, as another editor has it open."""
    return Registry(Settings(registry_path=served), Store.open(served), base_layers)


def on_page(page, address, name, code):
    page.goto(f"{address}/{name}?on={DAY}")
    settled(page)
    if name == "history":
        page.get_by_role("tab").nth(1).click()
    page.get_by_label("名称、编码或拼音").first.fill(code)
    page.keyboard.press("Enter")
    return settled(page)


def press(page, label):
    page.get_by_role("button", name=label).last.click()
    page.wait_for_timeout(300)
    settled(page)


def test_the_second_editor_sees_the_first_chooses_saves_and_undoes(new_page, address, books):
    known = books.store.frame("outlets", DAY)
    outlet = known[known["status"].eq("active") & known["flow_m3_per_d"].notna()].iloc[3]
    code, before = outlet["code"], books.store.content_hash()
    page = on_page(new_page("zh"), address, "edit", code)
    page.get_by_label("排水量 (m3/d)").fill("77")
    press(page, "查看将有哪些变化")
    expect(page.get_by_text("所属断面不变")).to_be_visible()
    picture(page, "edit_preview_zh")
    cells = {"flow_m3_per_d": "33", "remark": "王五的备注"}
    first = edit_feature(books, "outlets", code, cells, change="event", on=DAY, actor=Actor("王五"), note="先改")
    page.get_by_role("textbox", name="您的姓名").fill("李四")
    page.get_by_role("textbox", name="说明", exact=True).fill("现场核实")
    press(page, "保存")
    expect(page.get_by_text("王五 在第")).to_be_visible()
    picture(page, "edit_conflict_zh")
    page.get_by_text("采用我的: 77").click()
    press(page, "按所选保存")
    expect(page.get_by_text(f"{code} 已保存为第 {first + 1} 次修订")).to_be_visible()
    now = books.store.frame("outlets", DAY, codes=[code]).iloc[0]
    assert (now["flow_m3_per_d"], now["remark"]) == (77.0, "王五的备注")
    press(page, "撤销这次修改")
    assert books.store.frame("outlets", DAY, codes=[code])["flow_m3_per_d"].tolist() == [33.0]
    assert books.store.content_hash() == books.store.content_hash(known_at=first) != before
    page = on_page(page, address, "history", code)
    expect(page.locator(".family .asked")).to_contain_text(code)
    picture(page, "history_zh")
