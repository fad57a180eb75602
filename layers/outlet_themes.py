"""Other ways to colour the outlets: by status, by how sure the section is, by how far rectification has come."""

from layers.style import Category, Symbol, Theme
from registry.language import Label, msg

STATUS = Theme(
    "status",
    Label("状态", "Status"),
    "status",
    (
        Category("active", Label("在用", "In use"), Symbol("circle", "#0072b2")),
        Category("stopped", Label("停用", "Stopped"), Symbol("cross", "#8c2d04", size_px=9.0)),
    ),
)
GRADE = Theme(
    "grade",
    Label("归属可靠程度", "How sure the section is"),
    "grade",
    (
        Category("A", Label("A 可靠", "A sure"), Symbol("circle", "#0072b2", size_px=7.0)),
        Category("B", Label("B 较可靠", "B one weak point"), Symbol("square", "#56b4e9", size_px=7.0, edge="#1f5f8b")),
        Category("C", Label("C 存疑", "C doubtful"), Symbol("triangle", "#e69f00", size_px=10.0, edge="#5c4000")),
        Category("D", Label("D 推测", "D a guess"), Symbol("diamond", "#d55e00", size_px=9.0)),
        Category("U", Label("U 无对应断面", "U no section"), Symbol("cross", "#3b3b3b", size_px=8.0, edge_px=0.5)),
    ),
)
RECTIFICATION = Theme(
    "rectification",
    Label("整治", "Rectification"),
    "rectification",
    (
        Category("overdue", Label("逾期未完成", "Overdue"), Symbol("star", "#d55e00", size_px=12.0)),
        Category("to_begin", Label("待启动", "To begin"), Symbol("triangle", "#e69f00", size_px=9.0, edge="#5c4000")),
        Category("under_way", Label("整治中", "Under way"), Symbol("diamond", "#f0e442", size_px=9.0, edge="#6b6400")),
        Category(
            "rectified", Label("已整治待销号", "Done, not closed out"), Symbol("square", "#56b4e9", edge="#1f5f8b")
        ),
        Category("closed_out", Label("已销号", "Closed out"), Symbol("circle", "#009e73", size_px=7.0)),
        Category("not_needed", Label("尚无整治要求", "None asked for yet"), Symbol("plus", "#8b8f94", size_px=7.0)),
    ),
    counted=msg("Stage by the steps recorded up to the day, else as the ledger declares; overdue: past its due day"),
)

THEMES = (STATUS, GRADE, RECTIFICATION)
