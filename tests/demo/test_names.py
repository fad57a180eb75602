import numpy as np
import pandas as pd

from registry.demo.names import name_villages, village_stems


def test_stems_differ_and_are_chinese():
    stems = village_stems()
    assert len(stems) == len(set(stems)) > 1000
    assert all("一" <= sign <= "鿿" for stem in stems for sign in stem)


def test_no_two_villages_of_a_county_share_a_name():
    counties = pd.Series(["140121"] * 900 + ["141023"] * 2500)
    names = name_villages(counties, np.random.default_rng(3))
    assert not pd.DataFrame({"county": counties, "name": names}).duplicated().any()
