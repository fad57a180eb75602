"""Photos and documents of a feature, as recorded and as their files are found; how far off a photo was taken.

A photo's place is compared with the feature's, so that a photo of another outlet is noticed.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

import pandas as pd
from pyproj import Geod

from registry.service.history import find_feature
from registry.service.registry import AsOf, Registry
from registry.store.attachment_files import FileState, file_at, files_of, state_of
from registry.vocabulary import ATTACHMENTS
from registry.vocabulary.attachments import PICTURES

MORE_M = 100.0
"""What a photo may lie beyond the accuracy of its feature's place: people stand back to take one."""
ELLIPSOID = Geod(ellps="GRS80")


@dataclass(frozen=True)
class Attachment:
    """One photo or document of a feature, as recorded, how its file is found, and how far off the photo was taken."""

    number: int
    file_name: str
    sha256: str
    size_bytes: int
    media_type: str
    caption: str | None
    attached_by: str
    attached_at: datetime
    taken_at: datetime | None
    photo_lon: float | None
    photo_lat: float | None
    distance_m: float | None
    doubtful: bool
    revision: int
    state: FileState = FileState.WHOLE

    @property
    def is_picture(self) -> bool:
        """Whether it is shown as a picture."""
        return self.media_type in PICTURES


def own_rows(registry: Registry, owner: tuple[str, int], known_at: int | None) -> pd.DataFrame:
    """Return what is attached to a feature, given as kind and number, as known at a revision, the newest first."""
    rows = registry.store.frame(ATTACHMENTS.name, known_at=known_at)
    own = rows[(rows["subject_kind"] == owner[0]) & (rows["subject_id"] == float(owner[1]))]
    return own.sort_values(["attached_at", "feature_id"], ascending=False, ignore_index=True)


def attachment_count(registry: Registry, code: str, kind: str, known_at: int | None = None) -> int:
    """Return how many photos and documents a feature has; quick where its kind has none at all.

    Raises
    ------
    NotFoundError
        When no feature has the code.
    """
    rows = registry.store.frame(ATTACHMENTS.name, known_at=known_at, columns=["subject_kind", "subject_id"])
    of_kind = rows[rows["subject_kind"] == kind]
    if of_kind.empty:
        return 0
    _, number = find_feature(registry, code, kind, known_at)
    return int((of_kind["subject_id"] == float(number)).sum())


def attachments(
    registry: Registry, code: str, kind: str | None = None, as_of: AsOf | None = None, *, verify: bool = False
) -> list[Attachment]:
    """Return the photos and documents of a feature, the newest first, as known at a revision.

    Photos are measured against the place that the feature has on the day, the last one known where it is not there
    then. `verify` reads every file and compares its hash; else it only looks whether the file is there.

    Raises
    ------
    NotFoundError
        When no feature has the code.
    """
    known_at = as_of.known_at if as_of else None
    owner = find_feature(registry, code, kind, known_at)
    place = _place(registry, owner, as_of)
    rows = own_rows(registry, owner, known_at)
    plain = rows.astype("object").where(rows.notna(), None).to_dict("records")
    found = [_attachment({str(name): value for name, value in row.items()}, place) for row in plain]
    folder = files_of(registry.store.path)
    return [replace(one, state=state_of(folder, one.sha256) if verify else glance(folder, one)) for one in found]


def glance(folder: Path, one: Attachment) -> FileState:
    """Say whether a file is there and of its size, without reading it."""
    try:
        size = file_at(folder, one.sha256).stat().st_size
    except OSError:
        return FileState.MISSING
    return FileState.WHOLE if size == one.size_bytes else FileState.ALTERED


Place = tuple[float, float, float]
"""Longitude, latitude, and how exact they are in metres."""


def _place(registry: Registry, owner: tuple[str, int], as_of: AsOf | None) -> Place | None:
    on, known_at = (as_of.valid_on, as_of.known_at) if as_of else (None, None)
    rows = registry.store.frame(owner[0], valid_on=on, known_at=known_at, feature_ids=[owner[1]])
    if rows.empty:
        rows = registry.store.frame(owner[0], known_at=known_at, feature_ids=[owner[1]])
    last = rows.sort_values("valid_from").iloc[-1]
    if pd.isna(last["lon"]) or pd.isna(last["lat"]):
        return None
    accuracy = last.get("accuracy_m")
    return float(last["lon"]), float(last["lat"]), 0.0 if pd.isna(accuracy) else float(accuracy)


def _attachment(row: dict[str, object], place: Place | None) -> Attachment:
    at, taken = pd.Timestamp(str(row["attached_at"])), row["taken_at"]
    lon, lat = row["photo_lon"], row["photo_lat"]
    away_m = (
        None if place is None or lon is None or lat is None else distance_m((float(str(lon)), float(str(lat))), place)
    )
    return Attachment(
        number=int(str(row["feature_id"])),
        file_name=str(row["file_name"]),
        sha256=str(row["sha256"]),
        size_bytes=int(float(str(row["size_bytes"]))),
        media_type=str(row["media_type"]),
        caption=None if row["caption"] is None else str(row["caption"]),
        attached_by=str(row["attached_by"]),
        attached_at=at.to_pydatetime(),
        taken_at=None if taken is None else pd.Timestamp(str(taken)).to_pydatetime(),
        photo_lon=None if lon is None else float(str(lon)),
        photo_lat=None if lat is None else float(str(lat)),
        distance_m=away_m,
        doubtful=away_m is not None and place is not None and away_m > place[2] + MORE_M,
        revision=int(str(row["revision"])),
    )


def distance_m(photo: tuple[float, float], place: Place) -> float:
    """Return metres on the ellipsoid between where a photo was taken and where its feature lies."""
    _, _, away_m = ELLIPSOID.inv(photo[0], photo[1], place[0], place[1])
    return float(away_m)
