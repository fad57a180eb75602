"""How far a quarter is: closed by whom, when and with which waivers; or a draft, and what its closing waits for."""

from html import escape
from typing import Any

import streamlit as st

from registry.contents import ListContent, SignOff
from registry.language import Message, msg
from registry.quarter import Quarter
from registry.service.closing import next_to_close
from registry.ui import quarter_words
from registry.ui.session import ask, language, registry, t
from registry.ui.words import moment, number

STYLE = """<style>
.quarter-state { border: 1px solid #d7dee4; border-left: 4px solid #8a5a00; border-radius: 6px; padding: 0.5rem 0.9rem;
  font-size: 0.92rem; color: #33414d; }
.quarter-state.closed { border-left-color: #2e7d6b; }
.quarter-state p { margin: 0.1rem 0; overflow-wrap: anywhere; }
.quarter-state .quiet { color: #5b6b79; font-size: 0.85rem; }
</style>"""


def show(content: ListContent, quarter: Quarter) -> None:
    """Draw the state of the quarter in a box."""
    signed = content.sign_off
    lines = draft_lines(content, quarter) if signed is None else closed_lines(quarter, signed)
    origin = msg(
        "{rows} outlets, revision {revision}, fingerprint {fingerprint}",
        rows=number(len(content.outlets)),
        revision=content.stamp.revision,
        fingerprint=content.fingerprint,
    )
    first, *more = (escape(t(line)) for line in lines)
    body = f"<p><b>{first}</b></p>{''.join(f'<p>{line}</p>' for line in more)}"
    kind = "quarter-state" if signed is None else "quarter-state closed"
    st.html(f'{STYLE}<div class="{kind}">{body}<p class="quiet">{escape(t(origin))}</p></div>')


def closed_lines(quarter: Quarter, signed: SignOff) -> list[Message]:
    """Say who closed the quarter, when, in which revision, and what was waived."""
    lines = [
        msg(
            "{quarter} is closed: by {name}, {at} Beijing time, in revision {revision}.",
            quarter=quarter.label(language()),
            name=signed.by,
            at=moment(signed.at),
            revision=record(quarter)["revision"],
        )
    ]
    lines += [
        msg(
            "Waived by {name}: {title} ({finding}), {count} findings. Reason: {why}",
            name=waiver.by,
            title=waiver.title,
            finding=waiver.finding,
            count=number(waiver.count),
            why=waiver.why,
        )
        for waiver in signed.waivers
    ]
    return lines if signed.waivers else [*lines, msg("Nothing was waived.")]


def record(quarter: Quarter) -> dict[str, Any]:
    """Return what was recorded when a quarter was closed."""
    closings = registry().store.closings()
    (row,) = closings[closings["quarter"] == str(quarter)].to_dict("records")
    return {str(name): value for name, value in row.items()}


def draft_lines(content: ListContent, quarter: Quarter) -> list[Message]:
    """Say that the list is a draft, which quarter is to be closed next, and which checks of the list fail."""
    following = ask(next_to_close)
    failed = [check.title for check in content.checks if not check.holds]
    lines = [msg("{quarter} is a draft: it follows every change.", quarter=quarter.label(language()))]
    if following is None:
        lines.append(msg("No quarter is closed yet; the closing begins with any quarter that is over."))
    elif following == quarter:
        lines.append(msg("It is the next quarter to close."))
    else:
        lines.append(msg("The next quarter to close is {quarter}.", quarter=following.label(language())))
    if failed:
        lines.append(msg("The list fails its own checks: {checks}.", checks=failed))
    return [*lines, opening_line(content)]


def opening_line(content: ListContent) -> Message:
    """Say which list the books of the quarter open with."""
    opening = content.opening
    name = quarter_words.state_name(opening)
    if opening.published:
        return msg("It opens with {quarter} as published, {rows} outlets.", quarter=name, rows=number(opening.rows))
    return msg("It opens with {quarter} as now known, {rows} outlets.", quarter=name, rows=number(opening.rows))
