"""The kinds of the registry and their fields: names, types, units, domains, aliases, labels. The only place."""

from registry.vocabulary.attachments import ATTACHMENTS
from registry.vocabulary.fields import Choice, Field, FieldType, Kind
from registry.vocabulary.measures import MEASURES
from registry.vocabulary.outlets import OUTLETS
from registry.vocabulary.plants import PLANTS
from registry.vocabulary.projects import PROJECTS
from registry.vocabulary.readings import READINGS
from registry.vocabulary.sections import SECTIONS
from registry.vocabulary.steps import STEPS
from registry.vocabulary.villages import VILLAGES
from registry.vocabulary.wetlands import WETLANDS

KINDS: dict[str, Kind] = {
    kind.name: kind for kind in (SECTIONS, OUTLETS, PLANTS, WETLANDS, VILLAGES, PROJECTS, READINGS, STEPS, MEASURES)
}
ASSIGNED_KINDS = ("outlets", "plants", "wetlands", "villages", "projects")
"""Kinds whose features answer to a section."""
STORED_KINDS: dict[str, Kind] = {**KINDS, ATTACHMENTS.name: ATTACHMENTS}
"""All that the registry keeps rows of: the kinds, and what no ledger brings."""

__all__ = [
    "ASSIGNED_KINDS",
    "ATTACHMENTS",
    "KINDS",
    "MEASURES",
    "OUTLETS",
    "PLANTS",
    "PROJECTS",
    "READINGS",
    "SECTIONS",
    "STEPS",
    "STORED_KINDS",
    "VILLAGES",
    "WETLANDS",
    "Choice",
    "Field",
    "FieldType",
    "Kind",
]
