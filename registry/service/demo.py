"""Fill an empty registry with the demonstration: real ground and sections, four quarters of made-up outlets."""

from collections.abc import Callable, Iterator

import pandas as pd

from registry.demo import DemoRevision, DemoSize, DemoSources, tell_story
from registry.errors import DataRefusedError
from registry.language import Message, msg
from registry.ledger.coordinates import wgs84_to_gcj02
from registry.service.assignment import assignments_for
from registry.service.registry import Registry
from registry.store import Actor, ChangeSet
from registry.vocabulary import ASSIGNED_KINDS

Progress = Callable[[Message, int, int], None]
"""Called with the stage, how many steps of it are done, and of how many."""

FILLING = msg("Filling the demonstration registry")


def fill_demo(registry: Registry, progress: Progress, size: DemoSize | None = None) -> None:
    """Commit the demonstration, revision by revision, each with the assignments of what it touches.

    Parameters
    ----------
    registry
        An empty registry on built base layers.
    progress
        Told after every revision.
    size
        Totals on 2022-12-31; the full demonstration by default.

    Raises
    ------
    DataRefusedError
        When the registry already holds something.
    StoreError
        When somebody else writes meanwhile.

    Notes
    -----
    The same base layers give the same content: everything made up comes from one fixed number, and no clock is read.
    """
    refuse_filled(registry)
    progress(FILLING, 0, 1)
    ids = registry.store.next_feature_id(), registry.store.next_link_id()
    told = tell_story(demo_sources(registry), wgs84_to_gcj02, size, *ids)
    commit_story(registry, told, progress)


def commit_story(registry: Registry, told: list[DemoRevision], progress: Progress) -> None:
    """Commit the revisions in order, as long as nobody else writes."""
    for number, changes in enumerate(change_sets(registry, told)):
        revision = told[number]
        registry.store.commit(
            changes,
            Actor(revision.office),
            revision.reason,
            at=revision.at,
            base_sha256=registry.base.sha256,
            expected_head=number,
        )
        progress(FILLING, number + 1, len(told))


def refuse_filled(registry: Registry) -> None:
    """Raise DataRefusedError unless the registry is empty."""
    head = registry.store.head()
    if head:
        raise DataRefusedError(
            "D001",
            msg(
                "{path} already holds {count} revisions; the demonstration only goes into an empty registry."
                " Name another file.",
                path=registry.settings.registry_path,
                count=head,
            ),
        )


def demo_sources(registry: Registry) -> DemoSources:
    """Gather the base layers and the fact tables of real plants and wetlands."""
    base, facts = registry.base, registry.settings.facts_dir
    return DemoSources(
        counties=base.counties,
        reaches=base.reaches.reset_index(drop=True),
        units=base.units,
        sections=pd.DataFrame(base.sections),
        plants=pd.read_csv(facts / "plants_hydrowaste.csv"),
        wetlands=pd.read_csv(facts / "wetlands_real.csv"),
    )


def change_sets(registry: Registry, told: list[DemoRevision]) -> Iterator[ChangeSet]:
    """Yield each revision's change set; its assignments answer to the sections committed before it."""
    for revision in told:
        timelines = {kind: frame for kind, frame in revision.timelines.items() if len(frame)}
        assigned = {
            kind: assignments_for(registry, kind, frame.reset_index(drop=True))
            for kind, frame in timelines.items()
            if kind in ASSIGNED_KINDS
        }
        yield ChangeSet(timelines=timelines, assignments=assigned, links=revision.links)
