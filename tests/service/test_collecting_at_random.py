"""Whatever a city does to its rows and the office to the registry meanwhile: no change is lost, none is overwritten."""

import itertools
from dataclasses import dataclass
from datetime import date
from types import SimpleNamespace

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from registry.city_contents import KEY_HEADING
from registry.ledger import source
from registry.quarter import Quarter
from registry.report.city_workbook import write_city
from registry.service.cycle import dispatching
from registry.service.cycle.collecting import preview_return
from registry.service.cycle.weighing import Verdict
from registry.service.importing import bring_in, run
from registry.store import Actor, ChangeSet
from tests.conftest import FULL
from tests.cycle_rig import new_row, refill
from tests.service.ledgers import PERIOD, WHO, Office, outlet, read_here

QUARTER = Quarter(2023, 1)
COUNT = 6
CITYS, OFFICES = "市里的名称", "厅里的名称"
FLOW, NAME, CODE = "排水量(m3/d)", "排污口名称", "排污口编码"
TURNS = itertools.count()
CITY_DOES = ("nothing", "flow", "name", "both", "empty", "break", "delete", "copy", "copy as new", "code")
OFFICE_DOES = ("nothing", "flow", "name", "same flow")


@dataclass(frozen=True)
class Story:
    city: tuple[str, ...]
    office: tuple[str, ...]
    order: tuple[int, ...]
    added: int


def stories():
    many = {"min_size": COUNT, "max_size": COUNT}
    return st.builds(
        Story,
        st.lists(st.sampled_from(CITY_DOES), **many).map(tuple),
        st.lists(st.sampled_from(OFFICE_DOES), **many).map(tuple),
        st.permutations(range(COUNT)).map(tuple),
        st.integers(0, 2),
    )


def as_sent(office, patch):
    """Send the toy city its workbook; sections and findings are not what is tried here."""

    def table(registry, kind, as_of):
        rows = registry.store.frame(kind, as_of.valid_on, as_of.known_at)
        return rows.assign(grade="A", section_code=None, reasons=[[]] * len(rows))

    patch.setattr(dispatching, "feature_table", table)
    patch.setattr(dispatching, "check", lambda *_, **__: [])
    patch.setattr(dispatching, "active_sections_of", lambda *_: ())
    office.registry.base.cities = pd.DataFrame({"city": ["太原市"]})
    path = office.folder / "sent.xlsx"
    write_city(dispatching.dispatch(office.registry, QUARTER)[0], path)
    return path


def done_by_city(story):
    def change(rows):
        made = []
        for does, row in zip(story.city, sorted(rows, key=lambda one: one[CODE]), strict=True):
            cells = {
                "flow": {FLOW: 200.0}, "name": {NAME: CITYS}, "both": {FLOW: 200.0, NAME: CITYS},
                "empty": {FLOW: None}, "break": {FLOW: "很多", NAME: CITYS}, "code": {CODE: "DB-140121-7777-SH-00"},
            }.get(does, {})  # fmt: skip
            line = [] if does == "delete" else [{**row, **cells}]
            line += [dict(row)] if does == "copy" else []
            line += [new_row(row, 50 + len(made), **{KEY_HEADING: row[KEY_HEADING]})] if does == "copy as new" else []
            made.append(line)
        shuffled = [row for place in story.order for row in made[place]]
        return [*shuffled, *(new_row(rows[0], number) for number in range(story.added))]

    return change


def done_by_office(office, story, codes):
    values = {"flow": ("flow_m3_per_d", 300.0), "name": ("name", OFFICES), "same flow": ("flow_m3_per_d", 200.0)}
    for does, code in zip(story.office, codes, strict=True):
        if does != "nothing":
            name, value = values[does]
            life = office.life(code).drop(columns="revision")
            office.store.commit(ChangeSet(timelines={"outlets": life.assign(**{name: value})}), Actor("厅"), "核实")


def expected(does, meanwhile):
    """Return flow and name as they must stand afterwards."""
    flow = {"flow": 300.0, "same flow": 200.0}.get(meanwhile, 120.0)
    name = OFFICES if meanwhile == "name" else None
    if does in ("flow", "both") and meanwhile != "flow":
        flow = 200.0
    if does in ("name", "both") and meanwhile != "name":
        name = CITYS
    return flow, name


@settings(max_examples=300 if FULL else 12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(stories())
def test_every_change_is_taken_or_returned_and_no_other_is_lost(tmp_path, story):
    with pytest.MonkeyPatch.context() as patch:
        folder = tmp_path / str(next(TURNS))
        folder.mkdir()
        patch.setattr(source, "_run_worker", read_here)
        patch.setattr(run, "assignments_for", lambda _registry, _kind, timelines: timelines[PERIOD])
        office = Office(folder)
        office.bring([outlet(number) for number in range(1, COUNT + 1)], reported_on=date(2022, 12, 1))
        codes = sorted(office.store.frame("outlets")["code"])
        names = office.store.frame("outlets").set_index("code")["name"]
        path = as_sent(office, patch)
        done_by_office(office, story, codes)
        back = refill(path, folder / "back.xlsx", done_by_city(story))
        collected = preview_return(office.registry, back, date(2023, 4, 20))
        if not collected.is_hopeless and collected.preview.rows:
            bring_in(office.registry, collected.preview, WHO, "回收")

    now = office.store.frame("outlets", QUARTER.last_day).set_index("code")
    for code, does, meanwhile in zip(codes, story.city, story.office, strict=True):
        flow, name = expected(does, meanwhile)
        assert (now.loc[code, "flow_m3_per_d"], now.loc[code, "name"]) == (flow, name or names[code]), (does, meanwhile)
    fresh = story.added + story.city.count("copy as new")
    assert len(now) == COUNT + fresh
    assert len(collected.missing) == story.city.count("delete")
    assert len(collected.copied) == story.city.count("copy")
    assert {finding.row for finding in collected.preview.findings if finding.level == "error"} == refused(collected)
    told = {(f.row, f.field) for f in collected.preview.findings}
    silent = [e for e in collected.edits if e.verdict not in (Verdict.TAKEN, Verdict.KNOWN)]
    assert {(edit.row, edit.field) for edit in silent} <= told
    asked = SimpleNamespace(**dict.fromkeys(("flow", "name"), 0))
    for does, meanwhile in zip(story.city, story.office, strict=True):
        asked.flow += does in ("flow", "both") and meanwhile == "flow"
        asked.name += does in ("name", "both") and meanwhile == "name"
    questions = [edit.field for edit in collected.edits if edit.verdict is Verdict.QUESTION]
    wrong = sum(
        does == "break" and meanwhile == "name" for does, meanwhile in zip(story.city, story.office, strict=True)
    )
    assert (questions.count("flow_m3_per_d"), questions.count("name")) == (asked.flow, asked.name + wrong)


def refused(collected):
    """Return the rows that must stay out: a broken cell, a changed code, a copy."""
    wrong = {edit.row for edit in collected.edits if edit.verdict is Verdict.WRONG}
    edited = {f.row for f in collected.preview.findings if f.code == "L220"}
    return wrong | edited | {copy["row"] for copy in collected.copied}
