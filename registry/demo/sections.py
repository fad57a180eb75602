"""The real sections of the base layers as records of the registry."""

import pandas as pd

from registry.demo.timelines import begin

KNOWN_FROM = "2016-01-01"
"""Start of the 13th five-year plan, the oldest list in use: sections are known from then on, retired ones too."""


def section_timelines(sections: pd.DataFrame) -> pd.DataFrame:
    """Return one open period per section; whether it is assessed on a day stands in active_from and active_to.

    Target class and year stay missing: no table of targets was found.
    """
    note = sections["note"].fillna("").astype("str")
    remark = ("位置为近似值;" + note).str.rstrip(";")
    names = ["feature_id", "code", "name", "river", "city", "county", "level", "lon", "lat", "accuracy_m"]
    names += ["active_from", "active_to", "successor"]
    kept = pd.DataFrame(sections[names])
    texts = dict.fromkeys(["river", "successor"], "str")
    stored = kept.assign(remark=remark, synthetic=False, target_class=None, target_year=None).astype(texts)
    return begin(stored.astype({"target_class": "str", "target_year": "str"}), KNOWN_FROM)
