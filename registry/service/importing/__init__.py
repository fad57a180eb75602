"""Import a ledger: read, check, plan, preview, commit."""

from registry.service.importing.preview import ImportOptions, Preview
from registry.service.importing.run import commit_import, preview_import, refuse_hopeless

__all__ = ["ImportOptions", "Preview", "commit_import", "preview_import", "refuse_hopeless"]
