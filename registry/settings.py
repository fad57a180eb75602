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
    tiles_url: str = ""
    """A tile source under the live map, with places {x}, {y}, {z} and {key}; empty: the map asks nothing of others."""
    tiles_key: str = ""
    attachment_mb: int = 20
    """How large a photo or document may be that is attached to a feature."""

    @classmethod
    def from_environment(cls) -> "Settings":
        """Read REGISTRY_PATH, REGISTRY_BASE, REGISTRY_TILES and its key, and the locale; unset keeps its default."""
        plain = cls()
        return cls(
            registry_path=Path(os.environ.get("REGISTRY_PATH") or plain.registry_path),
            base_dir=Path(os.environ.get("REGISTRY_BASE") or plain.base_dir),
            tiles_url=os.environ.get("REGISTRY_TILES", "").strip(),
            tiles_key=os.environ.get("REGISTRY_TILES_KEY", "").strip(),
            language=pick_language(os.environ.get("REGISTRY_LANG")),
            attachment_mb=_whole(os.environ.get("REGISTRY_ATTACHMENT_MB"), plain.attachment_mb),
        )


def _whole(text: str | None, default: int) -> int:
    """Return a positive whole number that the environment names, the default for anything else."""
    return int(text) if text and text.isdecimal() and int(text) > 0 else default
