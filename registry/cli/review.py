"""The command that prints what people should look at, the weightiest first."""

from typing import Annotated, Any

import pandas as pd
import typer

from registry.cli.call import Answer, Call, JsonFlag, KindOption
from registry.errors import CallError
from registry.hydro.reasons import REASONS
from registry.language import msg
from registry.service.explain import explain
from registry.service.history import CODED_KINDS
from registry.service.reviewing import review as review_queue
from registry.vocabulary import ASSIGNED_KINDS

commands = typer.Typer()
SHOWN = ("rank", "kind", "code", "name", "city", "grade", "section_name", "runner_up_name", "doubts", "weight")


@commands.command()
def review(
    ctx: typer.Context,
    top: Annotated[int, typer.Option("--top", min=1, help="The first N / 前 N 个")] = 20,
    kind: KindOption = None,
    city: Annotated[str | None, typer.Option("--city", help="Only one city / 只看一市")] = None,
    *,
    as_json: JsonFlag = False,
) -> Answer:
    """Print the doubtful features that wait, with their rank in the whole queue. / 待复核清单。"""
    call: Call = ctx.obj
    if kind is not None and kind not in CODED_KINDS:
        raise CallError("K001", msg("{kind} is no kind; choose one of {kinds}.", kind=kind, kinds=CODED_KINDS))
    if kind is not None and kind not in ASSIGNED_KINDS:
        raise CallError("D005", msg("{kind} answer to no section; there is nothing to decide.", kind=kind))
    found = review_queue(call.registry, call.as_of)
    queue = found.queue
    wanted = {name: value for name, value in (("kind", kind), ("city", city)) if value is not None}
    waiting = queue[(queue[list(wanted)] == pd.Series(wanted, dtype="object")).all(axis=1)]
    rows = [
        waiting_row(call, int(rank), {str(name): value for name, value in row.items()})
        for rank, row in zip(waiting.index[:top] + 1, waiting.head(top).to_dict("records"), strict=True)
    ]
    short = [{name: row[name] for name in SHOWN} for row in rows]
    facts: dict[str, object] = {"waiting": len(waiting), "decided": found.decided}
    return Answer(facts | {"queue": rows}, [("", short)], facts)


def waiting_row(call: Call, rank: int, row: dict[str, Any]) -> dict[str, object]:
    """Return one line of the queue: who it is, both candidates, why it waits in words, and the passport's sentence."""
    passport = explain(call.registry, row["code"], row["kind"], call.as_of)
    listed = {name: row[name] for name in ("kind", "code", "name", "city", "county", "grade")}
    candidates = {
        "section": row["section_code"],
        "section_name": passport.section_name,
        "runner_up": row["runner_up"],
        "runner_up_name": row["runner_up_name"],
    }
    return {
        "rank": rank,
        **listed,
        **candidates,
        "doubts": row["doubts"],
        "why": [REASONS[code] for code in row["doubts"]],
        "load_t_per_a": row["load_t_per_a"],
        "weight": round(row["weight"], 2),
        "flip_m": passport.flip_m,
        "sentence": passport.sentence,
    }
