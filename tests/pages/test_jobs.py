"""Watching long work, and stopping it."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from tests.client import InspectingClient
from tests.factories.establishment import NOW
from tests.factories.programmes import World, make_programme, make_user
from transfer.audit.models import AuditEvent
from transfer.extensions import db
from transfer.identity.models import User
from transfer.jobs.models import Job, Worker
from transfer.kernel import clock


@pytest.fixture
def world(app: Flask) -> World:
    return make_programme()


def make_job(world: World, **values: object) -> Job:
    job = Job(programme_id=world.programme.id, kind="build_pack", title="Business case", requested_by="Finance Council",
              requested_by_id=world.users["finance-Council"].id, created_at=NOW, **values)  # fmt: skip
    db.session.add(job)
    db.session.commit()
    return job


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"state": "queued"}, "Waiting for a worker to begin"),
        ({"state": "running", "step": "Drawing", "done": 1, "total": 5, "started_at": NOW}, "Drawing"),
        ({"state": "done", "finished_at": NOW, "result": {"href": "/p/north/packs", "words": "Open it"}}, "Open it"),
        ({"state": "failed", "error": "Mend row 7"}, "Mend row 7"),
        ({"state": "cancelled", "finished_at": NOW}, "Nothing of it was kept"),
    ],
)
def test_each_state_says_where_it_stands(
    client: InspectingClient, world: World, values: dict[str, object], words: str
) -> None:
    page = client.sign_in(world.users["guest"]).page(f"/p/north/jobs/{make_job(world, **values).id}")
    assert words in page.text and not page.select("main button")


@pytest.mark.parametrize("who", ["finance-Council", "lead"])
def test_who_asked_or_the_lead_stops_it(client: InspectingClient, world: World, who: str) -> None:
    job_id = make_job(world, state="queued").id
    client.sign_in(world.users[who])
    assert client.page(f"/p/north/jobs/{job_id}").select("main button")
    assert client.post(f"/p/north/jobs/{job_id}/cancel").status_code == 303
    db.session.expire_all()
    assert db.session.get_one(Job, job_id).state == "cancelled"
    [event] = db.session.scalars(select(AuditEvent).where(AuditEvent.verb == "cancel_job"))
    assert event.changes == {"state": ["queued", "cancelled"]}
    again = client.post(f"/p/north/jobs/{job_id}/cancel")
    assert again.status_code == 422 and "This has already ended" in again.text


@pytest.mark.parametrize(("who", "status"), [("guest", 403), ("hr-Trust", 403), ("finance-Trust", 403)])
def test_nobody_else_stops_it(client: InspectingClient, world: World, who: str, status: int) -> None:
    job_id = make_job(world, state="queued").id
    answer = client.sign_in(world.users[who]).post(f"/p/north/jobs/{job_id}/cancel")
    assert answer.status_code == status and "Finance Council, who asked for it" in answer.text
    db.session.expire_all()
    assert db.session.get_one(Job, job_id).state == "queued"


@pytest.fixture
def operator(world: World) -> User:
    user = make_user("operator@example.org", "Olive Operator")
    user.operator = True
    db.session.commit()
    return user


def test_one_programme_hides_neither_the_list_nor_the_work(
    client: InspectingClient, world: World, operator: User
) -> None:
    """Whoever is in one programme is taken to it; "change" shows the list all the same."""
    client.sign_in(world.users["lead"])
    change = client.page("/p/north/").select("a[href*='all=']")[0]["href"]
    assert client.get("/").status_code == 302
    chosen = client.page(str(change))
    assert chosen.h1 and chosen.h1.text == "Your programmes" and not chosen.select("a[href='/operator/jobs']")
    client.sign_in(operator)
    for path in (str(change), "/account"):
        assert client.page(path).select("a[href='/operator/jobs']")


def test_only_whoever_runs_the_service_sees_all_of_it(client: InspectingClient, world: World, operator: User) -> None:
    job_id = make_job(world, state="failed").id
    paths = [("get", "/operator/jobs"), *(("post", f"/operator/jobs/{job_id}/{verb}") for verb in ("cancel", "retry"))]
    for user in world.users.values():
        client.sign_in(user)
        assert [getattr(client, method)(path).status_code for method, path in paths] == [403, 403, 403]
    client.sign_in(operator)
    assert client.page("/").find("a", href="/operator/jobs")
    assert client.get("/p/north/").status_code == 404


def test_the_operator_sees_what_waits_fails_and_is_silent_but_not_what_it_is_about(
    client: InspectingClient, world: World, operator: User
) -> None:
    side_id, now = world.organisations["Council"].id, clock.now()
    make_job(world, state="failed", side_id=side_id, error="Mend row 7: Quillfeather", failure="refused")
    make_job(world, state="running", started_at=now - timedelta(minutes=1), heartbeat_at=now, done=1, total=3,
             step="Quillfeather")  # fmt: skip
    make_job(world, state="running", started_at=NOW, heartbeat_at=NOW)
    db.session.add(Worker(name="one:1", started_at=now, heartbeat_at=now))
    db.session.add(Worker(name="two:2", started_at=now, heartbeat_at=now - timedelta(minutes=5)))
    db.session.commit()
    page = client.sign_in(operator).page("/operator/jobs")
    words = " ".join(page.get_text(" ", strip=True).split())
    assert "Quillfeather" not in words and "Business case" not in words
    assert "A rule refused it" in words and "1 of 3, about 2 minutes left" in words and "Its worker is silent" in words
    rows = [" ".join(row.get_text(" ", strip=True).split()) for row in page.select("#workers tbody tr")]
    assert rows[0].startswith("one:1 Works") and rows[1].startswith("two:2 Silent")
    failed = client.page("/operator/jobs?state=failed")
    assert len(failed.select("#jobs tbody tr")) == 1


def test_the_operator_stops_and_starts_again(
    app: Flask, client: InspectingClient, world: World, operator: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.extensions, "send_job", lambda job_id: None)
    job_id = make_job(world, state="queued").id
    client.sign_in(operator)
    for verb, state in (("cancel", "cancelled"), ("retry", "queued")):
        assert client.post(f"/operator/jobs/{job_id}/{verb}").status_code == 303
        db.session.expire_all()
        assert db.session.get_one(Job, job_id).state == state
    assert client.post(f"/operator/jobs/{job_id}/retry").status_code == 422
    actors = set(db.session.scalars(select(AuditEvent.actor).where(AuditEvent.subject_type == "job")))
    assert actors == {"Olive Operator"}


def test_who_asked_tries_again(
    app: Flask, client: InspectingClient, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.extensions, "send_job", lambda job_id: None)
    job_id = make_job(world, state="failed", error="Mend row 7", attempts=3).id
    assert client.sign_in(world.users["guest"]).post(f"/p/north/jobs/{job_id}/retry").status_code == 403
    client.sign_in(world.users["finance-Council"])
    assert "Try again" in client.page(f"/p/north/jobs/{job_id}").get_text()
    assert client.post(f"/p/north/jobs/{job_id}/retry").status_code == 303
    assert "Waiting for a worker to begin" in client.page(f"/p/north/jobs/{job_id}").get_text()
