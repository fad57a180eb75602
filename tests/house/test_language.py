"""Both languages are complete: every sentence of the program has its Chinese, with the same places to fill."""

import re
from pathlib import Path

from babel.messages.extract import extract_from_dir

from registry.language import catalogue
from registry.vocabulary import KINDS

ROOT = Path(__file__).parents[2]
PLACE = re.compile(r"\{(\w+)[^}]*\}")


def sentences() -> list[tuple[str, str]]:
    found = []
    for folder in ("registry", "layers"):
        rows = extract_from_dir(ROOT / folder, method_map=[("**.py", "python")], keywords={"msg": None})
        found += [(f"{folder}/{name}:{line}", text) for name, line, text, *_ in rows]
    return found


def test_every_sentence_has_a_chinese_translation():
    chinese = catalogue("zh")
    assert [(where, text) for where, text in sentences() if text not in chinese] == []


def test_a_translation_fills_the_same_places_as_its_source():
    chinese = catalogue("zh")
    assert [t for t, zh in chinese.items() if set(PLACE.findall(t)) != set(PLACE.findall(zh))] == []


def test_no_translation_is_left_over():
    used = {text for _, text in sentences()}
    assert [text for text in catalogue("zh") if text not in used] == []


def test_every_kind_field_and_choice_is_named_in_both_languages():
    for kind in KINDS.values():
        labels = [kind.label, kind.singular, *(f.label for f in kind.fields)]
        labels += [c.label for f in kind.fields for c in f.choices]
        assert all(label.zh and label.en for label in labels)


def test_no_two_headings_or_aliases_of_a_kind_are_the_same():
    for kind in KINDS.values():
        spellings = [s for f in kind.ledger_fields for s in {f.heading, *f.aliases}]
        assert len(spellings) == len(set(spellings)), kind.name
