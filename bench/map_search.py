"""Search while typing: how long from the last key until hits stand in the list, for what staff really type."""

import statistics
import sys
from datetime import date

import pandas as pd
from playwright.sync_api import Page, sync_playwright

from bench.map_live import READY, SIZES, WAIT_MS
from bench.map_page import fresh_page, our_server
from bench.map_registry import registry_of
from bench.row import BenchRow
from registry.service.mapping import map_features
from registry.service.registry import AsOf
from tests.browser.conftest import CHROMIUM, QUIET, settled

DAY = date(2022, 12, 31)
ROUNDS, WARM_MS = 3, 5_000
"""The server has then made what it makes in the background after its start."""
SEARCH = """([word]) => new Promise((done) => {
  const roots = [...document.querySelectorAll("*")].map((one) => one.shadowRoot).filter(Boolean);
  const box = roots.map((one) => one.querySelector(".search")).find(Boolean);
  const input = box.querySelector("input");
  delete box.dataset.asked;
  const watch = new MutationObserver(() => {
    if (box.dataset.asked !== word) return;
    watch.disconnect();
    requestAnimationFrame(() => done([performance.now() - typed, box.querySelectorAll("[role=option]").length]));
  });
  watch.observe(box, { attributes: true });
  input.value = word;
  const typed = performance.now();
  input.dispatchEvent(new Event("input", { bubbles: true }));
})"""
"""Milliseconds from a key to the frame that shows the hits, the pause between two keys included; and how many hits."""


def run(sizes: tuple[int, ...] = SIZES) -> list[BenchRow]:
    """Return a row per size: the middle of all words, and the slowest in the note."""
    rows = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        for size in sizes:
            registry = registry_of(size)
            words = words_of(map_features(registry, AsOf(DAY))["outlets"])
            with our_server(registry.settings.registry_path) as address:
                page = fresh_page(browser)
                page.goto(f"{address}/map?on={DAY}&lang=en")
                page.wait_for_selector(READY, timeout=WAIT_MS)
                settled(page)
                first = searched(page, words[0])  # while the index of a day that nobody looked at is still being made
                page.wait_for_timeout(WARM_MS)
                timed = [(searched(page, word), word) for _ in range(ROUNDS) for word in words]
                page.context.close()
            slowest, word = max(timed)
            note = f"{len(words)} kinds of words, {ROUNDS} times each; slowest {slowest:.3f} s ({word}); "
            note += f"typed as soon as the page stands, on a day that nobody looked at: {first:.3f} s"
            middle = statistics.median(seconds for seconds, _ in timed)
            rows.append(BenchRow(f"search, {size:,} outlets", middle, None, None, note))
        browser.close()
    return rows


def words_of(outlets: pd.DataFrame) -> list[str]:
    """Return a whole code, a part of one, a name, two words, pinyin, initials, a river, a county, coordinates."""
    row = outlets.dropna(subset=["lon", "lat", "county"]).iloc[len(outlets) // 2]
    place = f"{row['lon']:.4f},{row['lat']:.4f}"
    return [
        *(row["code"], row["code"][3:9], row["name"], f"{row['county']} {row['name'][-3:]}"),
        *("taiyuan", "tys", "fenhe", "汾河", row["county"], place),
    ]


def searched(page: Page, word: str) -> float:
    """Type a word; return the seconds until its hits are shown."""
    milliseconds, hits = page.evaluate(SEARCH, [word])
    if not hits:
        raise LookupError(word)
    return float(milliseconds) / 1000


if __name__ == "__main__":
    for row in run(tuple(map(int, sys.argv[1:])) or SIZES):
        sys.stdout.write(f"{row.name}: {row.ours_s:.3f} s; {row.note}\n")
