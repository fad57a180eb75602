"""The words of the quarter: classes of change, what is no change, why a section changed, the columns of the books."""

from registry.language import Label
from registry.vocabulary.outlets import OUTLETS

_STATED = {choice.value: choice.label for choice in OUTLETS.field("change_class").choices}
REASSIGNED = Label("断面调整", "Re-assigned")
CHANGES = {
    name: _STATED.get(name, REASSIGNED)
    for name in (
        *("new", "revived", "closed", "merged", "split"),
        *("recoded", "moved", "reassigned", "corrected", "updated"),
    )
}
"""The classes of change in their order."""
NO_CHANGES = {"noise": Label("精度内差异", "Within precision"), "follows": Label("随核定而变", "Follows")}
CAUSES = {
    "point": Label("位置或填报河流变化", "place or stated river"),
    "type": Label("类型变化", "type"),
    "city": Label("所属市变化", "city"),
    "decision": Label("人工核定", "a person's decision"),
    "unit": Label("控制单元变化", "control unit"),
    "rule": Label("核定规则变化", "rule"),
}
BOOKS = {
    "opening": Label("期初", "Opening"),
    **{name: CHANGES[name] for name in ("new", "revived", "split", "merged", "closed", "corrected", "reassigned")},
    "closing": Label("期末", "Closing"),
}
"""The columns of the quarter's books: opening plus the movements is closing."""
