"""Every way the registry can refuse: one family, each with a permanent code, an exit code and one sentence."""

from collections.abc import Mapping, Sequence

from registry.findings import Finding
from registry.language import Message


class RegistryError(Exception):
    """A refusal that a person can act on: what, where, what to do."""

    exit_code = 2

    def __init__(self, code: str, message: Message, findings: Sequence[Finding] = ()) -> None:
        super().__init__(str(message))
        self.code = code
        self.message = message
        self.findings = list(findings)


class DataRefusedError(RegistryError):
    """The data say no; nothing was written (exit 1)."""

    exit_code = 1


class CallError(RegistryError):
    """The call, a file or the machine is at fault; nothing was written (exit 2)."""


class CrsError(CallError):
    """A coordinate reference system is missing or cannot measure metres."""


class BaseLayersError(CallError):
    """Base layers are missing, damaged or cannot be built."""


class AlteredFileError(DataRefusedError):
    """A document is not as the registry wrote it; `answer` is what is known of it."""

    def __init__(self, code: str, message: Message, answer: Mapping[str, object]) -> None:
        super().__init__(code, message)
        self.answer = answer


class LedgerError(DataRefusedError):
    """A file sent in cannot be read as a ledger."""


class LedgerFileError(LedgerError):
    """A file sent in cannot even be opened as a workbook or text (exit 2)."""

    exit_code = 2


class StoreError(DataRefusedError):
    """The registry file is damaged, newer than this program, or refuses a write."""


class ConflictError(StoreError):
    """Somebody else changed the same feature first."""


class NotFoundError(DataRefusedError):
    """No such code, section, quarter or revision."""
