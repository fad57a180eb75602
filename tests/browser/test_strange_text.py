"""Strange text in every field of every kind: shown letter by letter wherever it appears, run nowhere."""

import csv
import math
import re
import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path
from urllib.parse import quote

import docx
import pytest
from playwright.sync_api import expect

from registry.quarter import Quarter
from registry.report.word import write_plan
from registry.service.mapping import map_features
from registry.service.plan import plan_content
from registry.service.registry import AsOf, Registry
from registry.settings import Settings
from registry.store import Store
from registry.ui.navigation import MENU
from registry.vocabulary import KINDS
from tests.browser.conftest import free_port, serve, settled, wait_until_up
from tests.conftest import FULL
from tests.strange_text import COLUMNS, STEP_DEG, fill, spot, strange_texts, text_fields

pytestmark = pytest.mark.browser

DAY = date(2022, 12, 31)
COUNT = 300 if FULL else 60
READY = ".registry-map[data-ready=true]"
PANEL = ".st-key-map_panel"
BLANKS = r"/[\s\u0085\u001c-\u001f]+/g"  # what Python or JavaScript takes for white space
PANEL_HAS = f"(code) => document.querySelector('{PANEL}')?.textContent.replace({BLANKS}, ' ').includes(code)"
ZOOM, BLOCK = 13, 100
BREAKS = {"}tab": "\t", "n}br": "\n", "n}cr": "\n"}
"""The ends of the names by which Word calls a tab and a new line."""
CANARY = "window.hits = []; window.canary = (one) => { window.hits.push(one); window.top.hits.push(one); };"
ADDRESSES = [path for _, entries in MENU for _, path, _, _ in entries]
PLACED = [kind for kind in KINDS if KINDS[kind].has_place and kind != "sections"]
ORDER = [kind for kind in KINDS if kind != "sections"]


@pytest.fixture(scope="module")
def books(small_demo_path, base_layers, tmp_path_factory):
    """A small registry with strange features of every kind; what was written stands in `made`."""
    path = Path(shutil.copy(small_demo_path, tmp_path_factory.mktemp("strange") / "registry.sqlite"))
    opened = Registry(replace(Settings(), registry_path=path), Store.open(path), base_layers)
    return opened, fill(opened, strange_texts(COUNT))


@pytest.fixture(scope="module")
def strange(books):
    """Where the app answers that serves them."""
    path, port = books[0].settings.registry_path, free_port()
    server = serve(path, port, log := path.with_name("server.log"))
    try:
        wait_until_up(f"http://127.0.0.1:{port}", server, log)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(30)


@pytest.fixture
def reader(new_page):
    """A browser page with the canary in every frame; whatever ran, asked or crashed fails the test."""
    page, told = new_page("en", 1440, 1000), []
    page.add_init_script(CANARY)
    page.on("dialog", lambda dialog: (told.append(dialog.message), dialog.dismiss()))
    page.on("crash", lambda _: told.append("crashed"))
    yield page
    assert told == []


def open_page(page, address, path, more=""):
    page.goto(f"{address}/{path}?on={DAY}{more}")
    settled(page)
    if page.locator(".registry-map").count():
        page.wait_for_selector(READY, timeout=60_000)
    return page


def unharmed(page):
    """Look whether the canary sang, and whether the page still stands."""
    assert page.evaluate("window.hits") == []
    expect(page.locator("[data-testid=stMainBlockContainer] h1")).to_be_visible()
    assert page.locator("[data-testid=stException]").count() == 0


def as_shown(text):
    """Return text as a page shows it: line ends and white space as one blank, none at the ends."""
    return re.sub(r"[\s\ufeff]+", " ", text).strip()


def chosen_of(kind, count):
    """Return which features to open so that every string is read in some field, or in every field with FULL=1."""
    step = 1 if FULL else max(len(text_fields(kind)) * 2, count // 4)
    return range(0, count, step)


def test_the_strings_are_many_and_all_different():
    texts = strange_texts()
    assert len(set(texts)) == len(texts) == 300
    assert sum("canary(" in text for text in texts[:60]) >= 25


@pytest.mark.parametrize("kind", PLACED if FULL else ("outlets", "villages"))
def test_tip_and_panel_show_the_text_of_a_feature(reader, strange, books, kind):
    made, view = books[1][kind], None
    on_map = set(map_features(books[0], AsOf(DAY))[kind]["code"])  # a few are modelled on outlets closed before the day
    assert len(on_map & set(made["code"])) > 0.9 * len(made)
    for number in chosen_of(kind, len(made)):
        row, block = made.iloc[number], number // BLOCK
        if row["code"] not in on_map:
            continue
        if view != (view := view_of(block, ORDER.index(kind))):
            open_page(reader, strange, "map", f"#map={ZOOM}/{view[1]}/{view[0]}")
        x, y = on_screen(reader, (row["lon"], row["lat"]), view)
        point_at(reader, x, y)
        assert as_shown(row["code"]) in as_shown(reader.locator(".tip").text_content())
        reader.mouse.click(x, y)
        reader.wait_for_function(PANEL_HAS, arg=as_shown(row["code"]))
        reader.wait_for_selector("[data-test-script-state=notRunning]")
        told = as_shown(reader.locator(PANEL).text_content())
        assert [row[name] for name in text_fields(kind) if as_shown(row[name]) not in told] == []
    unharmed(reader)


def point_at(page, x, y):
    """Bring the pointer to a feature until its tip shows; a page that still moves may take a single move back."""
    for _ in range(10):
        page.mouse.move(x + 2, y)
        page.mouse.move(x, y)
        page.wait_for_timeout(100)
        if page.locator(".tip").is_visible():
            return
    expect(page.locator(".tip")).to_be_visible()


def view_of(block, order):
    """Return the middle of the map that shows a block of a kind's features left of the legend."""
    west, south = spot((block + 1) * BLOCK - COLUMNS, order)
    return round(west + COLUMNS * STEP_DEG * 0.75, 4), round(south + COLUMNS * STEP_DEG / 2, 4)


def on_screen(page, place, centre):
    """Return the pixel of a place on the map that shows `centre` in its middle."""
    box = page.locator(".leaflet-container").bounding_box()
    (x, y), (x0, y0) = mercator(*place), mercator(*centre)
    return box["x"] + box["width"] / 2 + x - x0, box["y"] + box["height"] / 2 + y - y0


def mercator(lon, lat):
    """Return the pixel of a place on a map of the whole world."""
    y = math.log(math.tan(math.pi / 4 + math.radians(lat) / 2))
    return 256 * 2**ZOOM * (lon + 180) / 360, 256 * 2**ZOOM * (0.5 - y / (2 * math.pi))


@pytest.mark.parametrize("path", ADDRESSES if FULL else ("outlets", "review"))
def test_a_page_full_of_strange_text_stands_and_runs_nothing(reader, strange, path):
    open_page(reader, strange, path)
    unharmed(reader)


def test_the_table_shows_the_text_in_its_cells(reader, strange, books):
    open_page(reader, strange, "changes")
    cells = reader.locator("[data-testid=stDataFrame] [role=gridcell]")
    expect(cells.first).to_be_attached(timeout=30_000)
    shown = {as_shown(text) for text in cells.all_text_contents()}
    assert shown & {as_shown(text) for text in books[1]["outlets"]["name"]}
    unharmed(reader)


def test_a_question_about_nothing_repeats_it_as_text(reader, strange):
    for text in strange_texts(COUNT)[: 60 if FULL else 3]:
        open_page(reader, strange, "map", f"&kind=outlets&code={quote(text[:200])}")
        said = reader.locator("[data-testid=stAlertContentError]")
        expect(said).to_be_visible()
        assert as_shown(text[:200]) in as_shown(said.text_content())
        unharmed(reader)


def test_the_history_of_a_strange_feature_is_told(reader, strange, books):
    code = books[1]["outlets"]["code"].iloc[2]
    open_page(reader, strange, "history", f"&kind=outlets&code={quote(code)}")
    expect(reader.locator(".family .asked")).to_contain_text(as_shown(code))
    unharmed(reader)


def test_a_ledger_of_strange_text_is_previewed(reader, strange, books, tmp_path):
    known = books[0].store.frame("outlets", DAY).iloc[0]
    lines = [[f"新{number}", text, known["city"], known["county"]] for number, text in enumerate(strange_texts(COUNT))]
    with (tmp_path / "ledger.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([["排污口编码", "排污口名称", "所属市", "所属县"], *lines])
    open_page(reader, strange, "import")
    reader.locator("[data-testid=stFileUploader] input").set_input_files(tmp_path / "ledger.csv")
    expect(reader.get_by_text("What would change")).to_be_visible(timeout=60_000)
    unharmed(reader)


def test_the_map_as_one_file_runs_nothing_and_is_drawn(reader, strange, tmp_path, browser):
    open_page(reader, strange, "map")
    reader.get_by_role("button", name="Map as one file").click()
    with reader.expect_download(timeout=60_000) as download:
        reader.get_by_role("button", name=re.compile("^Save ")).click(timeout=60_000)
    path = tmp_path / "map.html"
    download.value.save_as(path)
    context = browser.new_context(offline=True)
    alone, told = context.new_page(), []
    alone.add_init_script(CANARY)
    alone.on("pageerror", lambda error: told.append(str(error)))
    alone.on("dialog", lambda dialog: (told.append(dialog.message), dialog.dismiss()))
    alone.on("request", lambda request: told.append(request.url) if request.url.startswith("http") else None)
    alone.goto(path.as_uri())
    expect(alone.locator("canvas")).not_to_have_count(0)
    assert (alone.evaluate("window.hits"), told) == ([], [])
    context.close()
    unharmed(reader)


def test_the_plan_of_a_section_with_a_strange_name_says_it_in_word(books, tmp_path):
    opened, made = books
    for number in range(0, len(made["sections"]), 1 if FULL else 30):
        row = made["sections"].iloc[number]
        content = plan_content(opened, row["code"], Quarter.of(DAY))
        path = tmp_path / f"{number}.docx"
        write_plan(content, path, "zh")
        parts = docx.Document(path).element.body.iter()
        words = "".join(part.text or "" if part.tag.endswith("}t") else BREAKS.get(part.tag[-4:], "") for part in parts)
        assert as_shown(row["name"]) in as_shown(words)
