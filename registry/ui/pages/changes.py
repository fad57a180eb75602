"""Changes: two lists side by side, what changed between them by class, and the books between them."""

import streamlit as st

from registry.language import msg
from registry.ui import files, quarter_books, quarter_changes, quarter_period, quarter_words, widgets
from registry.ui.session import language, t

period = quarter_period.choose()
if quarter_period.out_of_order(period):
    st.stop()
with widgets.working(msg("Comparing the two lists …")):
    content = quarter_period.compared(period)
if content.old.empty and content.new.empty:
    widgets.empty(msg("Neither list holds an outlet. Import a ledger of outlets or choose other dates."))
    st.stop()

quarter_changes.two_lists(content)
classes = quarter_changes.classes(content.counts, "changes class")
sections = quarter_words.section_names(content.old, content.new)
rows = quarter_changes.with_sections(content.changes, content)

wanted = quarter_changes.filtered(rows, sections)
if rows.empty:
    quarter_period.nothing_changed(period)
else:
    late = st.toggle(
        t(msg("Concerns the opening")),
        key="changes late",
        help=t(msg("Only what is known differently of the earlier list than when it was published.")),
    )
    chosen = widgets.matching(rows, {"change": classes, **wanted})
    chosen = chosen[chosen["late"].astype("bool")] if late else chosen
    quarter_changes.told_count(chosen, rows)
    quarter_changes.table(chosen, content, f"changes {period} {classes} {sorted(wanted.items())} {late}")
quarter_changes.no_changes(content)

st.header(t(msg("Books")), anchor=False)
quarter_books.show(content.balance, sections, "changes books", wanted)
widgets.checks(content.checks)
widgets.offer(
    msg("Make the workbook of the changes"),
    lambda: files.changes_workbook(content),
    (period, content.end.fingerprint, content.asked_at, language()),
    "changes",
)
