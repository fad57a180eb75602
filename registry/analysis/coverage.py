"""Wetland coverage by section: wetlands by function, plants with and without one, villages finished and not."""

from typing import Any

import numpy as np
import pandas as pd

from registry.analysis.section_loads import divided, summed
from registry.language import Label
from registry.vocabulary.wetlands import FUNCTIONS

FUNCTION_COLUMNS = {choice.value: choice.value.replace("-", "_") for choice in FUNCTIONS}

DEFINITIONS = {
    "share_of_plants": Label(
        "有尾水湿地的污水厂占比：已建成运行的湿地所连接的污水厂数 ÷ 污水厂总数",
        "Plants with a wetland: plants linked to a running wetland ÷ all plants",
    ),
    "share_of_plant_flow": Label(
        "经湿地处理的污水厂水量占比：各厂实际水量与所连湿地设计水量取小值之和 ÷ 各厂实际水量之和；"
        "几个断面分担的厂按份额计入水量",
        "Plant flow treated: the smaller of a plant's flow and its wetlands' design flow, summed ÷ flow of all plants; "
        "the flow of a plant that sections share is shared out",
    ),
    "share_of_sections": Label(
        "有湿地的断面占比：至少有一处已建成湿地的断面数 ÷ 在用断面数（单个断面为 1 或 0）",
        "Sections with a wetland: sections with at least one built wetland ÷ active sections (1 or 0 for one section)",
    ),
}
"""Three definitions of coverage; each share is 0..1, missing where there is nothing to divide by."""

FLOWS = ("plant_flow_m3_per_d", "treated_m3_per_d")
COUNTS = (
    "wetlands", *FUNCTION_COLUMNS.values(), "plants", "plants_with_wetland", "plants_without_wetland",
    *FLOWS, "villages", "villages_finished", "villages_unfinished",
)  # fmt: skip


def plant_wetlands(plants: pd.DataFrame, wetlands: pd.DataFrame, links: pd.DataFrame) -> pd.DataFrame:
    """Return per plant (same index): `with_wetland`, `flow_m3_per_d` and `treated_m3_per_d`, by running wetlands.

    A plant without an actual flow counts with its design capacity. A wetland that serves several plants gives each of
    them its link's share, in equal parts where no share is stated; one without a design flow treats nothing known.
    """
    running = wetlands[wetlands["status"].fillna("running") == "running"].set_index("feature_id")
    pairs = links[(links["role"] == "plant_wetland") & links["to_id"].isin(running.index)]
    pairs = pairs[pairs["from_id"].isin(plants["feature_id"])].drop_duplicates(["from_id", "to_id"])
    equal = 1.0 / pairs.groupby("to_id")["from_id"].transform("size")
    offered = pairs["to_id"].map(running["design_m3_per_d"]).fillna(0.0) * pairs["share"].fillna(equal)
    offered_to = offered.groupby(pairs["from_id"]).sum()
    flow = plants["flow_m3_per_d"].fillna(plants["design_m3_per_d"]).fillna(0.0)
    able = plants["feature_id"].map(offered_to).fillna(0.0).astype("float64")
    return pd.DataFrame(
        {
            "with_wetland": plants["feature_id"].isin(pairs["from_id"]),
            "flow_m3_per_d": flow.astype("float64"),
            "treated_m3_per_d": np.minimum(flow, able),
        },
        index=plants.index,
    )


def coverage_rows(
    sections: pd.DataFrame,
    wetlands: pd.DataFrame,
    plants: pd.DataFrame,
    villages: pd.DataFrame,
    links: pd.DataFrame,
    plant_shares: pd.DataFrame,
) -> pd.DataFrame:
    """Return one row per section (`code, name, river, level`), and a last row without code for what has no section.

    `sections` are the active ones; a section that is not among them but holds features gets a row too, so that every
    feature is counted once; `plant_shares` (`feature_id, section_code, share`) weigh the flows of plants, never a
    count. Columns: COUNTS and the DEFINITIONS. Sorted by code.
    """
    tables = _counted(wetlands, plants, villages, links, plant_shares)
    codes = sorted(set(sections["code"]).union(*(set(table.index.dropna()) for table in tables)))
    counts = pd.concat([_on(table, codes) for table in tables], axis=1)[list(COUNTS)]
    named = sections.set_index("code")[["name", "river", "level"]].reindex([*codes, np.nan])
    rows = pd.concat([named.reset_index(drop=True), counts.reset_index(drop=True)], axis=1)
    rows.insert(0, "code", pd.Series([*codes, None], dtype="object"))
    has_wetland = (rows["wetlands"] > 0).astype("float64").where(rows["code"].notna())
    return with_shares(rows).assign(share_of_sections=has_wetland)


def with_shares(rows: pd.DataFrame) -> pd.DataFrame:
    """Add the two shares that follow from the counts of a row."""
    return rows.assign(
        share_of_plants=_share(rows["plants_with_wetland"], rows["plants"]),
        share_of_plant_flow=_share(rows["treated_m3_per_d"], rows["plant_flow_m3_per_d"]),
    )


def coverage_totals(rows: pd.DataFrame) -> dict[str, object]:
    """Return the sums of all rows, the unassigned one included, and the three shares of the whole.

    `sections` and `sections_with_wetland` count sections only.
    """
    sums = with_shares(rows[list(COUNTS)].sum().to_frame().T).iloc[0]
    named = rows[rows["code"].notna()]
    held = int((named["wetlands"] > 0).sum())
    totals: dict[str, object] = {"sections": len(named), "sections_with_wetland": held}
    totals |= {name: float(sums[name]) if name.endswith("_m3_per_d") else int(sums[name]) for name in COUNTS}
    totals |= {name: _number(sums[name]) for name in ("share_of_plants", "share_of_plant_flow")}
    return totals | {"share_of_sections": held / len(named) if len(named) else None}


def _counted(
    wetlands: pd.DataFrame,
    plants: pd.DataFrame,
    villages: pd.DataFrame,
    links: pd.DataFrame,
    plant_shares: pd.DataFrame,
) -> list[pd.DataFrame]:
    """Return the counts and flows of each kind by section code, a missing code as a row of its own."""
    by_function = {column: wetlands["function"] == value for value, column in FUNCTION_COLUMNS.items()}
    served = plant_wetlands(plants, wetlands, links)
    finished = villages["state"] == "finished"
    flows = served[["flow_m3_per_d", "treated_m3_per_d"]].set_axis(list(FLOWS), axis=1)
    parts = divided(plants[["feature_id", "section_code"]], flows, plant_shares)
    with_wetland = {"plants_with_wetland": served["with_wetland"], "plants_without_wetland": ~served["with_wetland"]}
    return [
        _sums(wetlands, {"wetlands": 1, **by_function}),
        _sums(plants, {"plants": 1, **with_wetland}),
        summed(parts, "section_code", FLOWS).set_index("section_code")[list(FLOWS)],
        _sums(villages, {"villages": 1, "villages_finished": finished, "villages_unfinished": ~finished}),
    ]


def _sums(features: pd.DataFrame, columns: dict[str, Any]) -> pd.DataFrame:
    table = features[["section_code"]].assign(**columns)
    sums = table.groupby("section_code", dropna=False).sum()
    return sums.astype("int64")


def _on(table: pd.DataFrame, codes: list[str]) -> pd.DataFrame:
    """Return the table on all section codes, the row without a section last; what is not there counts 0."""
    rest = table[table.index.isna()].reset_index(drop=True).reindex([0], fill_value=0)
    return pd.concat([table.reindex(codes, fill_value=0), rest], ignore_index=True)


def _share(part: pd.Series, whole: pd.Series) -> pd.Series:
    return part.astype("float64") / whole.astype("float64").where(whole > 0)


def _number(value: float) -> float | None:
    return None if pd.isna(value) else float(value)
