"""What the live map fetches: the ground and the features of one day and revision, compressed and kept."""

import gzip
import hashlib
import json
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from threading import Lock

from layers.scene import feature_scene, ground_scene
from registry.language import Language
from registry.service.mapping import data_version, map_features, map_ground
from registry.service.registry import AsOf, Registry
from registry.ui import map_base, quarter_scene

KEPT = 12
"""Data sets held in memory; a few MB each at 50,000 outlets, and only the newest are asked for."""
LEVEL = 6
"""Compression: higher levels cost more time than a local network saves."""


@dataclass(frozen=True)
class Answer:
    """One compressed JSON document and the tag that names its content."""

    body: bytes
    tag: str


def ground_address(registry: Registry, as_of: AsOf) -> str:
    """Return where the ground of a day is fetched; its parts are the data's version."""
    version = data_version(registry, as_of)
    return f"/map-data/ground/{version.base_sha256[:12]}/{version.revision}/{version.valid_on}.json"


def features_address(registry: Registry, as_of: AsOf, language: Language) -> str:
    """Return where the features of a day are fetched in a language."""
    version = data_version(registry, as_of)
    return f"/map-data/features/{version.base_sha256[:12]}/{version.revision}/{version.valid_on}/{language}.json"


def ground_answer(registry: Registry, as_of: AsOf) -> Answer:
    """Return the ground as compressed JSON."""
    key = (str(registry.settings.registry_path), ground_address(registry, as_of))
    return _kept.get(key, lambda: ground_scene(vars(map_ground(registry, as_of))) | map_base.pictures(registry))


def features_answer(registry: Registry, as_of: AsOf, language: Language) -> Answer:
    """Return the features, their looks and the legend's words as compressed JSON."""
    key = (str(registry.settings.registry_path), features_address(registry, as_of, language))
    revision = data_version(registry, as_of).revision
    return _kept.get(key, lambda: feature_scene(map_features(registry, as_of), language, as_of.valid_on, revision))


def changes_address(registry: Registry, start: date, end: date, known_at: int, language: Language) -> str:
    """Return where the outlets of two lists are fetched, with what changed between them."""
    return f"/map-data/changes/{registry.base.sha256[:12]}/{known_at}/{start}/{end}/{language}.json"


def changes_answer(registry: Registry, start: date, end: date, known_at: int, language: Language) -> Answer:
    """Return the outlets of two lists, their looks and the legend's words as compressed JSON."""
    key = (str(registry.settings.registry_path), changes_address(registry, start, end, known_at, language))
    return _kept.get(key, lambda: quarter_scene.scene(start, end, known_at, language))


def warm(registry: Registry, language: Language, today: date) -> None:
    """Make what the first reader of the day will ask for."""
    as_of = AsOf(today)
    ground_answer(registry, as_of)
    features_answer(registry, as_of, language)
    map_base.warm(registry)


class Shelf:
    """The newest answers; each is made by one reader while others who want it wait."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._answers: OrderedDict[tuple[str, str], Answer] = OrderedDict()
        self._lock = Lock()

    def get(self, key: tuple[str, str], make: Callable[[], dict[str, object]]) -> Answer:
        """Return the answer kept under a key, made now when there is none."""
        with self._lock:
            if key not in self._answers:
                self._answers[key] = compress(make())
            self._answers.move_to_end(key)
            while len(self._answers) > self._size:
                self._answers.popitem(last=False)
            return self._answers[key]


_kept = Shelf(KEPT)


def compress(document: dict[str, object]) -> Answer:
    """Return a document as compressed JSON; the same document gives the same bytes."""
    plain = json.dumps(document, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()
    return Answer(gzip.compress(plain, LEVEL, mtime=0), f'"{hashlib.sha256(plain).hexdigest()[:32]}"')
