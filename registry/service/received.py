"""Ledgers that somebody sent through a page, kept beside the registry for a day: a refresh or a restart loses nothing.

Their bytes lie there as they came; nothing reads them here.
"""

import hashlib
import json
import re
import secrets
import time
from dataclasses import asdict, dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from registry.service.importing import ImportOptions, Preview, preview_import
from registry.service.registry import Registry

KEPT_S = 24 * 3600
"""How long a ledger is kept after it was sent."""
KEY = re.compile(r"[0-9a-f]{16}")


@dataclass(frozen=True)
class Received:
    """A ledger as it was sent, how it is to be read, and the revision it became."""

    key: str
    name: str
    kind: str
    sha256: str
    at: float
    options: ImportOptions = field(default_factory=ImportOptions)
    revision: int | None = None


class Inbox:
    """The ledgers that were sent to one registry, each under a key that nobody guesses."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def take(self, name: str, data: bytes, kind: str, options: ImportOptions) -> Received:
        """Keep a ledger that was sent; those of yesterday go."""
        self.folder.mkdir(parents=True, exist_ok=True)
        self._sweep()
        ledger = Received(
            secrets.token_hex(8), Path(name).name, kind, hashlib.sha256(data).hexdigest(), time.time(), options
        )
        self._path(ledger.key, "ledger").write_bytes(data)
        self.put(ledger)
        return ledger

    def put(self, ledger: Received) -> None:
        """Put down what is known of a ledger, whole or not at all."""
        path = self._path(ledger.key, "json")
        growing = path.with_suffix(".growing")
        growing.write_text(json.dumps(asdict(ledger), default=str, ensure_ascii=False), "utf-8")
        growing.replace(path)

    def find(self, key: str) -> Received | None:
        """Return a ledger that is kept, None where there is none under this key."""
        if not KEY.fullmatch(key) or not self._path(key, "ledger").exists():
            return None
        try:
            known = json.loads(self._path(key, "json").read_text("utf-8"))
            return Received(**{**known, "options": options_of(known["options"])})
        except (OSError, ValueError, TypeError, KeyError):
            return None

    def preview(self, registry: Registry, ledger: Received) -> Preview:
        """Say what a ledger that is kept would change.

        Raises
        ------
        CallError
            When the file has gone, or an option names something unknown.
        LedgerError
            When it is no ledger of its kind.
        """
        with TemporaryDirectory(prefix="ledger-") as folder:
            path = Path(folder) / ledger.name
            if self.find(ledger.key) is not None:
                path.write_bytes(self._path(ledger.key, "ledger").read_bytes())
            return preview_import(registry, path, ledger.kind, ledger.options)

    def throw_away(self, key: str) -> None:
        """Throw a ledger away."""
        if KEY.fullmatch(key):
            for suffix in ("json", "ledger"):
                self._path(key, suffix).unlink(missing_ok=True)

    def _sweep(self) -> None:
        for path in self.folder.glob("*.ledger"):
            if time.time() - path.stat().st_mtime > KEPT_S:
                self.throw_away(path.stem)

    def _path(self, key: str, suffix: str) -> Path:
        return self.folder / f"{key}.{suffix}"


def options_of(known: dict[str, object]) -> ImportOptions:
    """Return options as they were put down."""
    days = {name: date.fromisoformat(str(known[name])) for name in ("reported_on", "today")}
    return ImportOptions(**{**known, **days, "accept": tuple(known["accept"])})  # type: ignore[arg-type]


@cache
def inbox_of(registry_path: Path) -> Inbox:
    """Return the inbox of a registry, the same for every session."""
    return Inbox(registry_path.with_name(f"{registry_path.name}.jobs") / "ledgers")
