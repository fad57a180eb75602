"""Long jobs: each in a thread of its own, its state and its result in files of their own beside the registry.

A page that is opened again, or another reader, finds a job by its name, sees how far it is, cancels it, and gets its
file. Nothing of this writes the registry. A job that was running when the server ended is told as broken off.
"""

import hashlib
import json
import logging
import os
import time
from collections.abc import Callable
from contextlib import suppress
from contextvars import ContextVar
from dataclasses import asdict, dataclass, replace
from functools import cache
from pathlib import Path
from threading import Event, RLock, Thread
from typing import Literal

from registry.errors import RegistryError
from registry.language import LANGUAGES

OWNER = f"{os.getpid()}-{time.time_ns()}"
"""Names this run of the server: a running job of another owner was broken off."""
TOLD_EVERY_S = 0.3
"""How often at most a job's progress is put down."""
KEPT_S = 24 * 3600
"""How long finished jobs and their files are kept."""
Phase = Literal["running", "done", "failed", "cancelled", "broken_off"]

log = logging.getLogger(__name__)


class CancelledError(Exception):
    """Ends the work of a job that somebody cancelled; not a refusal, nobody has to be told."""


@dataclass(frozen=True)
class Made:
    """A finished file to hand over."""

    name: str
    data: bytes
    mime: str


@dataclass(frozen=True)
class State:
    """How far a job is; `total` is 0 while nobody knows it, and `counted_from` is when it became known.

    `why` is the refusal of a failed one, by language.
    """

    job: str
    phase: Phase
    owner: str
    started_at: float
    told_at: float
    done: int = 0
    total: int = 0
    counted_from: float = 0.0
    file: str = ""
    mime: str = ""
    why: dict[str, str] | None = None

    @property
    def left_s(self) -> float | None:
        """Seconds that the rest takes at the pace so far, None while there is no pace."""
        spent = self.told_at - self.counted_from
        return spent / self.done * (self.total - self.done) if self.done and self.total else None


def name_of(*about: object) -> str:
    """Return the name of the job that is about something: the same question has the same job in every session."""
    return hashlib.sha256(repr(about).encode()).hexdigest()[:20]


def tell(done: int, total: int) -> None:
    """Say how far the work is; outside a job nobody listens.

    Raises
    ------
    CancelledError
        When somebody cancelled the job: the work ends here.
    """
    listener = _listener.get()
    if listener is not None:
        listener(done, total)


_listener: ContextVar[Callable[[int, int], None] | None] = ContextVar("listener", default=None)


class Jobs:
    """The jobs of one registry, in a folder beside it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._lock = RLock()
        self._cancelled: dict[str, Event] = {}
        self._threads: dict[str, Thread] = {}

    def start(self, job: str, work: Callable[[], Made]) -> State:
        """Start a job unless it runs already; return its state."""
        with self._lock:
            known = self.state(job)
            if known is not None and known.phase == "running":
                return known
            self._sweep()
            begun = State(job, "running", OWNER, time.time(), time.time())
            self._put(begun)
            self._cancelled[job] = Event()
            thread = Thread(target=self._run, args=(begun, work, self._cancelled[job]), name=f"job {job}", daemon=True)
            self._threads[job] = thread
        thread.start()
        return begun

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
        """Cancel a running job: it is told so at once, and whatever it still makes is thrown away."""
        with self._lock:
            known = self.state(job)
            if known is not None and known.phase == "running":
                self._cancelled[job].set()
                self._put(replace(known, phase="cancelled", told_at=time.time()))

    def forget(self, job: str) -> None:
        """Forget a job that does not run any more, with its file."""
        with self._lock:
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

    def wait(self, job: str, seconds: float) -> None:
        """Wait until a job ends, at most so long."""
        thread = self._threads.get(job)
        if thread is not None:
            thread.join(seconds)

    def _run(self, begun: State, work: Callable[[], Made], cancelled: Event) -> None:
        """Do the work and put down what came of it, unless it was cancelled meanwhile."""
        last = begun

        def listen(done: int, total: int) -> None:
            nonlocal last
            if cancelled.is_set():
                raise CancelledError
            now = time.time()
            if now - last.told_at >= TOLD_EVERY_S or done == total:
                since = last.counted_from or now
                told = replace(last, done=done, total=total, told_at=now, counted_from=since)
                last = self._put_running(told, cancelled)

        _listener.set(listen)
        try:
            made = work()
        except CancelledError:
            return
        except RegistryError as refusal:
            why: dict[str, str] = {language: refusal.message.render(language) for language in LANGUAGES}
            self._put_running(replace(last, phase="failed", why=why, told_at=time.time()), cancelled)
        except Exception:
            log.exception("A job failed")
            self._put_running(replace(last, phase="failed", told_at=time.time()), cancelled)
        else:
            self._hand_over(last, made, cancelled)

    def _hand_over(self, last: State, made: Made, cancelled: Event) -> None:
        """Put the finished file down and say so."""
        with self._lock:
            if cancelled.is_set():
                return
            _replace(self._path(last.job, "result"), made.data)
            self._put(replace(last, phase="done", file=made.name, mime=made.mime, told_at=time.time()))

    def _put_running(self, told: State, cancelled: Event) -> State:
        """Put the state of a job down unless it was cancelled meanwhile."""
        with self._lock:
            if not cancelled.is_set():
                self._put(told)
        return told

    def _put(self, told: State) -> None:
        """Put a state down, whole or not at all."""
        self.folder.mkdir(parents=True, exist_ok=True)
        _replace(self._path(told.job, "json"), json.dumps(asdict(told), ensure_ascii=False).encode())

    def _sweep(self) -> None:
        """Throw away jobs that ended long ago, and what an earlier run of the server finished."""
        for path in self.folder.glob("*.json"):
            known = self.state(path.stem)
            old = known is None or time.time() - known.told_at > KEPT_S or known.owner != OWNER
            if old and (known is None or known.phase != "running"):
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
