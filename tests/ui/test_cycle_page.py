"""The page of quarterly dispatch: workbooks out, a returned one previewed, taken in, and answered."""

import zipfile
from io import BytesIO

import pytest

from registry.service.jobs import jobs_of
from registry.service.registry import open_registry
from registry.settings import Settings
from tests.cycle_rig import refill

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FLOW = "排水量(m3/d)"


@pytest.fixture
def cycle_page(open_page, small_demo_copy):
    return open_page("cycle", "en", registry=small_demo_copy, on="2023-03-31")


def press(app, label: str):
    next(button for button in app.button if button.label.startswith(label)).click().run()
    return app


def archive(registry) -> zipfile.ZipFile:
    desk = jobs_of(registry)
    (job,) = (path.stem for path in desk.folder.glob("*.json"))
    desk.wait(job, 60)
    return zipfile.ZipFile(BytesIO(desk.result(job).data))


def test_workbooks_go_out_and_a_filled_one_comes_back(cycle_page, small_demo_copy, tmp_path):
    app = cycle_page
    app.multiselect(key="cycle cities").set_value(["运城市"]).run()
    press(app, "Make the workbooks")
    sent = archive(small_demo_copy)
    assert [name.partition("_")[0] for name in sent.namelist()] == ["运城市"]
    path = tmp_path / "sent.xlsx"
    path.write_bytes(sent.read(sent.namelist()[0]))

    def fill(rows):
        return [{**rows[0], FLOW: 77.5}, {**rows[1], FLOW: "很多"}, *rows[2:]]

    filled = refill(path, tmp_path / "filled.xlsx", fill).read_bytes()
    app.file_uploader[0].set_value([("filled.xlsx", filled, XLSX)]).run()
    figures = {metric.label: metric.value for metric in app.metric}
    assert (figures["Changed"], figures["Kept out"], figures["Did not come back"]) == ("1", "1", "0")
    before = open_registry(Settings.from_environment()).store.head()
    press(app, "Take in")
    assert "name" in app.warning[0].value
    app.text_input(key="actor_name").set_value("王工")
    press(app, "Take in")
    assert not app.exception
    assert str(before + 1) in app.success[0].value
    assert any("核对表" in button.proto.label for button in app.get("download_button"))
    scores = app.dataframe[-1].value.set_index("city")
    assert (scores.loc["运城市", "changed"], scores.loc["运城市", "rejected"]) == (1, 1)


def test_a_file_that_was_not_sent_out_is_one_sentence(cycle_page):
    app = cycle_page
    app.file_uploader[0].set_value([("text.xlsx", b"just a text", XLSX)]).run()
    assert len(app.error) == 1
    assert not app.exception
