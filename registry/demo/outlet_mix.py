"""What a province's outlets are made of: share, name, setting, flow and strength of every type.

Notes
-----
The mix is an estimate shaped on public totals (few plants, some industry, most of it rural, storm and other mouths);
medians follow the discharge limits of `data/facts/effluent_limits.csv` and the rural strengths of `coefficients.csv`.
None of it is measured.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from registry.demo.names import FARMS, MINES, TRADES

Setting = Literal["urban", "industrial", "rural"]


@dataclass(frozen=True)
class TypeMix:
    """One outlet type.

    Attributes
    ----------
    outlet_type
        Stored value of the vocabulary.
    weight
        Outlets of this type among 3,730.
    letters
        Group 4 of the code.
    words
        Endings of the name, as officials vary them.
    setting
        What draws it: towns, works, or villages.
    flow_m3_per_d
        Median flow.
    strength_mg_per_l
        Median COD, NH3-N, TP.
    measured
        Share with measured values.
    owners
        Who stands before the ending in the name; empty where the village does.
    """

    outlet_type: str
    weight: int
    letters: str
    words: tuple[str, ...]
    setting: Setting
    flow_m3_per_d: float
    strength_mg_per_l: tuple[float, float, float]
    measured: float
    owners: tuple[str, ...] = ()


STORM = ("雨水排口", "雨水口", "雨洪排口")
MIX = (
    TypeMix(
        "industrial_enterprise", 330, "GY", ("排污口", "废水排口"), "industrial", 420, (42, 2.4, 0.32), 0.9, TRADES
    ),
    TypeMix("mine", 120, "GY", ("矿井水排污口", "排污口"), "industrial", 2600, (18, 0.8, 0.12), 0.9, MINES),
    TypeMix("tailings", 10, "GY", ("尾矿库排污口",), "industrial", 300, (22, 0.9, 0.1), 0.8, ("选矿厂",)),
    TypeMix("industrial_storm", 150, "YS", STORM, "industrial", 60, (48, 1.8, 0.35), 0.3, TRADES),
    TypeMix("mine_storm", 60, "YS", STORM, "industrial", 80, (40, 1.2, 0.2), 0.3, MINES),
    TypeMix("tailings_storm", 5, "YS", STORM, "industrial", 40, (35, 1.0, 0.2), 0.2, ("尾矿库",)),
    TypeMix("park_plant", 25, "GY", ("工业园区污水处理厂排污口",), "industrial", 6500, (31, 1.4, 0.3), 1.0),
    TypeMix("park_storm", 12, "YS", ("工业园区雨洪排口",), "industrial", 150, (45, 1.6, 0.35), 0.3),
    TypeMix("municipal_plant", 150, "SH", ("污水处理厂排污口",), "urban", 5200, (27, 1.2, 0.26), 1.0),
    TypeMix("livestock_large", 60, "NY", ("排污口",), "rural", 45, (160, 32.0, 5.5), 0.5, FARMS),
    TypeMix("aquaculture_large", 6, "NY", ("养殖尾水排口",), "rural", 400, (28, 1.5, 0.4), 0.5),
    TypeMix("irrigation", 60, "NY", ("灌区退水口", "农田退水口"), "rural", 900, (26, 1.1, 0.28), 0.3),
    TypeMix("harbour", 3, "GK", ("码头排口",), "rural", 20, (70, 6.0, 0.9), 0.3),
    TypeMix("livestock_small", 90, "NY", ("排污口",), "rural", 8, (210, 40.0, 7.0), 0.2, FARMS),
    TypeMix("aquaculture_small", 15, "NY", ("鱼塘退水口",), "rural", 90, (30, 1.7, 0.4), 0.2),
    TypeMix("rural_plant", 320, "SH", ("污水处理站排污口", "污水处理设施排口"), "rural", 60, (52, 7.5, 1.1), 0.7),
    TypeMix("rural_scattered", 950, "SH", ("生活污水散排口", "生活污水排口"), "rural", 14, (230, 38.0, 3.8), 0.35),
    TypeMix("urban_scattered", 260, "SH", ("生活污水散排口", "生活污水直排口"), "urban", 110, (190, 30.0, 3.4), 0.6),
    TypeMix("urban_storm", 850, "YS", STORM, "urban", 90, (55, 3.2, 0.5), 0.35),
    TypeMix("other", 254, "GQ", ("沟渠排口", "排水沟入河口"), "rural", 180, (36, 2.2, 0.4), 0.4),
)
WEIGHTS = {mix.outlet_type: float(mix.weight) for mix in MIX}
LETTERS = {mix.outlet_type: mix.letters for mix in MIX}


def mix_table() -> pd.DataFrame:
    """Return the mix as a frame indexed by `outlet_type`."""
    return pd.DataFrame([vars(mix) for mix in MIX]).set_index("outlet_type")


def variants(choices: pd.Series, rng: np.random.Generator) -> np.ndarray:
    """Pick one of each row's variants; an empty tuple gives an empty text."""
    turns = rng.random(len(choices))
    return np.array(
        [row[int(turn * len(row))] if row else "" for row, turn in zip(choices, turns, strict=True)], object
    )
