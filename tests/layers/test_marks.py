"""A drawing that is no map wears the colours and hides the categories that the reader chose on the map."""

from layers.catalogue import POINT_LAYERS
from layers.marks import dressed, point_marks
from tests.layers import toy


def test_without_a_choice_every_kind_is_drawn_as_usual():
    tables = toy.tables()
    worn, marks = dressed(tables, {}, {})
    for kind, known in point_marks().items():
        assert marks[kind].label == known.label
        assert list(marks[kind].marks) == list(known.marks)
        if kind in tables:
            former = [known.of(value).value for value in tables[kind][known.by]]
            assert [marks[kind].of(value).value for value in worn[kind][marks[kind].by]] == former


def test_a_theme_gives_the_marks_and_names_itself_in_the_legend():
    outlets = toy.tables()["outlets"]
    worn, marks = dressed({"outlets": outlets}, {"outlets": "grade"}, {})
    assert list(marks["outlets"].marks) == ["A", "B", "C", "D", "U"]
    assert worn["outlets"][marks["outlets"].by].tolist() == outlets["grade"].fillna("").tolist()
    assert (marks["outlets"].label.zh, marks["outlets"].label.en) == (
        f"{POINT_LAYERS['outlets'].label.zh}(按归属可靠程度)",
        f"{POINT_LAYERS['outlets'].label.en} by how sure the section is",
    )


def test_hidden_categories_are_left_out_and_nothing_else():
    outlets = toy.tables()["outlets"]
    first = outlets["outlet_class"].iloc[0]
    worn, _ = dressed({"outlets": outlets}, {}, {"outlets": [first]})
    assert worn["outlets"]["code"].tolist() == outlets.loc[outlets["outlet_class"] != first, "code"].tolist()


def test_a_theme_that_nobody_knows_is_the_usual_one():
    _, marks = dressed(toy.tables(), {"outlets": "nonsense"}, {})
    assert marks["outlets"].label == POINT_LAYERS["outlets"].label
