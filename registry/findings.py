"""What a check returns: findings with permanent codes, made by rules that are their own documentation."""

from dataclasses import dataclass
from enum import StrEnum

from registry.language import Label, Language, Message


class Level(StrEnum):
    """How bad a finding is: an error keeps a row out, a warning wants a look, info is a note."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


LEVEL_LABELS = {
    Level.ERROR: Label("错误", "Error"),
    Level.WARNING: Label("提醒", "Warning"),
    Level.INFO: Label("提示", "Note"),
}


@dataclass(frozen=True)
class Rule:
    """A check: permanent code, level and the one line that documents it."""

    code: str
    level: Level
    description: Label


@dataclass(frozen=True)
class Finding:
    """One thing a rule saw, where, and what to do about it."""

    code: str
    level: Level
    kind: str
    feature_id: str | None
    field: str | None
    message: Message
    suggestion: Message
    row: int | None = None

    def as_json(self, language: Language) -> dict[str, object]:
        """Return the finding as the plain object that the command line prints."""
        return {
            "code": self.code,
            "level": self.level.value,
            "kind": self.kind,
            "row": self.row,
            "feature_id": self.feature_id,
            "field": self.field,
            "message": self.message.render(language),
            "suggestion": self.suggestion.render(language),
        }
