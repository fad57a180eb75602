"""The shade of the terrain on a printed map: where the cell lies on the ground, there it is on the sheet."""

from dataclasses import replace

import numpy as np
import pytest

from registry.print_contents import Paper, Relief, View
from registry.report.print_page import print_page
from registry.report.print_relief import bent
from registry.report.print_sheet import laid_out
from tests.report import toy_strip
from tests.report.test_print_page import content

A4 = Paper("A4", portrait=False)
VIEW = View(112.5, 37.5, 9.0, 900, 640)


def relief(value=100.0):
    """One bright block of 0.2 by 0.2 degrees in the middle of the view."""
    veil = np.zeros((200, 200))
    veil[90:110, 90:110] = value
    return Relief(veil, 111.5, 38.5, 0.01)


def test_a_block_in_the_middle_lies_in_the_middle_of_the_sheet_at_its_size():
    sheet = laid_out(VIEW, A4, 0)
    shown = bent(relief(), sheet)
    rows, columns = np.nonzero(shown > 50)
    assert [rows.mean() / shown.shape[0], columns.mean() / shown.shape[1]] == pytest.approx([0.5, 0.5], abs=0.01)
    _, south, _, north = sheet.ground
    high_m = (np.ptp(rows) + 1) / shown.shape[0] * (north - south)
    assert high_m == pytest.approx(0.2 * 111_000, rel=0.05)


def test_outside_the_model_there_is_no_shade():
    far = laid_out(replace(VIEW, lon=100.0), A4, 0)
    assert not bent(relief(), far).any()


def test_the_shade_is_printed_unless_the_reader_put_it_away():
    shaded = replace(content(), relief=relief(-84.0))
    away = replace(shaded, view=replace(shaded.view, off=("terrain",)))
    plain, dark, put_away = (print_page(one, A4, toy_strip.MARKS, "en", "png") for one in (content(), shaded, away))
    assert dark != plain
    assert put_away == plain
