"""A morning at the map: the view never jumps, the map is never made anew, no point is stale, memory stays flat."""

import json
import random
import re
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import psutil
import pytest
from playwright.sync_api import expect

from registry.service.editing import edit_feature
from registry.service.history import undo
from registry.service.mapping import map_features
from registry.service.registry import AsOf, Registry
from registry.settings import Settings
from registry.store import Actor, Store
from tests.browser.conftest import free_port, serve, settled, wait_until_up
from tests.browser.map_user import PANEL, busiest, free_place, lone_outlets, on_screen
from tests.conftest import FULL

pytestmark = pytest.mark.browser

BEFORE, DAY, ZOOM = date(2022, 9, 30), date(2022, 12, 31), 11
STEPS = 300 if FULL else 20
EVERY = 20
GROWTH = 1.10
"""Of the page's own objects and the server's memory over the last two thirds; it takes the long run to see."""
FEW = 40
"""What the page may hold of boxes that it shows no more."""
READY = ".registry-map[data-ready=true]"
MAP = ".registry-map"
WHO = Actor("李四")
ACTIONS = ("pan", "zoom", "hover", "click", "filter", "search", "day", "edit", "leave", "click")
APART_PX = 60.0
"""Wider than the way that an edit moves an outlet."""
GRADE_A = re.compile(r"^A\b")


@dataclass
class Morning:
    """One reader at the map; each action leaves the map where the next one can go on."""

    page: Any
    books: Registry
    chance: random.Random
    earlier: bool = False

    def view(self):
        told = self.page.evaluate("sessionStorage.getItem('registry-map-view')")
        zoom, lat, lon = map(float, told.removeprefix("map=").split("/"))
        return zoom, lon, lat

    def at(self, place):
        zoom, *centre = self.view()
        return on_screen(self.page, place, centre, zoom)

    def outlets(self):
        """Return what can be clicked now, nearest to the middle first."""
        zoom, *centre = self.view()
        box = self.page.locator(".leaflet-container").bounding_box()
        tables = map_features(self.books, AsOf(BEFORE if self.earlier else DAY))
        found = lone_outlets(tables, centre, zoom, (box["width"], box["height"]))
        return found.assign(far=found["dx"].abs() + found["dy"].abs()).sort_values("far").head(12)

    def one(self, beside=None):
        """Return any of them; or, where the map does not know yet that one has moved, one that lies apart from it."""
        found = self.outlets()
        if beside is not None:
            found = found[np.hypot(found["dx"] - beside["dx"], found["dy"] - beside["dy"]) > APART_PX]
        return found.iloc[self.chance.randrange(len(found))]

    def drag(self, dx, dy):
        x, y = self.at(self.view()[1:])
        self.page.mouse.move(x, y)
        self.page.mouse.down()
        self.page.mouse.move(x + dx, y + dy, steps=6)
        self.page.wait_for_timeout(150)
        self.page.mouse.up()
        self.page.wait_for_timeout(250)

    def pan(self):
        before = self.view()
        self.drag(90, 40)
        assert self.view() != before
        self.drag(-90, -40)
        assert close(self.view(), before)

    def zoom(self):
        x, y = self.at(self.view()[1:])
        self.page.mouse.move(x, y)
        for way in (-180, 180):
            self.page.mouse.wheel(0, way)
            self.page.wait_for_timeout(400)

    def hover(self):
        row = self.one()
        self.page.mouse.move(*self.at((row["lon"], row["lat"])))
        expect(self.page.locator(".tip")).to_contain_text(row["code"])

    def click(self, beside=None):
        row = self.one(beside)
        self.page.mouse.click(*self.at((row["lon"], row["lat"])))
        expect(self.page.locator(PANEL)).to_contain_text(row["code"], timeout=20_000)
        expect(self.page.locator(MAP)).to_have_attribute("data-selected", f"outlets/{row['code']}")

    def filter(self):
        shown = self.page.locator(MAP).get_attribute("data-shown")
        self.page.get_by_role("combobox", name="Grade").click()
        self.page.get_by_role("option").filter(has_text=GRADE_A).first.click()
        expect(self.page.locator(MAP)).not_to_have_attribute("data-shown", shown, timeout=20_000)
        self.page.keyboard.press("Escape")
        self.page.locator(".st-key-filters-clear button").first.click()
        expect(self.page.locator(MAP)).to_have_attribute("data-shown", shown, timeout=20_000)

    def search(self):
        code = self.one()["code"]
        box = self.page.get_by_role("combobox", name="Search")
        box.fill(code)
        self.page.get_by_role("listbox", name="What was found").get_by_role("option").first.wait_for()
        box.press("Enter")
        expect(self.page.locator(PANEL)).to_contain_text(code, timeout=20_000)

    def day(self):
        self.earlier = not self.earlier
        self.page.locator("[data-testid=stSlider] [role=slider], [data-testid=stSlider] input").first.focus()
        self.page.keyboard.press("ArrowLeft" if self.earlier else "ArrowRight")
        wanted = str(BEFORE if self.earlier else DAY)
        expect(self.page.locator(".legend-heading")).to_contain_text(wanted, timeout=30_000)

    def edit(self):
        """Let an outlet move and move back; each time the map that stands open shows it where it now is."""
        if self.earlier:
            self.day()
            settled(self.page)
        row = self.outlets().iloc[0]
        zoom, *centre = self.view()
        there = free_place(map_features(self.books, AsOf(DAY)), row, centre, zoom)
        cells = dict(zip(("lon", "lat"), there, strict=True))
        made = edit_feature(
            self.books, "outlets", row["code"], cells, change="correction", on=DAY, actor=WHO, note="moved"
        )
        self.seen_at(there, row)
        undo(self.books, made, WHO)
        self.seen_at((row["lon"], row["lat"]), row)
        self.page.mouse.move(*self.at(there))
        self.page.wait_for_timeout(100)
        assert row["code"] not in (self.page.locator(".tip:not([hidden])").all_text_contents() or [""])[0]

    def seen_at(self, place, row):
        """Click on something, which makes the page look at the registry again, and find the outlet at a place."""
        with self.page.expect_response(lambda answer: "/map-data/features/" in answer.url, timeout=30_000):
            self.click(beside=row)
        settled(self.page)
        expect(self.page.locator(".frame")).to_contain_text(f"revision {self.books.store.head()}")
        for _ in range(40):
            self.page.mouse.move(2, 2)
            self.page.mouse.move(*self.at(place))
            self.page.wait_for_timeout(250)
            if row["code"] in "".join(self.page.locator(".tip:not([hidden])").all_text_contents()):
                return
        raise AssertionError(f"{row['code']} is not where it moved to")

    def leave(self):
        menu = self.page.locator("[data-testid=stSidebar]")
        menu.get_by_role("link", name="Help").click()
        expect(self.page.locator("[data-testid=stMain] h1")).to_have_text("Help", timeout=30_000)
        settled(self.page)
        menu.get_by_role("link", name="Map", exact=True).click()
        self.page.locator(READY).first.wait_for(timeout=60_000)
        mark(self.page)


def mark(page):
    page.locator(MAP).evaluate("(map) => { map.same = true; }")


def close(view, other):
    return all(abs(one - two) < 0.0006 for one, two in zip(view, other, strict=True))


@pytest.fixture
def morning(new_page, request, base_layers):
    """A reader at the map of a server of their own, whose memory can be looked at."""
    demo_copy, port = request.getfixturevalue("demo_copy" if FULL else "small_demo_copy"), free_port()
    server = serve(demo_copy, port, log := demo_copy.with_name("server.log"))
    books = Registry(replace(Settings(), registry_path=demo_copy), Store.open(demo_copy), base_layers)
    address = f"http://127.0.0.1:{port}"
    try:
        wait_until_up(address, server, log)
        page = new_page("en", 1366, 900)
        lon, lat = busiest(map_features(books, AsOf(DAY)))
        page.goto(f"{address}/map?on={DAY}#map={ZOOM}/{lat}/{lon}")
        page.locator(READY).first.wait_for(timeout=90_000)
        settled(page)
        mark(page)
        yield Morning(page, books, random.Random(6)), psutil.Process(server.pid)
        page.close()
    finally:
        server.terminate()
        server.wait(30)


def test_hundreds_of_things_done_leave_the_map_as_it_is(morning):
    reader, server = morning
    devtools = reader.page.context.new_cdp_session(reader.page)
    weighed, order = [], []
    for number in range(STEPS):
        order = order or reader.chance.sample(ACTIONS, len(ACTIONS))
        action, before = order.pop(), reader.view()
        getattr(reader, action)()
        settled(reader.page)
        assert action == "search" or close(reader.view(), before), (number, action, before, reader.view())
        assert reader.page.locator(MAP).evaluate("(map) => map.same === true"), (number, action)
        if number % EVERY == EVERY - 1:
            weighed.append((*own_bytes(devtools), server.memory_info().rss))
    told = [tuple(round(part / 1e6, 1) for part in parts) for parts in weighed]
    Path("build").mkdir(exist_ok=True)
    Path("build/long_session.txt").write_text(
        f"MB of the page's objects, of all code in it, of the server, every {EVERY} steps: {told}\n", "utf-8"
    )
    if FULL:
        first, last = typical(weighed[4:7]), typical(weighed[-3:])
        assert last[0] / first[0] < GROWTH, told
        assert last[2] / first[2] < GROWTH, told


def test_a_list_of_choices_that_closes_is_let_go(morning):
    reader, _ = morning
    devtools = reader.page.context.new_cdp_session(reader.page)
    for _ in range(6):
        reader.filter()
        settled(reader.page)
    assert cast_off(devtools) < FEW


def own_bytes(devtools):
    """Return the bytes of the page's own objects, and those of code: each question of the driver is a script.

    A look into the page (`evaluate`, `expect`) leaves compiled code behind, some fifty pieces a step.
    """
    parts = []

    def take(told):
        parts.append(told["chunk"])

    devtools.on("HeapProfiler.addHeapSnapshotChunk", take)
    devtools.send("HeapProfiler.collectGarbage")
    devtools.send("HeapProfiler.takeHeapSnapshot", {"reportProgress": False})
    devtools.remove_listener("HeapProfiler.addHeapSnapshotChunk", take)
    heap = json.loads("".join(parts))
    meta = heap["snapshot"]["meta"]
    nodes = np.asarray(heap["nodes"]).reshape(-1, len(meta["node_fields"]))
    size = nodes[:, meta["node_fields"].index("self_size")]
    is_code = nodes[:, meta["node_fields"].index("type")] == meta["node_types"][0].index("code")
    return int(size[~is_code].sum()), int(size[is_code].sum())


def cast_off(devtools):
    """Return how many boxes (`div`) live on though they stand on no page."""
    devtools.send("HeapProfiler.collectGarbage")
    box = devtools.send("Runtime.evaluate", {"expression": "HTMLDivElement.prototype"})["result"]["objectId"]
    every = devtools.send("Runtime.queryObjects", {"prototypeObjectId": box})["objects"]["objectId"]
    count = "function() { return this.filter((one) => !one.isConnected).length; }"
    asked = {"objectId": every, "functionDeclaration": count, "returnByValue": True}
    return devtools.send("Runtime.callFunctionOn", asked)["result"]["value"]


def typical(weighed):
    """Return the middle of a few weights, each for itself."""
    return [sorted(column)[len(column) // 2] for column in zip(*weighed, strict=True)]
