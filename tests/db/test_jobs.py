"""Long work: asked for, run once, watched, stopped, and taken up after a worker died."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import update

from tests.factories.programmes import make_user
from transfer import long_work
from transfer.app import create_app
from transfer.config import Settings
from transfer.extensions import db, unit_of_work
from transfer.identity.models import User
from transfer.identity.rules import CommandLine
from transfer.jobs import actions
from transfer.jobs.actions import (
    Progress,
    cancel_job,
    request_job,
    run_job,
    step_of,
    take_up_silent_jobs,
    tell_worker_ended,
    tell_worker_lives,
    works_on,
)
from transfer.jobs.models import Job
from transfer.jobs.queries import get_job, list_jobs, list_live_jobs, list_workers
from transfer.jobs.rules import percent, seconds_left, time_left, worker_state
from transfer.kernel import clock
from transfer.kernel.errors import DomainError, NotFound


@pytest.fixture
def sent(app: Flask, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The ids that the queue heard of; nothing runs until a test runs it."""
    heard: list[int] = []
    monkeypatch.setitem(app.extensions, "send_job", heard.append)
    return heard


@pytest.fixture(autouse=True)
def own_kinds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actions, "_WORK", {})


def asked(kind: str = "count", **values: Any) -> int:
    with unit_of_work():
        job = request_job(CommandLine(), kind, "Count the posts", {"to": 3}, **{"programme_id": 1, **values})
    return job.id


def the_job(job_id: int) -> Job:
    db.session.expire_all()
    return db.session.get_one(Job, job_id)


def test_a_job_is_heard_of_after_the_commit_only(sent: list[int]) -> None:
    request_job(CommandLine(), "count", "Count", {}, programme_id=1)
    db.session.rollback()
    db.session.commit()
    assert sent == []
    job_id = asked()
    assert sent == [job_id] and the_job(job_id).state == "queued"
    db.session.commit()
    assert sent == [job_id]


def test_a_second_application_in_the_process_takes_no_jobs_from_the_first(sent: list[int], tmp_path: Path) -> None:
    create_app(Settings(instance_path=str(tmp_path), log_level="ERROR"))
    job_id = asked()
    assert sent == [job_id]


def test_a_job_runs_and_tells_how_far_it_is(sent: list[int]) -> None:
    seen = []

    @works_on("count")
    def count(job: Job, progress: Progress) -> dict[str, Any]:
        for number in range(job.payload["to"]):
            progress(number, 3, f"Post {number + 1}")
            now = the_job(job.id)
            seen.append((now.state, now.done, now.total, now.step, now.heartbeat_at is not None))
        return {"posts": 3}

    job_id = asked()
    run_job(job_id)
    assert seen == [("running", number, 3, f"Post {number + 1}", True) for number in range(3)]
    job = the_job(job_id)
    assert (job.state, job.result, job.attempts, job.done, job.error) == ("done", {"posts": 3}, 1, 3, None)
    assert job.started_at and job.finished_at and job.started_at <= job.finished_at


def test_a_failing_job_tells_why_and_keeps_nothing(sent: list[int]) -> None:
    @works_on("count")
    def count(job: Job, progress: Progress) -> dict[str, Any]:
        db.session.add(Job(kind="x", title="half", requested_by="x", created_at=clock.now()))
        raise DomainError("Mend row 7: the post number is missing")

    job_id = asked()
    run_job(job_id)
    job = the_job(job_id)
    assert (job.state, job.error) == ("failed", "Mend row 7: the post number is missing")
    assert [each.id for each in list_jobs(1, None)] == [job_id]
    assert db.session.query(Job).count() == 1


def test_a_job_that_breaks_says_so_without_its_insides(sent: list[int]) -> None:
    @works_on("count")
    def count(job: Job, progress: Progress) -> dict[str, Any]:
        raise ZeroDivisionError("secret insides")

    job_id = asked()
    run_job(job_id)
    job = the_job(job_id)
    assert job.state == "failed" and job.error and "secret" not in job.error and "Try again" in job.error


def test_a_kind_that_nobody_does_fails_in_words(sent: list[int]) -> None:
    job_id = asked("never registered")
    run_job(job_id)
    assert the_job(job_id).state == "failed"


def test_only_one_of_two_workers_runs_a_job(sent: list[int]) -> None:
    runs = []

    @works_on("count")
    def count(job: Job, progress: Progress) -> dict[str, Any]:
        runs.append(job.id)
        run_job(job.id)  # another worker takes the same message while this one works
        return {}

    job_id = asked()
    run_job(job_id)
    run_job(job_id)
    assert runs == [job_id]
    assert the_job(job_id).attempts == 1


def test_a_cancelled_job_never_starts(sent: list[int]) -> None:
    runs: list[int] = []
    works_on("count")(lambda job, progress: runs.append(job.id) or {})
    job_id = asked()
    with unit_of_work():
        cancel_job(CommandLine(), the_job(job_id))
    run_job(job_id)
    assert runs == [] and the_job(job_id).state == "cancelled"
    with pytest.raises(DomainError, match="already ended"):
        cancel_job(CommandLine(), the_job(job_id))


def test_a_running_job_stops_at_its_next_step(sent: list[int]) -> None:
    steps = []

    @works_on("count")
    def count(job: Job, progress: Progress) -> dict[str, Any]:
        for number in range(3):
            progress(number, 3, "Counting")
            steps.append(number)
            with unit_of_work():
                cancel_job(CommandLine(), the_job(job.id))
        return {}

    job_id = asked()
    run_job(job_id)
    job = the_job(job_id)
    assert steps == [0]
    assert (job.state, job.result) == ("cancelled", {})


def silent(job_id: int, *, seconds: int, attempts: int) -> None:
    with unit_of_work():
        job = the_job(job_id)
        job.state, job.attempts, job.heartbeat_at = "running", attempts, clock.now() - timedelta(seconds=seconds)


def test_a_silent_job_is_taken_up_and_run_again(sent: list[int]) -> None:
    works_on("count")(lambda job, progress: {"posts": 3})
    job_id = asked()
    silent(job_id, seconds=89, attempts=1)
    assert take_up_silent_jobs() == [] and the_job(job_id).state == "running"
    silent(job_id, seconds=91, attempts=1)
    assert take_up_silent_jobs() == [job_id]
    run_job(job_id)
    job = the_job(job_id)
    assert (job.state, job.attempts, job.result) == ("done", 2, {"posts": 3})
    assert list_live_jobs() == []


def test_after_three_tries_a_silent_job_has_failed(sent: list[int]) -> None:
    job_id = asked()
    silent(job_id, seconds=91, attempts=3)
    assert take_up_silent_jobs() == []
    job = the_job(job_id)
    assert job.state == "failed" and "three times" in (job.error or "") and job.finished_at


def test_a_late_worker_does_not_overwrite_what_another_finished(sent: list[int]) -> None:
    @works_on("count")
    def count(job: Job, progress: Progress) -> dict[str, Any]:
        with unit_of_work():
            the_job(job.id).state = "failed"
        return {"posts": 3}

    job_id = asked()
    run_job(job_id)
    assert (the_job(job_id).state, the_job(job_id).result) == ("failed", {})


def test_a_late_worker_writes_nothing_on_the_next_ones_attempt(sent: list[int]) -> None:
    @works_on("count")
    def count(job: Job, progress: Progress) -> dict[str, Any]:
        with unit_of_work():
            the_job(job.id).attempts = 2  # another took it up, and is at work
        return {"posts": 3}

    job_id = asked()
    run_job(job_id)
    assert (the_job(job_id).state, the_job(job_id).result) == ("running", {})


def test_a_job_is_seen_by_its_own_side_and_programme(sent: list[int]) -> None:
    own, everybodys = asked(side_id=5), asked()
    assert [each.id for each in list_jobs(1, frozenset({6}))] == [everybodys]
    assert [each.id for each in list_jobs(1, frozenset({5}), "count")] == [everybodys, own]
    assert list_jobs(1, frozenset({5}), "another") == [] and list_jobs(2, None) == []
    assert get_job(own, 1, frozenset({5})).id == get_job(own, 1, None).id == own
    for programme_id, sides in [(1, frozenset({6})), (1, frozenset()), (2, frozenset({5}))]:
        with pytest.raises(NotFound):
            get_job(own, programme_id, sides)


def test_how_far_and_how_long() -> None:
    assert [percent(0, 0), percent(1, 3), percent(3, 3), percent(4, 3)] == [0, 33, 100, 100]
    assert seconds_left(1, 4, 10.0) == 30
    assert seconds_left(0, 4, 10.0) is None and seconds_left(4, 4, 10.0) is None


def test_a_fault_that_passes_is_tried_again_after_a_while(sent: list[int], monkeypatch: pytest.MonkeyPatch) -> None:
    def away(job: Job, progress: Progress) -> dict[str, Any]:
        raise ConnectionError("the disk is away")

    works_on("count")(away)
    job_id, now = asked(), clock.now()
    waits = []
    for _ in range(5):
        monkeypatch.setattr(clock, "now", lambda: now)  # noqa: B023
        run_job(job_id)
        job = the_job(job_id)
        if job.next_try_at is None:
            break
        waits.append(int((job.next_try_at - now).total_seconds()))
        assert job.state == "queued" and take_up_silent_jobs() == []
        run_job(job_id)
        assert the_job(job_id).attempts == len(waits), "begun before its time"
        now = job.next_try_at
        assert take_up_silent_jobs() == [job_id]
    assert waits == [30, 120, 600, 1800]
    assert (the_job(job_id).state, the_job(job_id).failure) == ("failed", "passing")


def test_a_kind_says_which_faults_pass(sent: list[int]) -> None:
    @works_on("count", passing=(ZeroDivisionError,))
    def count(job: Job, progress: Progress) -> dict[str, Any]:
        raise OSError if job.attempts > 1 else ZeroDivisionError

    job_id = asked()
    run_job(job_id)
    assert the_job(job_id).state == "queued"
    with unit_of_work():
        the_job(job_id).next_try_at = None
    run_job(job_id)
    assert (the_job(job_id).state, the_job(job_id).failure) == ("failed", "unexpected")


def test_a_worker_believed_dead_stores_nothing_more(sent: list[int]) -> None:
    """Its step comes to its end after another worker took the job up: only one of them keeps what it made."""
    made: list[str] = []

    @works_on("count")
    def count(job: Job, progress: Progress) -> dict[str, Any]:
        with step_of() as step:
            number = len(made) + 1
            made.append("begun")
            db.session.add(Job(kind="x", title=f"made {number}", requested_by="x", created_at=clock.now()))
            if number == 1:
                db.session.execute(update(Job).where(Job.id == job_id).values(attempts=Job.attempts + 1))
            step.result = {"number": number}
        return step.result

    job_id = asked()
    run_job(job_id)
    assert db.session.query(Job).filter_by(kind="x").count() == 0
    with unit_of_work():
        the_job(job_id).state = "queued"
    run_job(job_id)
    assert [each.title for each in db.session.query(Job).filter_by(kind="x")] == ["made 2"]
    assert the_job(job_id).result == {"number": 2}


def test_a_stopped_job_keeps_nothing_of_its_last_step(sent: list[int]) -> None:
    @works_on("count")
    def count(job: Job, progress: Progress) -> dict[str, Any]:
        with step_of() as step:
            db.session.add(Job(kind="x", title="made", requested_by="x", created_at=clock.now()))
            db.session.flush()
            db.session.execute(update(Job).where(Job.id == job_id).values(state="cancelled"))
            step.result = {}
        return step.result

    job_id = asked()
    run_job(job_id)
    assert db.session.query(Job).filter_by(kind="x").count() == 0


def test_a_long_step_is_no_silence(sent: list[int], monkeypatch: pytest.MonkeyPatch) -> None:
    later = clock.now() + timedelta(minutes=5)
    found = []

    @works_on("count")
    def count(job: Job, progress: Progress) -> dict[str, Any]:
        monkeypatch.setattr(clock, "now", lambda: later)
        tell_worker_lives()
        found.extend(take_up_silent_jobs())
        return {}

    job_id = asked()
    run_job(job_id)
    assert found == [] and the_job(job_id).state == "done"
    [worker] = list_workers()
    assert worker_state(worker.heartbeat_at, None, later) == "works"
    assert worker_state(worker.heartbeat_at, None, later + timedelta(seconds=91)) == "silent"
    tell_worker_ended()
    assert list_workers()[0].ended_at == later


def test_how_long_in_calm_words() -> None:
    found = [time_left(seconds) for seconds in (None, 0, 59, 60, 89, 100, 3540, 3600, 7300)]
    minute = "less than a minute left"
    assert found == ["", minute, minute, "about 1 minute left", "about 1 minute left", "about 2 minutes left",
                     "about 59 minutes left", "about 1 hour left", "about 2 hours left"]  # fmt: skip


def test_the_commands(app: Flask, sent: list[int]) -> None:
    works_on("count", "Counting")(lambda job, progress: {})
    with unit_of_work():
        make_user("olive@example.org", "Olive")
    job_id = asked()

    def run(group: click.Group, *args: str) -> Result:
        return app.test_cli_runner().invoke(group, args)

    listed = run(long_work.jobs, "list", "--json")
    told = json.loads(listed.stdout)["jobs"][0]
    assert (told["id"], told["state"], told["how_far"]) == (job_id, "queued", "") and "title" not in told
    assert "Counting" in run(long_work.jobs, "show", str(job_id)).output
    assert run(long_work.jobs, "retry", str(job_id)).exit_code == 2
    assert run(long_work.jobs, "cancel", str(job_id)).exit_code == 0
    assert the_job(job_id).state == "cancelled"
    assert run(long_work.jobs, "retry", str(job_id)).exit_code == 0
    assert the_job(job_id).state == "queued" and sent == [job_id, job_id]
    assert run(long_work.jobs, "show", "987654").exit_code == 2
    for more, expected in ([], True), (["--end"], False):
        assert run(long_work.user, "operator", "olive@example.org", *more).exit_code == 0
        db.session.expire_all()
        assert db.session.query(User).filter_by(email="olive@example.org").one().operator is expected
    assert run(long_work.user, "operator", "nobody@example.org").exit_code == 2
