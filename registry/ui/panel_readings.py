"""The readings of a feature as small charts, one for each parameter, with the limit that holds."""

from typing import Any

import altair as alt
import streamlit as st

from registry.language import Label, Message, msg
from registry.service.reading_series import ReadingSeries, parameter_label, reading_series
from registry.ui import session, theme, widgets
from registry.ui.session import language, t
from registry.vocabulary import READINGS

HEIGHT = 118
BLUE, GREEN, RED = "#2f7499", "#7a5195", "#b3261e"
DATE_FORMS = {"zh": "%Y年%m月%d日", "en": "%-d %b %Y"}
AXIS_FORMS = {"zh": "%Y年%-m月", "en": "%b %Y"}
LIMIT = Label("限值", "Limit")


def draw(feature: dict[str, str]) -> None:
    """Draw the charts, or say that nothing was measured and what to do."""
    series = session.ask(reading_series, feature["kind"], feature["code"], session.as_of())
    if not series:
        widgets.empty(msg("No reading is registered up to this day; import readings on the page Import."))
        return
    for one in series:
        title = f"{t(parameter_label(one.parameter))} ({one.unit})" if one.parameter != "ph" else "pH"
        alt_text = t(described(one, title))
        st.altair_chart(chart(one, title), width="stretch", alt=alt_text)
    if said := {t(one.limit_of) for one in series if one.limit_of}:
        st.caption(t(msg("Red line: {limits}", limits="; ".join(sorted(said)))))


def described(one: ReadingSeries, title: str) -> Message:
    """Say in words what a chart shows."""
    values = one.points["value"]
    return msg(
        "{title}: {count} readings from {low} to {high}",
        title=title,
        count=len(values),
        low=f"{values.min():.3g}",
        high=f"{values.max():.3g}",
    )


def chart(one: ReadingSeries, title: str) -> alt.LayerChart:
    """Return the chart of one parameter: values by time, the limit as a line that steps where it changes."""
    names = {value: t(READINGS.field("subject_kind").choice_label(value)) for value in one.points["subject"].unique()}
    points = one.points.assign(subject=one.points["subject"].map(names))
    base = alt.Chart(points)
    when = alt.X(
        "measured_at:T",
        title=None,
        axis=alt.Axis(format=AXIS_FORMS[language()], tickCount=3, labelFontSize=10, grid=False, labelFlush=True),
    )
    scale = alt.Scale(zero=True, nice=True)
    level = alt.Y("value:Q", title=None, scale=scale, axis=alt.Axis(tickCount=3, labelFontSize=10))
    colour: Any = alt.value(BLUE)
    if len(names) > 1:
        legend = alt.Legend(orient="bottom", title=None)
        colour = alt.Color(
            "subject:N", scale=alt.Scale(domain=list(names.values()), range=[BLUE, GREEN]), legend=legend
        )
    tips = [
        alt.Tooltip("measured_at:T", title=t(READINGS.field("measured_at").label), format=DATE_FORMS[language()]),
        alt.Tooltip("value:Q", title=title, format=",.3~f"),
    ]
    layers: list[Any] = [base.mark_line(strokeWidth=1.4).encode(x=when, y=level, color=colour)]
    if one.limit_of is not None:
        tips.append(alt.Tooltip("limit:Q", title=t(LIMIT), format=",.3~f"))
        line = base.mark_line(color=RED, strokeDash=[4, 3], strokeWidth=1.2, interpolate="step-after")
        layers.append(line.transform_filter("isValid(datum.limit)").encode(x=when, y=alt.Y("limit:Q", title=None)))
    layers.append(base.mark_circle(size=22, opacity=1).encode(x=when, y=level, color=colour, tooltip=tips))
    heading = alt.TitleParams(title, fontSize=11, fontWeight="normal", anchor="start", color=theme.INK, offset=2)
    return alt.LayerChart(layer=layers).properties(height=HEIGHT, title=heading)
