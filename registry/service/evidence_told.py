"""What a passport lists side by side: decision, ground, water, river, ledger, county, precision, higher sections."""

import pandas as pd

from registry.language import Label, Message, msg
from registry.service.registry import Registry
from registry.service.water_path import Row, descent


def evidence(registry: Registry, feature: Row, assigned: Row, sections: pd.DataFrame) -> list[Message]:
    """List ground, water, paper and precision side by side, agreeing or not."""
    listed = [
        decision_evidence(assigned, sections),
        section_evidence(assigned, sections),
        water_evidence(assigned, sections),
        river_evidence(registry, assigned) or ground_evidence(registry, feature),
        declared_evidence(feature),
        county_evidence(registry, assigned),
        precision_evidence(feature, assigned),
        tier_evidence(sections, assigned.get("section_code")),
    ]
    return [item for item in listed if item is not None]


def decision_evidence(assigned: Row, sections: pd.DataFrame) -> Message | None:
    """Say why a person decided, and what the evidence alone says."""
    if assigned.get("decided_by") is None:
        return None
    computed = section_name(sections, assigned.get("computed_section"))
    return msg("Decided because: {why} Computed: {section}.", why=assigned["decided_why"], section=computed)


def section_evidence(assigned: Row, sections: pd.DataFrame) -> Message:
    """Say whose control unit holds the point."""
    if assigned.get("unit_section") is None:
        return msg("Ground: it lies in no section's control unit.")
    return msg("Ground: the control unit of {section}.", section=section_name(sections, assigned["unit_section"]))


def water_evidence(assigned: Row, sections: pd.DataFrame) -> Message:
    """Say which section the water meets first."""
    if assigned.get("water_section") is None:
        return msg("Water: no section was reached along the river network.")
    return msg(
        "Water: the next section downstream is {section}.", section=section_name(sections, assigned["water_section"])
    )


def section_name(sections: pd.DataFrame, code: object) -> object:
    """Return name and code of a section, a word for none where there is none."""
    if not isinstance(code, str) or code not in sections.index:
        return Label("无", "none")
    return f"{sections['name'][code]} ({code})"


def river_evidence(registry: Registry, assigned: Row) -> Message | None:
    """Say how far the nearest reach is and what river it belongs to."""
    reach, offset = assigned.get("reach_id"), assigned.get("offset_m")
    if reach is None or offset is None:
        return None
    return msg(
        "Nearest reach: {river}, {offset} m away.", river=river_name(registry, int(reach)), offset=f"{offset:,.0f}"
    )


def ground_evidence(registry: Registry, feature: Row) -> Message | None:
    """Say how the water gets to the first reach where none is near."""
    if feature.get("lon") is None or feature.get("lat") is None:
        return None
    way = descent(registry, float(feature["lon"]), float(feature["lat"]))
    if way is None:
        return None
    named = river_name(registry, way.reach_id)
    return msg("Its water runs {km} km over the ground to {river}.", km=f"{way.ground_m / 1000:.1f}", river=named)


def river_name(registry: Registry, reach_id: int) -> object:
    """Return the name of a reach's river, words for one without a name."""
    river = registry.base.reaches["river"].get(reach_id)
    return river if isinstance(river, str) else Label("无名支流", "an unnamed stream")


def declared_evidence(feature: Row) -> Message:
    """Say what the ledger declares, which is kept beside what is computed."""
    none = Label("未填", "nothing")
    return msg(
        "The ledger says: river {river}, section {section}, county {county}.",
        river=feature.get("river") or none,
        section=feature.get("declared_section") or none,
        county=feature.get("county") or none,
    )


def county_evidence(registry: Registry, assigned: Row) -> Message | None:
    """Say in which county the point lies."""
    counties = registry.base.counties.set_index("county_code")
    code = assigned.get("county_code")
    if code not in counties.index:
        return None
    return msg("The point lies in {county}.", county=counties["county"][code])


def tier_evidence(sections: pd.DataFrame, code: object) -> Message | None:
    """Say which provincial and national section a feature counts to behind its own."""
    if not isinstance(code, str) or code not in sections.index:
        return None
    behind = (sections[tier][code] for tier in ("provincial_section", "national_section"))
    provincial, national = (section_name(sections, tier) if text(tier) and tier != code else None for tier in behind)
    if provincial and national:
        return msg(
            "It counts to the provincial section {provincial} and the national section {national}.",
            provincial=provincial,
            national=national,
        )
    if national:
        return msg("It counts to the national section {section}.", section=national)
    return msg("It counts to the provincial section {section}.", section=provincial) if provincial else None


def precision_evidence(feature: Row, assigned: Row) -> Message:
    """Compare the coordinate's precision with how far the point may move before the answer changes."""
    accuracy, flip = feature.get("accuracy_m"), assigned.get("flip_m")
    stated = (
        msg("The accuracy of the coordinates is not stated")
        if accuracy is None
        else msg("Coordinates are accurate to {accuracy} m", accuracy=f"{accuracy:,.0f}")
    )
    if flip is None:
        return msg("{stated}.", stated=stated)
    if flip == 0:
        return msg(
            "{stated}; the border, river or section nearby is not known well enough to rule out another answer.",
            stated=stated,
        )
    return msg("{stated}; the answer changes if the point moves {flip} m.", stated=stated, flip=f"{flip:,.0f}")


def text(value: object) -> str | None:
    """Return text, None for a missing value."""
    return value if isinstance(value, str) else None
