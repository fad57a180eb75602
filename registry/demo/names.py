"""Names that look like Shanxi's and belong to nobody: villages, townships, trades.

Notes
-----
Made by combining characters common in village names of the province; a made-up village may happen to share its name
with a real one.
"""

import numpy as np
import pandas as pd

_SIDES = ("东", "西", "南", "北", "上", "下", "前", "后", "大", "小", "新")
_CLANS = tuple("王李张刘陈杨赵郭武梁任贾侯冯董郝乔段薛温韩邓马高田吴孟宋史申尹苏卫柴曹秦解靳")
_LANDS = ("庄", "沟", "湾", "坡", "峪", "岭", "垣", "堡", "坪", "咀", "崖", "坊", "洼", "塔")
_MARKS = (
    "石",
    "柳",
    "槐",
    "桃",
    "杏",
    "柏",
    "枣",
    "龙",
    "白",
    "红",
    "青",
    "黄",
    "寺",
    "桥",
    "窑",
    "井",
    "泉",
    "沙",
    "平",
    "长",
)
TRADES = (
    "焦化厂",
    "洗煤厂",
    "选矿厂",
    "化肥厂",
    "水泥厂",
    "铸造厂",
    "造纸厂",
    "食品厂",
    "制药厂",
    "发电厂",
    "陶瓷厂",
    "酿造厂",
)
"""Works are called after their village and trade, so that no real firm is named."""
MINES = ("一号煤矿", "二号煤矿", "铁矿", "铝土矿", "石膏矿")
FARMS = ("养猪场", "养牛场", "养鸡场", "奶牛场", "养羊场")


def village_stems() -> np.ndarray:
    """Return every distinct village name without the ending 村, in a fixed order."""
    sided = [side + clan for side in _SIDES for clan in _CLANS]
    clans = [clan + "家" + land for clan in _CLANS for land in _LANDS]
    marks = [mark + land for mark in _MARKS for land in _LANDS]
    return np.array([*sided, *clans, *marks], dtype=object)


def name_villages(county_codes: pd.Series, rng: np.random.Generator) -> pd.Series:
    """Give each settlement a stem that is unique in its county.

    Parameters
    ----------
    county_codes
        One county per settlement; counties are served in the order of their codes.
    rng
        Source of chance.
    """
    stems = village_stems()
    names = pd.Series("", index=county_codes.index, dtype="str")
    for _, members in sorted(county_codes.groupby(county_codes).groups.items()):
        rounds = -(-len(members) // len(stems))
        pool = np.concatenate([rng.permutation(stems) + ("" if n == 0 else f"{n + 1}") for n in range(rounds)])
        names.loc[members] = pool[: len(members)]
    return names
