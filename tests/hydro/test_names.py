"""River names as ledgers and maps spell them."""

import numpy as np
import pytest

from registry.hydro.names import river_key, river_numbers


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("汾水", "汾"),
        ("汾河", "汾"),
        ("汾 河", "汾"),
        ("　汾河　", "汾"),
        ("汾河干流", "汾"),
        ("汾河(太原段)", "汾"),
        ("汾河（静乐—娄烦段）", "汾"),
        ("汾河【干流】", "汾"),
        ("汾河太原段", "汾"),
        ("汾河河段", "汾"),
        ("汾河上游段", "汾"),
        ("“汾河”，", "汾"),
        ("黄河干流山西段", "黄"),
        ("汾河支流潇河", "潇"),
        ("潇河（汾河支流）", "潇"),
        ("汾河支流", None),
        ("汾河一级支流", None),
        ("阳武河支沟", None),
        ("太榆退水渠", "太榆退水"),
        ("太榆退水渠支渠", None),
        ("大石沟", "大石"),
        ("段纯河", "段纯"),
        ("三川河", "三川"),
        ("Ｆｅｎ  River", "fen"),
        ("fen", "fen"),
        ("New Hope Creek", "new hope"),
        ("无名沟", None),
        ("不详", None),
        ("/", None),
        ("", None),
        (None, None),
        (float("nan"), None),
        ("河", "河"),
    ],
)
def test_spellings_of_one_river_share_a_key(name, key):
    assert river_key(name) == key


def numbers(known, asked):
    return [array.tolist() for array in river_numbers(known, asked)]


def test_rivers_are_numbered_alike_in_both_lists():
    known, asked = numbers(["汾河", None, "沁河", "汾水"], ["汾河太原段", "沁水", "丹河", "汾河支流", np.nan])
    assert known[0] == known[3] != known[2]
    assert (known[1], asked) == (-1, [known[0], known[2], -2, -1, -1])
    assert numbers([], ["汾河"]) == [[], [-2]]


def test_a_short_form_is_taken_where_it_can_mean_one_river_only():
    assert numbers(["涑水河", "汾河"], ["涑水"])[1] == numbers(["涑水河", "汾河"], ["涑水河"])[1]
    known, (short, long) = numbers(["沁河", "沁水河"], ["沁水", "沁水河"])
    assert (short, long) == (known[0], known[1])
    assert numbers(["三川河"], ["三川"])[1] == [0]


def test_a_name_in_brackets_is_another_name():
    assert numbers(["岚河", "汾河"], ["普明河（岚河）"])[1] == numbers(["岚河", "汾河"], ["岚河"])[1]
    assert numbers(["岚河（又名普明河）"], ["普明河"])[1] == [0]
    assert numbers(["潇河（汾河支流）", "汾河"], ["汾河"])[1] == [numbers(["潇河", "汾河"], ["汾河"])[0][1]]
    assert numbers(["潇河"], ["丹河（汾河支流）"])[1] == [-2]
