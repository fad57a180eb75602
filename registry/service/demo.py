"""Fill an empty registry with the demonstration: real ground and sections, four quarters of made-up outlets."""

from collections.abc import Callable, Iterator, Mapping

import pandas as pd

from registry.demo import DemoRevision, DemoSize, DemoSources, tell_story
from registry.errors import DataRefusedError
from registry.language import Message, msg
from registry.ledger.coordinates import wgs84_to_gcj02
from registry.service.assignment import assignments_for
from registry.service.closing import Publish, close_quarter
from registry.service.registry import Registry
from registry.store import Actor, ChangeSet
from registry.vocabulary import ASSIGNED_KINDS

Progress = Callable[[Message, int, int], None]
"""Called with the stage, how many steps of it are done, and of how many."""

MAKING = msg("Making up the demonstration")
ASSIGNING = msg("Assigning the demonstration to sections")
FILLING = msg("Filling the demonstration registry")


def fill_demo(registry: Registry, progress: Progress, publish: Publish, size: DemoSize | None = None) -> None:
    """Commit the demonstration, revision by revision, each with the assignments of what it touches.

    Its first three quarters are closed.

    Parameters
    ----------
    registry
        An empty registry on built base layers.
    progress
        Told the stage, and how far it is.
    publish
        Writes the list of a quarter that is closed.
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
    progress(MAKING, 0, 1)
    ids = registry.store.next_feature_id(), registry.store.next_link_id()
    told = tell_story(demo_sources(registry), wgs84_to_gcj02, size, *ids)
    commit_story(registry, told, progress, publish)


def commit_story(registry: Registry, told: list[DemoRevision], progress: Progress, publish: Publish) -> None:
    """Commit the revisions in order, as long as nobody else writes."""
    assigned = assign_story(registry, told, progress)
    for number, revision in enumerate(told):
        if revision.closes is not None:
            close_quarter(registry, revision.closes, Actor(revision.office), publish, at=revision.at)
            continue
        registry.store.commit(
            ChangeSet(timelines=revision.timelines, assignments=assigned[number], links=revision.links),
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


def assign_story(registry: Registry, told: list[DemoRevision], progress: Progress) -> list[dict[str, pd.DataFrame]]:
    """Assign what each revision touches, all revisions of a kind in one go, to the sections that the first brings."""
    assigned: list[dict[str, pd.DataFrame]] = [{} for _ in told]
    sections = told[0].timelines["sections"]
    for done, kind in enumerate(ASSIGNED_KINDS):
        progress(ASSIGNING, done, len(ASSIGNED_KINDS))
        parts = {n: revision.timelines[kind] for n, revision in enumerate(told) if kind in revision.timelines}
        for number, frame in assign_parts(registry, kind, parts, sections):
            assigned[number][kind] = frame
    return assigned


def assign_parts(
    registry: Registry, kind: str, parts: Mapping[int, pd.DataFrame], sections: pd.DataFrame
) -> Iterator[tuple[int, pd.DataFrame]]:
    """Yield each part's assignments; a feature that stands in several parts is one of its own in each."""
    width = 1 + max((int(part["feature_id"].max()) for part in parts.values()), default=0)
    apart = [part.assign(feature_id=part["feature_id"] + number * width) for number, part in parts.items()]
    if not apart:
        return
    together = assignments_for(registry, kind, pd.concat(apart, ignore_index=True), sections)
    number = together["feature_id"] // width
    for key, rows in together.assign(feature_id=together["feature_id"] % width).groupby(number):
        yield int(str(key)), rows.reset_index(drop=True)
