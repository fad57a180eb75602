"""Twenty doubtful features decided by keyboard alone, against a plain list that is worked through the same way."""

import re
from dataclasses import dataclass, field, replace
from datetime import date

import pandas as pd
import pytest
from playwright.sync_api import expect

from registry.service.mapping import map_features
from registry.service.registry import AsOf, Registry
from registry.service.reviewing import review
from registry.settings import Settings
from registry.store import Store
from tests.browser.conftest import picture, settled

pytestmark = pytest.mark.browser

DAY = date(2022, 12, 31)
WHO = "王工"
READY = ".registry-map[data-ready=true]"
CARD = ".st-key-review_card"
KEYS = "jkasjaspjasakjp"
"""What is pressed one by one; the burst that follows does not wait for the page."""
BURST = "saajkpsjajasjkapja"
CELL = "[data-testid=stDataFrame] [role=gridcell]"


@dataclass
class Expected:
    """The queue as a list: what a key should do to it."""

    rows: dict[str, pd.Series]
    order: list[str]
    place: int = 0
    decided: dict[str, str] = field(default_factory=dict)
    postponed: list[str] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)

    @property
    def current(self) -> pd.Series:
        return self.rows[self.order[self.place]]

    def press(self, key: str) -> str:
        """Do it, and return the key: accept where there is no second best."""
        name = self.order[self.place]
        key = "a" if key == "s" and pd.isna(self.current["runner_up"]) else key
        self.seen.add(name)
        if key in "as":
            self.decided[name] = self.current["computed_section" if key == "a" else "runner_up"]
            self.order.remove(name)
        elif key == "p":
            self.order.remove(name)
            self.order.append(name)
            self.postponed.append(name)
        else:
            self.place += 1 if key == "j" else -1
        self.place %= len(self.order)
        return key


@pytest.fixture
def opened(served, base_layers) -> Registry:
    """The registry that the app serves."""
    return Registry(replace(Settings(), registry_path=served), Store.open(served), base_layers)


def expected_queue(opened) -> Expected:
    queue = review(opened, AsOf(DAY)).queue
    rows = {f"{row['kind']}/{row['code']}": row for _, row in queue.iterrows()}
    return Expected(rows, list(rows))


def open_review(page, address):
    page.goto(f"{address}/review?on={DAY}")
    page.wait_for_selector(READY, timeout=60_000)
    return settled(page)


def say_the_name(page):
    """Reach the field for the name with Tab, and leave it the same way."""
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("() => Boolean(document.activeElement.matches('.st-key-actor_name input'))"):
            break
    page.keyboard.type(WHO)
    page.keyboard.press("Tab")
    settled(page)


def shows(page, expected):
    """Wait until the card is about the feature that the list says, at its place."""
    name, count = expected.current["code"], len(expected.order)
    expect(page.locator(f"{CARD} .quiet >> nth=1")).to_have_text(re.compile(f"· {re.escape(name)}$"), timeout=20_000)
    expect(page.locator(f"{CARD} .quiet >> nth=0")).to_contain_text(f"第 {expected.place + 1} 个，共 {count} 个")


def progress(page, expected, before=0):
    done, waiting, later = before + len(expected.decided), len(expected.order), len(expected.postponed)
    told = f"已决定 {done} 个，待办 {waiting} 个，其中暂缓 {later} 个"
    expect(page.locator("[data-testid=stProgress]")).to_contain_text(told)


def decisions_of(store, who):
    """Return what a person decided, section by kind and code."""
    decided = {}
    for kind in ("outlets", "plants", "wetlands", "villages", "projects"):
        rows = store.decisions(kind)
        rows = rows[rows["decided_by"] == who]
        codes = store.frame(kind, DAY, feature_ids=rows["feature_id"].tolist()).set_index("feature_id")["code"]
        decided |= {
            f"{kind}/{codes[key]}": to for key, to in zip(rows["feature_id"], rows["section_code"], strict=True)
        }
    return decided


def test_twenty_features_by_keyboard_keep_the_page_the_map_and_the_place(new_page, address, opened):
    before, expected = review(opened, AsOf(DAY)).decided, expected_queue(opened)
    page = open_review(new_page("zh", 1440, 1200), address)
    say_the_name(page)
    loads = []
    page.on("framenavigated", lambda frame: loads.append(frame.url) if frame == page.main_frame else None)
    page.evaluate("() => { window.sameLoad = true; }")
    page.locator(".registry-map").evaluate("(map) => { map.same = true; }")
    shows(page, expected)
    for key in KEYS:
        page.keyboard.press(expected.press(key))
        shows(page, expected)
    for key in BURST:
        page.keyboard.press(expected.press(key))
    shows(page, expected)
    progress(page, expected, before)
    assert len(expected.seen) >= 20
    assert page.evaluate("() => window.sameLoad")
    assert page.locator(".registry-map").evaluate("(map) => map.same")
    assert page.locator(".registry-map").get_attribute("data-selected") == expected.order[expected.place]
    assert decisions_of(opened.store, WHO) == expected.decided
    picture(page, "review_worked_through_zh")
    the_last_is_taken_back_and_a_refresh_keeps_the_place(page, expected, before, opened)
    a_decision_shows_on_map_list_and_plan(new_page, address, opened, expected)


def the_last_is_taken_back_and_a_refresh_keeps_the_place(page, expected, before, opened):
    last = list(expected.decided)[-1]
    order = [name for name in expected.rows if name in {*expected.order, last} and name not in expected.postponed]
    expected.order, expected.place = [*order, *expected.postponed], order.index(last)
    del expected.decided[last]
    page.keyboard.press("u")
    shows(page, expected)
    assert decisions_of(opened.store, WHO) == expected.decided
    page.reload()
    page.wait_for_selector(READY, timeout=60_000)
    settled(page)
    shows(page, expected)
    progress(page, expected, before)


def a_decision_shows_on_map_list_and_plan(new_page, address, opened, expected):
    """Look for a decided outlet that stands high in its section's plan, which goes by falling COD load."""
    outlets = map_features(opened, AsOf(DAY))["outlets"]
    load = (outlets["flow_m3_per_d"] * outlets["cod_mg_per_l"]).fillna(0)
    rank = load.groupby(outlets["section_code"]).rank(ascending=False, method="max").set_axis(outlets["code"])
    decided = [name.split("/")[1] for name in expected.decided if name.startswith("outlets/")]
    code = min(decided, key=lambda one: rank[one])
    assert rank[code] <= 8
    row, section = expected.rows[f"outlets/{code}"], expected.decided[f"outlets/{code}"]
    section_name = row["runner_up_name" if section == row["runner_up"] else "computed_name"]
    page = new_page("zh", 2600, 1400)
    page.goto(f"{address}/map?on={DAY}&kind=outlets&code={code}")
    page.wait_for_selector(READY, timeout=60_000)
    expect(page.locator(".st-key-map_panel .answer")).to_contain_text(f"({section})")
    expect(page.locator(".st-key-map_panel")).to_contain_text(WHO)
    page.goto(f"{address}/outlets?on={DAY}")
    settled(page)
    for key, value in (("filter-county", row["county"]), ("filter-section", section_name)):
        page.locator(f".st-key-{key} input").fill(value)
        page.get_by_role("option", name=value, exact=True).click()
        page.keyboard.press("Escape")
        settled(page)
    expect(page.locator(CELL, has_text=code)).to_be_attached()
    page.goto(f"{address}/plan?on={DAY}")
    settled(page)
    page.locator(".st-key-section input").fill(section)
    page.get_by_role("option").first.click()
    expect(page.locator("h2").first).to_have_text(section_name, timeout=20_000)
    settled(page)
    expect(page.locator(CELL, has_text=code).first).to_be_attached()
