"""Long jobs: each in a thread of its own, its state and its result in files of their own beside the registry.

A page that is opened again, or another reader, finds a job by its name, sees how far it is, cancels it, and gets what
it made. A job that was running when the server ended is told as broken off. One that writes the registry says when it
can no more be cancelled (`registry.progress.bind`).
"""

import hashlib
import json
import logging
import os
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass, field, replace
from functools import cache
from pathlib import Path
from threading import Event, RLock, Thread
from typing import Any, Literal

from registry.errors import RegistryError
from registry.language import LANGUAGES
from registry.progress import CancelledError, listening

OWNER = f"{os.getpid()}-{time.time_ns()}"
"""Names this run of the server: a running job of another owner was broken off."""
TOLD_EVERY_S = 0.3
"""How often at most a job's progress is put down."""
KEPT_S = 24 * 3600
"""How long finished jobs and their files are kept."""
KEPT_VALUES = 4
"""How many answers of jobs are kept in memory, the newest."""
Phase = Literal["running", "done", "failed", "cancelled", "broken_off"]

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Made:
    """What a job made: a finished file to hand over, or a `value` for a page to go on with, kept in memory only."""

    name: str = ""
    data: bytes = b""
    mime: str = ""
    value: Any = None


@dataclass(frozen=True)
class State:
    """How far a job is; `share` is 0 while nobody knows it, and `counted_from` is when it became known.

    A `bound` one cannot be cancelled any more; `why` is the refusal of a failed one, by language.
    """

    job: str
    phase: Phase
    owner: str
    started_at: float
    told_at: float
    share: float = 0.0
    bound: bool = False
    counted_from: float = 0.0
    file: str = ""
    mime: str = ""
    why: dict[str, str] | None = None

    @property
    def left_s(self) -> float | None:
        """Seconds that the rest takes at the pace so far, None while there is no pace."""
        spent = self.told_at - self.counted_from
        return spent / self.share * (1 - self.share) if self.share else None

    @property
    def is_stale(self) -> bool:
        """Whether nobody need know of the ended job any more; that one was broken off is told for as long as others."""
        of_another = self.owner != OWNER and self.phase != "broken_off"
        return of_another or time.time() - self.told_at > KEPT_S


def name_of(*about: object) -> str:
    """Return the name of the job that is about something: the same question has the same job in every session."""
    return hashlib.sha256(repr(about).encode()).hexdigest()[:20]


@dataclass
class Running:
    """A job at work: its state as told last, and whether somebody cancelled it."""

    desk: "Jobs"
    state: State
    cancelled: Event = field(default_factory=Event)

    def told(self, share: float) -> None:
        """Put down how far the work is, now and then."""
        if self.cancelled.is_set():
            raise CancelledError
        now = time.time()
        if now - self.state.told_at >= TOLD_EVERY_S or share == 1:
            self.put(share=share, counted_from=self.state.counted_from or now)

    def bound(self) -> None:
        """Put down that the job cannot be cancelled any more."""
        with self.desk.lock:
            if self.cancelled.is_set():
                raise CancelledError
            self.put(bound=True)

    def put(self, **told: Any) -> None:
        """Put the state down unless the job was cancelled meanwhile."""
        with self.desk.lock:
            self.state = replace(self.state, told_at=time.time(), **told)
            if not self.cancelled.is_set():
                self.desk.put(self.state)


class Jobs:
    """The jobs of one registry, in a folder beside it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.lock = RLock()
        self._running: dict[str, Running] = {}
        self._threads: dict[str, Thread] = {}
        self._values: dict[str, Any] = {}

    def start(self, job: str, work: Callable[[], Made]) -> State:
        """Start a job unless it runs already; return its state."""
        with self.lock:
            known = self.state(job)
            if known is not None and known.phase == "running":
                return known
            self._sweep()
            self._values.pop(job, None)
            begun = Running(self, State(job, "running", OWNER, time.time(), time.time()))
            self.put(begun.state)
            self._running[job] = begun
            thread = Thread(target=self._run, args=(begun, work), name=f"job {job}", daemon=True)
            self._threads[job] = thread
        thread.start()
        return begun.state

    def state(self, job: str) -> State | None:
        """Return how far a job is, None where there is none."""
        try:
            told = State(**json.loads(self._path(job, "json").read_text("utf-8")))
        except (OSError, ValueError, TypeError):
            return None
        if told.phase == "running" and told.owner != OWNER:
            return replace(told, phase="broken_off")
        return told

    def cancel(self, job: str) -> None:
        """Cancel a running job unless it is bound: it is told at once, and whatever it still makes is thrown away."""
        with self.lock:
            known = self.state(job)
            if known is not None and known.phase == "running" and not known.bound:
                self._running[job].cancelled.set()
                self.put(replace(known, phase="cancelled", told_at=time.time()))

    def forget(self, job: str) -> None:
        """Forget a job that does not run any more, with its file."""
        with self.lock:
            known = self.state(job)
            if known is not None and known.phase != "running":
                self._remove(job)

    def finished(self, job: str) -> State | None:
        """Return the state of a job whose file is there, None of any other."""
        known = self.state(job)
        ready = known is not None and known.phase == "done" and self._path(job, "result").exists()
        return known if ready else None

    def result(self, job: str) -> Made | None:
        """Return the file of a job that is done, None where there is none."""
        known = self.finished(job)
        if known is None:
            return None
        try:
            return Made(known.file, self._path(job, "result").read_bytes(), known.mime)
        except OSError:
            return None

    def value(self, job: str) -> Any:
        """Return what a job made for a page to go on with; None where it is not, or no more, in memory."""
        with self.lock:
            return self._values.get(job)

    def wait(self, job: str, seconds: float) -> None:
        """Wait until a job ends, at most so long."""
        thread = self._threads.get(job)
        if thread is not None:
            thread.join(seconds)

    def _run(self, job: Running, work: Callable[[], Made]) -> None:
        """Do the work and put down what came of it, unless it was cancelled meanwhile."""
        try:
            with listening(job):
                made = work()
        except CancelledError:
            return
        except RegistryError as refusal:
            why: dict[str, str] = {language: refusal.message.render(language) for language in LANGUAGES}
            job.put(phase="failed", why=why)
        except Exception:
            log.exception("A job failed")
            job.put(phase="failed")
        else:
            self._hand_over(job, made)

    def _hand_over(self, job: Running, made: Made) -> None:
        """Put down what was made and say so."""
        with self.lock:
            if job.cancelled.is_set():
                return
            _replace(self._path(job.state.job, "result"), made.data)
            if made.value is not None:
                self._values[job.state.job] = made.value
                for oldest in list(self._values)[:-KEPT_VALUES]:
                    del self._values[oldest]
            job.put(phase="done", file=made.name, mime=made.mime)

    def put(self, told: State) -> None:
        """Put a state down, whole or not at all."""
        self.folder.mkdir(parents=True, exist_ok=True)
        _replace(self._path(told.job, "json"), json.dumps(asdict(told), ensure_ascii=False).encode())

    def _sweep(self) -> None:
        """Throw away jobs that ended long ago, and what an earlier run of the server finished."""
        for path in self.folder.glob("*.json"):
            known = self.state(path.stem)
            if known is None or (known.phase != "running" and known.is_stale):
                self._remove(path.stem)

    def _remove(self, job: str) -> None:
        for suffix in ("json", "result"):
            self._path(job, suffix).unlink(missing_ok=True)

    def _path(self, job: str, suffix: str) -> Path:
        return self.folder / f"{job}.{suffix}"


def _replace(path: Path, data: bytes) -> None:
    """Write a file so that readers see the old one or the new one."""
    temporary = path.with_name(f".{path.name}")
    try:
        temporary.write_bytes(data)
        temporary.replace(path)
    except OSError:
        with suppress(OSError):
            temporary.unlink()
        raise


@cache
def jobs_of(registry_path: Path) -> Jobs:
    """Return the jobs of a registry, the same for every session."""
    return Jobs(registry_path.with_name(registry_path.name + ".jobs"))
