"""Finished contents to write: the toy quarter, and text that would like to be code."""

from datetime import date

from registry.analysis.balance import balance_rows
from registry.analysis.changes import change_list
from registry.analysis.quarter_list import detail_totals, fingerprint, list_rows, totals_by_city
from registry.contents import Check, ListContent, ListState, SignOff, Stamp
from registry.language import Label, msg
from registry.quarter import Quarter
from registry.vocabulary.outlet_types import CLASSES
from tests.analysis.toy import CLOSED, ends

QUARTER = Quarter(2022, 4)
FORMULAS = [
    *(f"{lead}{text}" for lead in ("=", "+", "-", "@", "\t=", "\r=", "\n=", "=", "+", "-", "@", " =", "'=", '"=')
      for text in ("1+1", "cmd|' /C calc'!A0", 'HYPERLINK("http://example.org","x")', "SUM(A1:A9)")),
    "{=1+1}", 'DDE("cmd";"/C calc";"x")', "https://example.org/", "mailto:a@example.org", "internal:清单!A1",
    "<r><t>red</t></r>", "<r>", "&amp;<b>", "_x0041_", "00123", "1.40121E+11", "2022-12-31", "TRUE",
    "#REF!",
    " 两边空 ",
]  # fmt: skip
TEMPLATES = [
    "{{ 7*7 }}", "{% for x in y %}", "{%p if 1 %}", "{{ self.__init__ }}", '#read("/etc/passwd")', '#eval("1")',
    "$x^2$",
    "{{r danger }}", "{#comment#}", "<w:p/>", "a&b", "[[x]]", "${7*7}", "`code`",
]  # fmt: skip


def stamp(*, synthetic: bool = False, as_of: date = CLOSED) -> Stamp:
    return Stamp(as_of, 12, "ab" * 32, synthetic, QUARTER)


def list_content(outlets=None, *, synthetic: bool = False, sign_off: SignOff | None = None) -> ListContent:
    quarter = ends()
    after = quarter.after if outlets is None else outlets
    changes = change_list(quarter)
    return ListContent(
        stamp=stamp(synthetic=synthetic),
        opening=ListState(quarter.before_on, 9, True, "cd" * 32, len(quarter.before)),
        sign_off=sign_off,
        fingerprint=fingerprint({}, list_rows(after)),
        outlets=list_rows(after),
        totals=totals_by_city(after, tuple(choice.value for choice in CLASSES)),
        detail_totals=detail_totals(after),
        changes=changes.rows,
        beside=changes.beside,
        counts=changes.counts,
        balance=balance_rows(quarter),
        reasons={"R1": Label("备选断面很近。", "The runner-up is close.")},
        checks=(
            Check(msg("Every outlet stands in the list once"), holds=True, detail=msg("{rows} rows", rows=len(after))),
        ),
    )
