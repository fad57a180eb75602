"""Messages speak Chinese and English, and carry their values through both."""

from registry.language import Label, Message, catalogue, msg, pick_language


def test_a_message_renders_its_labels_in_the_same_language(monkeypatch):
    monkeypatch.setitem(catalogue("zh"), "{kind} is full.", "{kind}已满。")
    message = msg("{kind} is full.", kind=Label("排污口", "Outlet"))
    assert message.render("zh") == "排污口已满。"
    assert message.render("en") == str(message) == "Outlet is full."


def test_a_text_without_translation_is_still_said():
    assert Message("Nobody translated this.").render("zh") == "Nobody translated this."


def test_lists_are_joined_as_each_language_does():
    assert msg("{names}", names=["甲", "乙"]).render("zh") == "甲、乙"
    assert msg("{names}", names=["a", "b"]).render("en") == "a, b"


def test_values_that_look_like_places_stay_text():
    assert msg("Found {text}.", text="{0} {name}").render("en") == "Found {0} {name}."


def test_the_language_follows_the_browser_and_falls_back_to_chinese():
    assert [pick_language(w) for w in ("en-GB", "zh_CN.UTF-8", "fr", None, "")] == ["en", "zh", "zh", "zh", "zh"]
