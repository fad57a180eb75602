from registry.store import Store


def test_a_missing_registry_is_one_sentence_in_the_readers_language(open_page, tmp_path):
    for language in ("zh", "en"):
        app = open_page("home", language, registry=tmp_path / "none.sqlite")
        assert len(app.error) == 1
        assert not app.exception
        assert not app.metric


def test_an_empty_registry_says_how_to_fill_it(open_page, tmp_path):
    Store.create(tmp_path / "empty.sqlite")
    app = open_page("home", "en", registry=tmp_path / "empty.sqlite")
    assert "python -m registry demo" in app.info[0].value


def test_every_page_of_an_empty_registry_says_that_there_is_nothing_yet(open_page, tmp_path):
    Store.create(tmp_path / "empty.sqlite")
    for file in ("outlet_list", "coverage", "section_plan", "history"):
        app = open_page(file, "zh", registry=tmp_path / "empty.sqlite")
        assert not app.error, file
        assert len(app.info) == 1, file
