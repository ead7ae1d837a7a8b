"""Watching long work, and stopping it."""

import pytest
from flask import Flask
from sqlalchemy import select

from tests.client import InspectingClient
from tests.factories.establishment import NOW
from tests.factories.programmes import World, make_programme
from transfer.audit.models import AuditEvent
from transfer.extensions import db
from transfer.jobs.models import Job


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
