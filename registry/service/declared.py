"""Turn what a ledger declares (names of county, section, river) into the codes that evidence is compared by."""

import pandas as pd

from registry.base import BaseLayers
from registry.vocabulary import KINDS


def declared_frame(kind: str, features: pd.DataFrame, sections: pd.DataFrame, base: BaseLayers) -> pd.DataFrame:
    """Return `river`, `county_code`, `section_code` as declared, one row per feature, same index.

    A name that fits no county or section becomes missing; a section is found by code, name or an alias in its
    remark-free name (`小韩村（西曲村）` names both).
    """
    names = [f.name for f in KINDS[kind].fields]
    empty = pd.Series(None, index=features.index, dtype="object")
    return pd.DataFrame(
        {
            "river": features["river"] if "river" in names else empty,
            "county_code": county_codes(features, base),
            "section_code": section_codes(features["declared_section"], sections)
            if "declared_section" in names
            else empty,
        },
        index=features.index,
    )


def county_codes(features: pd.DataFrame, base: BaseLayers) -> pd.Series:
    """Return the code of the county that city and county name; county names are unique within a city."""
    table = {(row.city, row.county): row.county_code for row in base.counties.itertuples()}
    by_county = base.counties.drop_duplicates("county", keep=False).set_index("county")["county_code"].to_dict()
    pairs = zip(features["city"], features["county"], strict=True)
    found = [table.get(pair) or by_county.get(pair[1]) for pair in pairs]
    return pd.Series(found, index=features.index, dtype="object")


def section_codes(declared: pd.Series, sections: pd.DataFrame) -> pd.Series:
    """Return the code of each declared section, None where the text names none or several."""
    names: dict[str, set[str]] = {}
    for code, name in zip(sections["code"].astype(str), sections["name"].astype(str), strict=True):
        for known in (code, name, *spellings(name)):
            names.setdefault(known, set()).add(code)
    unique = {name: next(iter(codes)) for name, codes in names.items() if len(codes) == 1}
    return declared.map(lambda text: declared_code(text, unique))


def declared_code(text: object, unique: dict[str, str]) -> str | None:
    """Return the code that a declared text names, by any of its spellings."""
    if not isinstance(text, str):
        return None
    return next((unique[name] for name in (text.strip(), *spellings(text)) if name in unique), None)


def spellings(name: str) -> list[str]:
    """Return the names inside a name with brackets, 断面 dropped: `小韩村（西曲村）断面` gives both."""
    plain = name.replace("(", "（").replace(")", "）").replace("断面", "").strip()
    return [part for part in plain.replace("）", "（").split("（") if part]
