"""Import a ledger: read, check, plan, preview, commit."""

from registry.service.importing.preview import ImportOptions, Preview
from registry.service.importing.run import (
    Imported,
    bring_in,
    commit_import,
    preview_import,
    preview_ledger,
    refuse_hopeless,
)

__all__ = [
    "ImportOptions",
    "Imported",
    "Preview",
    "bring_in",
    "commit_import",
    "preview_import",
    "preview_ledger",
    "refuse_hopeless",
]
