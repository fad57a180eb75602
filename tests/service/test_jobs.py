"""Long jobs: found again by any session, cancelled without a trace, and told as broken off after a restart."""

import json
import threading
import time
from dataclasses import replace

import pytest

from registry.errors import CallError
from registry.language import msg
from registry.progress import bind, tell
from registry.service import jobs
from registry.service.jobs import Jobs, Made, State, name_of

JOB = name_of("plans", "2022Q4")
FILE = Made("plans.zip", b"whole", "application/zip")


@pytest.fixture
def desk(tmp_path):
    return Jobs(tmp_path / "registry.sqlite.jobs")


class Work:
    """Work that waits at each of its steps until the test lets it go on."""

    def __init__(self, steps=3):
        self.steps, self.go, self.reached = steps, threading.Semaphore(0), threading.Semaphore(0)

    def __call__(self):
        for step in range(self.steps):
            tell(step, self.steps)
            self.reached.release()
            assert self.go.acquire(timeout=10)
        tell(self.steps, self.steps)
        return FILE


def finish(desk, work):
    for _ in range(work.steps):
        work.go.release()
    desk.wait(JOB, 10)


def cancel_midway(desk, rest):
    """Start a job, cancel it while it works, and let it go on with the rest."""
    begun, go = threading.Event(), threading.Event()

    def work():
        begun.set()
        go.wait(10)
        rest()
        return FILE

    desk.start(JOB, work)
    assert begun.wait(10)
    desk.cancel(JOB)
    go.set()
    desk.wait(JOB, 10)


def test_a_job_is_found_by_what_it_is_about_and_hands_its_file_over(desk):
    work = Work()
    desk.start(JOB, work)
    assert work.reached.acquire(timeout=10)
    other_session = Jobs(desk.folder)
    assert other_session.state(name_of("plans", "2022Q4")).phase == "running"
    finish(desk, work)
    assert other_session.state(JOB).phase == "done"
    assert other_session.result(JOB) == FILE
    assert other_session.result(name_of("plans", "2022Q3")) is None


def test_a_job_that_runs_is_not_started_twice(desk):
    work, second = Work(), Work()
    desk.start(JOB, work)
    assert desk.start(JOB, second).phase == "running"
    finish(desk, work)
    assert second.reached.acquire(blocking=False) is False


def test_progress_is_told_with_the_time_that_is_left():
    state = State("a", "running", "me", started_at=0, told_at=30, share=0.25, counted_from=10)
    assert state.left_s == 60
    assert replace(state, share=0).left_s is None


def test_a_cancelled_job_leaves_nothing_and_ends_at_its_next_step(desk):
    work = Work()
    desk.start(JOB, work)
    assert work.reached.acquire(timeout=10)
    desk.cancel(JOB)
    assert desk.state(JOB).phase == "cancelled"
    work.go.release()
    desk.wait(JOB, 10)
    assert work.reached.acquire(blocking=False) is False
    assert desk.state(JOB).phase == "cancelled"
    assert desk.result(JOB) is None
    assert [path.suffix for path in desk.folder.iterdir()] == [".json"]


def test_what_is_finished_after_it_was_cancelled_is_thrown_away(desk):
    cancel_midway(desk, lambda: None)
    assert (desk.state(JOB).phase, desk.result(JOB)) == ("cancelled", None)


def test_a_job_that_writes_cannot_be_cancelled_once_it_says_so(desk):
    bound, go = threading.Event(), threading.Event()

    def write():
        bind()
        bound.set()
        go.wait(10)
        return FILE

    desk.start(JOB, write)
    assert bound.wait(10)
    assert desk.state(JOB).bound
    desk.cancel(JOB)
    assert desk.state(JOB).phase == "running"
    go.set()
    desk.wait(JOB, 10)
    assert desk.result(JOB) == FILE


def test_a_job_that_was_cancelled_before_never_begins_to_write(desk):
    wrote = threading.Event()

    def write():
        bind()
        wrote.set()

    cancel_midway(desk, write)
    assert not wrote.is_set()
    assert desk.state(JOB).phase == "cancelled"


def test_what_a_page_goes_on_with_is_kept_in_memory_the_newest_few(desk, monkeypatch):
    monkeypatch.setattr(jobs, "KEPT_VALUES", 2)
    for name in ("a", "b", "c"):
        desk.start(name, lambda name=name: Made(value=f"made {name}"))
        desk.wait(name, 10)
    assert [desk.value(name) for name in ("a", "b", "c")] == [None, "made b", "made c"]
    assert Jobs(desk.folder).value("c") is None


def test_a_cancelled_job_can_be_asked_for_again_while_the_old_one_still_works(desk):
    old, new = Work(), Work()
    desk.start(JOB, old)
    assert old.reached.acquire(timeout=10)
    desk.cancel(JOB)
    desk.start(JOB, new)
    for work in (old, new):
        for _ in range(work.steps):
            work.go.release()
    desk.wait(JOB, 10)
    assert desk.state(JOB).phase == "done"


def test_a_refusal_is_told_in_both_languages_and_a_mistake_without_its_words(desk):
    def refuse():
        raise CallError("X", msg("Cancelled; nothing was written."))

    desk.start(JOB, refuse)
    desk.wait(JOB, 10)
    assert desk.state(JOB).why == {"en": "Cancelled; nothing was written.", "zh": "已取消，没有写入任何内容。"}
    desk.start(JOB, lambda: 1 / 0)
    desk.wait(JOB, 10)
    assert (desk.state(JOB).phase, desk.state(JOB).why) == ("failed", None)


def test_a_job_of_a_server_that_ended_is_broken_off_and_can_be_asked_for_again(desk, monkeypatch):
    begun = State(JOB, "running", "a server before", 1.0, 1.0)
    desk.folder.mkdir()
    (desk.folder / f"{JOB}.json").write_text(json.dumps(vars(begun)), "utf-8")
    assert desk.state(JOB).phase == "broken_off"
    desk.start(JOB, lambda: FILE)
    desk.wait(JOB, 10)
    assert desk.result(JOB) == FILE


def test_that_a_job_was_broken_off_is_still_told_when_another_one_starts(desk):
    begun = State(JOB, "running", "a server before", 1.0, time.time())
    done = replace(begun, job=name_of("done"), phase="done")
    desk.folder.mkdir()
    for one in (begun, done):
        (desk.folder / f"{one.job}.json").write_text(json.dumps(vars(one)), "utf-8")
    desk.start(name_of("another"), lambda: FILE)
    desk.wait(name_of("another"), 10)
    assert desk.state(JOB).phase == "broken_off"
    assert desk.state(done.job) is None


def test_old_jobs_and_their_files_are_swept_away(desk, monkeypatch):
    desk.start(JOB, lambda: FILE)
    desk.wait(JOB, 10)
    monkeypatch.setattr(jobs, "KEPT_S", -1)
    desk.start(name_of("another"), lambda: FILE)
    desk.wait(name_of("another"), 10)
    assert desk.state(JOB) is None
    assert desk.result(JOB) is None


@pytest.mark.parametrize("text", ["", "{", "[]", '{"job": "a"}'])
def test_a_damaged_state_is_no_state(desk, text):
    desk.folder.mkdir()
    (desk.folder / f"{JOB}.json").write_text(text, "utf-8")
    assert desk.state(JOB) is None


def test_outside_a_job_nobody_listens(desk):
    desk.start(JOB, lambda: Made("a.txt", b"a", "text/plain"))
    desk.wait(JOB, 10)
    before = desk.state(JOB)
    tell(1, 2)
    assert desk.state(JOB) == before
