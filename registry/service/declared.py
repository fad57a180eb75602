"""Turn what a ledger declares (names of county, section, river) into the codes that evidence is compared by."""

import re

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
            "county_code": CountyNames(base).codes(features),
            "section_code": section_codes(features["declared_section"], sections)
            if "declared_section" in names
            else empty,
        },
        index=features.index,
    )


class CountyNames:
    """Finds the county that a ledger names, with or without 县, 市, 区, and city."""

    def __init__(self, base: BaseLayers) -> None:
        self.by_pair: dict[tuple[str, str], str] = {}
        self.by_county: dict[str, set[str]] = {}
        for row in base.counties.itertuples():
            for county in {row.county, short(row.county)}:
                self.by_pair[short(row.city), county] = row.county_code
                self.by_county.setdefault(county, set()).add(row.county_code)

    def codes(self, rows: pd.DataFrame) -> pd.Series:
        """Return the county code of each row, None where the name fits none or several."""
        found = [self.code(city, county) for city, county in zip(rows["city"], rows["county"], strict=True)]
        return pd.Series(found, index=rows.index, dtype="object")

    def code(self, city: object, county: object) -> str | None:
        """Return the county code of a pair of names; the city decides only between counties of one name."""
        if not isinstance(county, str):
            return None
        names = (county.strip(), short(county.strip()))
        in_city = [self.by_pair.get((short(str(city)), name)) for name in names]
        alone = [next(iter(codes)) for name in names if len(codes := self.by_county.get(name, set())) == 1]
        return next((code for code in [*in_city, *alone] if code), None)


def short(name: str) -> str:
    """Return the name of a county or city without the word for what it is."""
    return re.sub(r"(?<=..)(自治县|市辖区|县|市|区)$", "", name.strip())


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
