"""Commands of rectification: record a step of an outlet, tell how far everything is, write the quarter's bulletin."""

import re
from collections.abc import Mapping
from typing import Annotated, Any, cast

import pandas as pd
import typer

from registry.cli.call import Answer, ByOption, Call, JsonFlag, OutputOption, QuarterOption, Rows, parse_day
from registry.contents import BulletinContent
from registry.errors import CallError
from registry.language import msg
from registry.quarter import Quarter
from registry.report.bulletin_workbook import save_bulletin
from registry.service.bulletin import bulletin as quarter_bulletin
from registry.service.bulletin import progress
from registry.service.rectifying import next_steps, record_step, standing_of, timeline
from registry.service.registry import AsOf, Registry
from registry.store import Actor
from registry.vocabulary import STEPS, Field, FieldType
from registry.vocabulary.steps import NEEDS, STAGES

commands = typer.Typer()

EVIDENCE_HELP = (
    "What the step needs: report, photo or document no., responsible unit, class, who checked, result / "
    "证据、文号，或该环节所需的责任单位、整治类型、核查人、结果"
)
TIMELINE = ("taken_on", "step", "result", "evidence", "due_on", "responsible_unit", "person", "remark", "revision")
STANDS = ("stage", "by_steps", "rectification_class", "due_on", "days_late")
OVERDUE = ("code", "name", "city", "county", "rectification_class", "stage", "due_on", "days_late")


@commands.command()
def rectify(
    ctx: typer.Context,
    code: str,
    step: Annotated[str, typer.Option("--step", help=f"{', '.join(c.value for c in STAGES)} / 环节")],
    by: ByOption,
    on: Annotated[str, typer.Option("--on", help="Date / 日期 2022-12-31")],
    evidence: Annotated[str | None, typer.Option(help=EVIDENCE_HELP)] = None,
    kind: Annotated[str | None, typer.Option("--class", help="ban, merge, standardise / 整治类型")] = None,
    due: Annotated[str | None, typer.Option(help="Due on / 完成时限")] = None,
    result: Annotated[str | None, typer.Option(help="passed, failed / 结果")] = None,
    unit: Annotated[str | None, typer.Option(help="Responsible unit / 责任单位")] = None,
    person: Annotated[str | None, typer.Option(help="Who did it / 经办人")] = None,
    remark: Annotated[str | None, typer.Option(help="Remark / 备注")] = None,
    *,
    as_json: JsonFlag = False,
) -> Answer:
    """Record the next step of an outlet's rectification. / 登记整治环节。"""
    call: Call = ctx.obj
    day, name = parse_day(on), chosen(STEPS.field("step"), step)
    told = {"evidence": evidence, "rectification_class": kind, "due_on": due, "result": result}
    told |= {"responsible_unit": unit, "person": person, "remark": remark}
    details = {field: parsed(STEPS.field(field), text) for field, text in in_its_place(name, told).items()}
    made = record_step(call.registry, code, name, day, Actor(by), **details)
    facts = {"revision": made, **course(call.registry, code, AsOf(max(day, call.day)))}
    return Answer(facts, [(code, in_words(facts["steps"]))], {"revision": made})


def course(registry: Registry, code: str, as_of: AsOf) -> dict[str, Any]:
    """Return the steps an outlet has taken, the stage they lead to (none without), and what may follow."""
    steps = timeline(registry, code, as_of)
    stage = None if steps.empty else steps["stage"].iloc[-1]
    return {"code": code, "stage": stage, "next": next_steps(registry, code, as_of), "steps": steps[list(TIMELINE)]}


def in_its_place(step: str, told: Mapping[str, str | None]) -> dict[str, str]:
    """Return what was told by field; evidence told alone is the one thing that the step needs, such as who checked."""
    said = {name: text for name, text in told.items() if text}
    for group in NEEDS[step]:
        if "evidence" in said and not said.keys() & set(group):
            said[group[0]] = said.pop("evidence")
    return said


def parsed(field: Field, text: str) -> object:
    """Return a detail of a step as it is kept.

    Raises
    ------
    CallError
        When it is no such choice, or no date.
    """
    if field.choices:
        return chosen(field, text)
    return pd.Timestamp(parse_day(text)) if field.type is FieldType.DATE else text


def chosen(field: Field, text: str) -> str:
    """Return the stored value of a choice named by value, label or alias.

    Raises
    ------
    CallError
        When the field has no such choice.
    """
    wanted = plain(text)
    for choice in field.choices:
        spellings = (choice.value, choice.label.zh, choice.label.en, *choice.aliases)
        if wanted in map(plain, spellings):
            return choice.value
    names = [choice.value for choice in field.choices]
    raise CallError(
        "R002", msg("{text} is no {field}; choose one of {names}.", text=text, field=field.label, names=names)
    )


def plain(text: str) -> str:
    """Return a spelling without regard to case, hyphens and spaces."""
    return re.sub(r"[\s_-]+", "_", text.strip()).casefold()


def in_words(rows: pd.DataFrame) -> list[dict[str, object]]:
    """Return rows of steps or outlets with choices by their labels and days as days."""
    records = cast("list[dict[str, Any]]", rows.astype("object").where(rows.notna(), None).to_dict("records"))
    names = {"step": "step", "stage": "step", "result": "result", "rectification_class": "rectification_class"}
    return [
        {
            name: STEPS.field(names[name]).choice_label(value) if name in names and value is not None else value
            for name, value in record.items()
        }
        for record in records
    ]


@commands.command()
def rectification(
    ctx: typer.Context,
    quarter: Annotated[str | None, typer.Option("--quarter", help="Quarter / 季度: 2022Q4")] = None,
    outlet: Annotated[str | None, typer.Option("--outlet", help="One outlet's steps / 单个排污口: CODE")] = None,
    *,
    as_json: JsonFlag = False,
) -> Answer:
    """Tell how far rectification, measures and projects are, or one outlet. / 整治进展。"""
    call: Call = ctx.obj
    if outlet and quarter:
        raise CallError("R005", msg("Name a quarter or an outlet, not both."))
    if outlet:
        facts = course(call.registry, outlet, call.as_of) | standing_of(call.registry, outlet, call.as_of)
        stands = in_words(pd.DataFrame([{name: facts[name] for name in STANDS}]))[0]
        return Answer(facts, [(outlet, in_words(facts["steps"]))], stands)
    with call.progress():
        if quarter:
            content = quarter_bulletin(call.registry, Quarter.parse(quarter), call.as_of.known_at)
        else:
            content = progress(call.registry, call.as_of)
    facts = figures(content)
    stages = content.stages.drop(columns="total").set_index("city").sum().to_dict()
    answer = facts | {
        "by_stage": stages,
        "by_city": content.cities,
        "by_problem": content.problems,
        "overdue": content.overdue[list(OVERDUE)],
        "overdue_measures": content.overdue_measures[["code", "name", "problem_code", "responsible_unit", "days_late"]],
        "checks": [{"check": c.title, "holds": c.holds, "detail": c.detail} for c in content.checks],
    }
    return Answer(dict[str, object](answer), shown(content, stages), plain_figures(content))


def shown(content: BulletinContent, stages: Mapping[Any, int]) -> list[tuple[str, Rows]]:
    """Return what a person sees as tables: cities and province, stages, key projects, what is overdue by name."""
    columns = [
        "city",
        "found",
        "traced",
        "traced_share",
        "needed",
        "rectified",
        "rectified_share",
        "closed_out",
        "overdue",
    ]
    whole = pd.DataFrame([dict(content.totals) | {"city": "全省 / all"}])
    cities = pd.concat([content.cities[columns], whole[columns]], ignore_index=True)
    shares = {name: [percent(value) for value in cities[name]] for name in columns if name.endswith("_share")}
    by_stage = [{"stage": STEPS.field("step").choice_label(stage), "outlets": count} for stage, count in stages.items()]
    projects = {name: content.project_totals[name] for name in ("total", "preparing", "started", "finished", "stopped")}
    return [
        ("", cities.assign(**shares).to_dict("records")),
        ("", by_stage),
        ("重点工程 / key projects", [projects]),
        ("逾期 / overdue", in_words(content.overdue[list(OVERDUE)])),
    ]


def percent(share: float | None) -> str:
    """Return a share as per cent, a dash without any."""
    return "–" if pd.isna(share) else f"{share:.1%}"


def plain_figures(content: BulletinContent) -> dict[str, object]:
    """Return the figures that stand above the tables."""
    return {name: value for name, value in figures(content).items() if not isinstance(value, Mapping)}


def figures(content: BulletinContent) -> dict[str, object]:
    """Return the totals of a bulletin: outlets, problems and measures, projects, each with its change."""
    return {
        "quarter": str(content.stamp.quarter) if content.stamp.quarter else None,
        "valid_on": content.stamp.as_of.isoformat(),
        "compared_with": content.before.isoformat(),
        "revision": content.stamp.revision,
        "outlets": content.totals,
        **{
            name: content.measure_totals[name]
            for name in ("problems", "problems_closed", "measures", "measures_closed")
        },
        "measure_totals": content.measure_totals,
        "projects": content.project_totals,
        "over_limit": len(content.over_limit),
    }


@commands.command()
def bulletin(ctx: typer.Context, quarter: QuarterOption, output: OutputOption, *, as_json: JsonFlag = False) -> Answer:
    """Write the bulletin of a quarter. / 生成季度整治通报。"""
    call: Call = ctx.obj
    with call.progress():
        content = quarter_bulletin(call.registry, Quarter.parse(quarter), call.as_of.known_at)
        written = {"file": str(output), "sha256": save_bulletin(content, output)}
    return Answer(figures(content) | written, figures=plain_figures(content) | written)
