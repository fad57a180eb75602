"""What an installation sets: one frozen dataclass, read once, passed by hand."""

import os
from dataclasses import dataclass
from pathlib import Path

from registry.language import Language, pick_language

PROJECT_DIR = Path(__file__).parent.parent


@dataclass(frozen=True)
class Settings:
    """Where things lie and which language speaks first."""

    registry_path: Path = PROJECT_DIR / "data" / "registry.sqlite"
    base_dir: Path = PROJECT_DIR / "data" / "base"
    facts_dir: Path = PROJECT_DIR / "data" / "facts"
    language: Language = "zh"

    @classmethod
    def from_environment(cls) -> "Settings":
        """Read REGISTRY_PATH, REGISTRY_BASE and the locale; anything unset keeps its default."""
        plain = cls()
        return cls(
            registry_path=Path(os.environ.get("REGISTRY_PATH") or plain.registry_path),
            base_dir=Path(os.environ.get("REGISTRY_BASE") or plain.base_dir),
            language=pick_language(os.environ.get("REGISTRY_LANG")),
        )
