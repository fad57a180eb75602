"""Shares between sections: dated links from a feature to sections beside its primary one, which keeps the rest.

A share weighs loads and never counts. The links live as long as the decision that gave them: they begin on its first
day, end with it, and are taken back or replaced with it in the same revision.
"""

from collections.abc import Sequence
from datetime import date

import pandas as pd

from registry.errors import CallError
from registry.language import msg
from registry.service.registry import AsOf, Registry, active_sections
from registry.vocabulary import SECTIONS

ROLE = "section_share"
"""What a link says that gives a section a share of a feature."""
COLUMNS = ["link_id", "role", "from_kind", "from_id", "to_kind", "to_id", "share", "valid_from", "valid_to"]
MILLION = 1_000_000
Share = tuple[str, float]
"""A section's code and its share of a feature, 0 to 1."""


def linked_shares(registry: Registry, kind: str, as_of: AsOf) -> pd.DataFrame:
    """Return `feature_id, section_code, share` as linked on the day, by feature and section.

    The code is missing where the section is not assessed on the day.
    """
    links = registry.store.links(as_of.valid_on, as_of.known_at)
    own = links[(links["role"] == ROLE) & (links["from_kind"] == kind)]
    codes = active_sections(registry.sections(as_of), as_of.valid_on).set_index("feature_id")["code"]
    shares = pd.DataFrame(
        {"feature_id": own["from_id"], "section_code": own["to_id"].map(codes), "share": own["share"]}
    )
    return shares.astype({"section_code": "str"}).sort_values(["feature_id", "section_code"], ignore_index=True)


def no_shares() -> pd.DataFrame:
    """Return what `linked_shares` returns where nothing is shared."""
    return pd.DataFrame({"feature_id": [], "section_code": [], "share": []}).astype(
        {"feature_id": "int64", "section_code": "str", "share": "float64"}
    )


def refuse_shares(section: str, shares: Sequence[Share]) -> None:
    """Refuse shares that leave nothing for the primary section, or name a section twice.

    Raises
    ------
    CallError
        Naming the section or the sum at fault.
    """
    codes = [section, *(code for code, _ in shares)]
    twice = next((code for code in codes if codes.count(code) > 1), None)
    if twice is not None:
        raise CallError(
            "D006",
            msg("Section {section} is named twice; the primary section keeps the rest by itself.", section=twice),
        )
    for code, share in shares:
        if not (0 < share < 1 and millionths(share)):
            raise CallError(
                "D007", msg("The share of {section} must lie between 0 and 1, not {share}.", section=code, share=share)
            )
    whole = sum(millionths(share) for _, share in shares)
    if whole >= MILLION:
        raise CallError(
            "D008",
            msg(
                "The shares add up to {sum} and leave nothing for the primary section {section}; give less.",
                sum=whole / MILLION,
                section=section,
            ),
        )


def millionths(share: float) -> int:
    """Return a share in whole millionths, as precise as it counts."""
    return round(share * MILLION)


def share_links(
    registry: Registry, decided: pd.DataFrame, kept: pd.DataFrame, given: pd.DataFrame | None = None
) -> tuple[pd.DataFrame | None, list[int]]:
    """Return links to write and numbers of links to remove when the decisions about some features change.

    `decided` name the features; `kept` are the decisions about them that stay, some ended earlier than before; `given`
    the shares of the new ones, as `given_links`. A link that stays as it is is not written again.
    """
    links = registry.store.links().drop(columns="revision")
    own = links[(links["role"] == ROLE) & links["from_id"].isin(decided["feature_id"])]
    lives = kept[["feature_id", "valid_from", "valid_to"]].rename(columns={"feature_id": "from_id"})
    staying = own.merge(lives, on=["from_id", "valid_from"], suffixes=("_before", ""))
    ended = staying[staying["valid_to"].notna() & (staying["valid_to"] != staying["valid_to_before"])]
    first = registry.store.next_link_id()
    new = [] if given is None else [given.assign(link_id=range(first, first + len(given)))]
    written = [part[COLUMNS] for part in (ended, *new) if len(part)]
    removed = sorted(set(own["link_id"]) - set(staying["link_id"]))
    return (pd.concat(written, ignore_index=True) if written else None), removed


def given_links(registry: Registry, given: pd.DataFrame, on: date) -> pd.DataFrame:
    """Return shares (`kind, feature_id, section_code, share, valid_from, valid_to`) as links, not numbered yet.

    The day says whose the section codes are.
    """
    sections = registry.sections(AsOf(on)).set_index("code")["feature_id"]
    return pd.DataFrame(
        {
            "role": ROLE,
            "from_kind": given["kind"],
            "from_id": given["feature_id"],
            "to_kind": SECTIONS.name,
            "to_id": given["section_code"].map(sections),
            "share": given["share"].map(millionths) / MILLION,
            "valid_from": given["valid_from"],
            "valid_to": given["valid_to"],
        }
    )
