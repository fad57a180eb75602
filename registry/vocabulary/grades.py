"""How sure an assignment is: the grades A to D and U."""

from registry.language import Label
from registry.vocabulary.fields import Choice

GRADES = (
    Choice("A", Label("A 可靠：地面与水流证据一致", "A sure: ground and water agree")),
    Choice("B", Label("B 较可靠：有一处薄弱", "B right on the evidence, one weak point")),
    Choice("C", Label("C 存疑：需人工查看", "C doubtful: a person should look")),
    Choice("D", Label("D 推测", "D a guess, kept visible")),
    Choice("U", Label("U 无对应断面", "U no section")),
)
"""Order is from sure to unknown."""
