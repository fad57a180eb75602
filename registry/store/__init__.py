"""The store: rows to disk and back, with two clocks; every write is one revision, nothing is overwritten."""

from registry.store.changes import Actor, ChangeSet, Role, SourceFile
from registry.store.closings import Closing
from registry.store.schema import LINKS
from registry.store.store import Store

__all__ = ["LINKS", "Actor", "ChangeSet", "Closing", "Role", "SourceFile", "Store"]
