"""Opens a page of the app in a language, against the demonstration registry or a copy of it."""

from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

ROOT = Path(__file__).parents[2]
LOCALES = {"zh": "zh-CN", "en": "en-GB"}
END_OF_2022 = "2022-12-31"

OpenPage = Callable[..., AppTest]


@pytest.fixture
def open_page(demo_path, monkeypatch) -> OpenPage:
    """Return a function that opens a page by its file's name, on the last day of 2022 unless said otherwise."""

    def open_it(
        file: str,
        language: str = "zh",
        *,
        registry: Path = demo_path,
        on: str | None = END_OF_2022,
        rev: str | None = None,
    ) -> AppTest:
        monkeypatch.setenv("REGISTRY_PATH", str(registry))
        app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=120)
        app.context = {"locale": LOCALES[language]}
        if on is not None:
            app.query_params["on"] = on
        if rev is not None:
            app.query_params["rev"] = rev
        app.run()
        if file != "home":
            app.switch_page(f"registry/ui/pages/{file}.py").run()
        return app

    return open_it


def html(app: AppTest) -> str:
    """Return all raw HTML of a page: header, sums and checks."""
    return "\n".join(element.proto.body for element in app.get("html"))


def words(app: AppTest) -> list[str]:
    """Return the words that the program itself puts on a page, data left out: titles, labels, buttons, sentences."""
    kinds = ("title", "header", "subheader", "error", "warning", "info", "success")
    spoken = [element.value for kind in kinds for element in app.get(kind)]
    widgets = ("button", "selectbox", "multiselect", "text_input", "date_input", "checkbox", "toggle", "file_uploader")
    spoken += [element.label for kind in widgets for element in app.get(kind)]
    return spoken + [metric.label for metric in app.metric]
