"""The readings of one feature through time, a series per parameter, each with the limit that holds for it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import pandas as pd

from registry.analysis.bulletin import COLD_MONTHS, DEFAULT_STANDARD, ITEMS, JUDGED_TYPES
from registry.analysis.quality import CLASS_NAMES, UNITS, river_limits
from registry.language import Label, Message, msg
from registry.service.bulletin import effluent_limits
from registry.service.history import find_feature
from registry.service.registry import AsOf, Registry
from registry.vocabulary import PLANTS, READINGS, SECTIONS
from registry.vocabulary.readings import PARAMETERS

SUBJECTS = {
    "sections": ("sections",),
    "outlets": ("outlets",),
    "plants": ("plants",),
    "wetlands": ("wetland_inflow", "wetland_outflow"),
}
"""What readings call the kinds that can be measured."""
POINTS = ["measured_at", "subject", "value", "limit"]
REFERENCE_CLASS = "III"
"""What a section without a stated target is drawn against."""
ORDER = [choice.value for choice in PARAMETERS]


@dataclass(frozen=True)
class ReadingSeries:
    """One parameter of one feature: `points` are POINTS in the order of time, `limit_of` says whose limit it is.

    `limit_is_floor` marks limits that a value must not fall below (dissolved oxygen).
    """

    parameter: str
    unit: str
    points: pd.DataFrame
    limit_of: Message | Label | str | None
    limit_is_floor: bool = False


def reading_series(registry: Registry, kind: str, code: str, as_of: AsOf) -> tuple[ReadingSeries, ...]:
    """Return the readings of a feature up to the day, by parameter in the order of the vocabulary and by unit.

    Readings under any code that it ever had count; of an outlet also the values that its ledgers state with a day.

    Raises
    ------
    NotFoundError
        When no feature has the code.
    """
    if kind not in SUBJECTS:
        return ()
    _, number = find_feature(registry, code, kind, as_of.known_at)
    lives = registry.store.frame(kind, known_at=as_of.known_at, feature_ids=[number]).sort_values("valid_from")
    rows = measured(registry, kind, lives, as_of)
    if kind == "outlets":
        rows = pd.concat([rows, stated(lives)], ignore_index=True)
    rows = rows[rows["measured_at"] < pd.Timestamp(as_of.valid_on) + pd.Timedelta(days=1)]
    rows = rows.sort_values(["measured_at", "subject"], ignore_index=True)
    return tuple(_series(registry, kind, lives, rows, as_of))


def measured(registry: Registry, kind: str, lives: pd.DataFrame, as_of: AsOf) -> pd.DataFrame:
    """Return the readings of a feature under its codes: subject, parameter, unit, measured_at, value."""
    readings = registry.store.frame("readings", known_at=as_of.known_at)
    own = readings["subject_kind"].isin(SUBJECTS[kind]) & readings["subject_code"].isin(lives["code"])
    named = readings[own].rename(columns={"subject_kind": "subject"})
    return named[["subject", "parameter", "unit", "measured_at", "value"]]


def stated(lives: pd.DataFrame) -> pd.DataFrame:
    """Return the values that an outlet's ledgers state with the day of sampling, once each."""
    sampled = lives.dropna(subset="sampled_on").drop_duplicates("sampled_on", keep="last")
    long = sampled.melt(["sampled_on"], list(ITEMS), "field", "value").dropna(subset="value")
    said = long.assign(parameter=long["field"].map(ITEMS), subject="outlets", unit="mg/L")
    return said.rename(columns={"sampled_on": "measured_at"})[["subject", "parameter", "unit", "measured_at", "value"]]


def _series(
    registry: Registry, kind: str, lives: pd.DataFrame, rows: pd.DataFrame, as_of: AsOf
) -> Iterator[ReadingSeries]:
    begun = int((lives["valid_from"] <= pd.Timestamp(as_of.valid_on)).sum())
    last = lives.iloc[max(begun - 1, 0)]
    limits = Limits.of(registry, kind, last, as_of)
    for parameter in (name for name in ORDER if name in set(rows["parameter"])):
        for unit, part in rows[rows["parameter"] == parameter].groupby("unit", sort=True):
            judged = str(unit).strip() in UNITS or parameter == "ph"
            limit = limits.over(parameter, part["measured_at"]) if judged else pd.Series(float("nan"), part.index)
            points = part.assign(limit=limit)[POINTS].reset_index(drop=True)
            said = limits.name if points["limit"].notna().any() else None
            yield ReadingSeries(parameter, str(unit), points, said, limit_is_floor=parameter == "do")


@dataclass(frozen=True)
class Limits:
    """The limits that hold for one feature: by parameter in warm and in cold months, and whose they are."""

    name: Message | Label | str | None
    warm: Mapping[str, float]
    cold: Mapping[str, float]

    @classmethod
    def of(cls, registry: Registry, kind: str, row: pd.Series, as_of: AsOf) -> "Limits":
        """Return the limits of a feature's row: target class of a section, discharge standard of a plant or outlet."""
        if kind == SECTIONS.name:
            return cls.of_section(registry, row["target_class"])
        standard = standard_of(registry, kind, row, as_of)
        if standard is None:
            return cls(None, {}, {})
        own = effluent_limits(registry).reset_index().query("standard == @standard")
        items = own["item"].map(ITEMS)
        warm, cold = (dict(zip(items, own[side].astype("float64"), strict=True)) for side in ("warm", "cold"))
        return cls(PLANTS.field("standard").choice_label(standard), warm, cold)

    @classmethod
    def of_section(cls, registry: Registry, target: object) -> "Limits":
        """Return the limits of a target class; where none is stated those of class III, and that they are only that."""
        table = river_limits(pd.read_csv(registry.settings.facts_dir / "gb3838_limits.csv", dtype=str))
        stated = target in CLASS_NAMES
        wanted = str(target) if stated else REFERENCE_CLASS
        single = table.loc[table["direction"] != "range", wanted].astype("float64")
        told = dict(zip(map(str, single.index), single, strict=True))
        label = SECTIONS.field("target_class").choice_label(wanted)
        name = msg("target: {target}", target=label) if stated else msg("no target stated; {target}", target=label)
        return cls(name, told, told)

    def over(self, parameter: str, days: pd.Series) -> pd.Series:
        """Return the limit of a parameter on each day, missing where none holds."""
        warm, cold = (side.get(parameter, float("nan")) for side in (self.warm, self.cold))
        return pd.Series(warm, index=days.index).mask(days.dt.month.isin(COLD_MONTHS), cold)


def standard_of(registry: Registry, kind: str, row: pd.Series, as_of: AsOf) -> str | None:
    """Return the discharge standard of a plant, or of the plant behind an outlet; None where none is known to hold."""
    if kind == PLANTS.name:
        return None if pd.isna(row["standard"]) else str(row["standard"])
    if kind != "outlets":
        return None
    plants = registry.store.frame("plants", valid_on=as_of.valid_on, known_at=as_of.known_at)
    said = plants.loc[plants["outlet_code"] == row["code"], "standard"].dropna()
    if len(said):
        return str(said.iloc[0])
    return DEFAULT_STANDARD if row["outlet_type"] in JUDGED_TYPES else None


def parameter_label(parameter: str) -> Label | str:
    """Return what a parameter is called."""
    return READINGS.field("parameter").choice_label(parameter)
