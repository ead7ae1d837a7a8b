"""Numbers for a collector: who may read them, what is counted, and that processes add up."""

import os
import re
from base64 import b64encode
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from tests.client import InspectingClient
from tests.factories.programmes import make_programme
from transfer.extensions import db
from transfer.jobs.models import Job
from transfer.kernel import clock


def password(token: str) -> dict[str, str]:
    return {"Authorization": f"Basic {b64encode(f'metrics:{token}'.encode()).decode()}"}


def read(client: InspectingClient) -> str:
    answer = client.get("/metrics", environ_base={"REMOTE_ADDR": "127.0.0.1"})
    assert answer.status_code == 200
    return answer.text


def value(text: str, series: str) -> float:
    found = re.search(rf"^{re.escape(series)} (\S+)$", text, re.M)
    return float(found[1]) if found else 0.0


@pytest.mark.parametrize(
    ("address", "headers", "status"),
    [
        ("127.0.0.1", {}, 200), ("::1", {}, 200), ("192.0.2.7", {}, 404),
        ("127.0.0.1", {"X-Forwarded-For": "192.0.2.7"}, 404), ("127.0.0.1", {"Forwarded": "for=192.0.2.7"}, 404),
        ("192.0.2.7", password("counted-4711"), 200), ("192.0.2.7", password("another"), 404),
        ("192.0.2.7", password(""), 404), ("192.0.2.7", {"Authorization": "Bearer counted-4711"}, 401),
    ],
)  # fmt: skip
def test_only_this_machine_or_the_token(
    app: Flask, client: InspectingClient, monkeypatch: pytest.MonkeyPatch, address: str, headers: Any, status: int
) -> None:
    monkeypatch.setitem(app.config, "SETTINGS", replace(app.config["SETTINGS"], metrics_token="counted-4711"))
    assert client.get("/metrics", environ_base={"REMOTE_ADDR": address}, headers=headers).status_code == status


def test_without_a_token_no_empty_one_opens(client: InspectingClient) -> None:
    assert client.get("/metrics", environ_base={"REMOTE_ADDR": "192.0.2.7"}, headers=password("")).status_code == 404


def test_answers_are_counted_by_endpoint_and_never_by_path(client: InspectingClient) -> None:
    world = make_programme("north")
    client.sign_in(world.users["lead"])
    series = 'transfer_requests_total{endpoint="programmes.options",method="GET",status="200"}'
    before = value(read(client), series)
    client.get("/p/north/options?search=Quillfeather")
    client.get("/nowhere/Quillfeather")
    after = read(client)
    assert value(after, series) == before + 1
    assert "north" not in after and "Quillfeather" not in after
    assert 'transfer_request_seconds_bucket{endpoint="programmes.options"' in after


def test_processes_add_up(client: InspectingClient) -> None:
    """Another process counts three answers in its own file; this one reads them out."""
    series = 'transfer_requests_total{endpoint="of.another",method="GET",status="200"}'
    before = value(read(client), series)
    from transfer.operation.queries import numbers  # reads where to count when it is imported

    child = os.fork()
    if child == 0:
        for _ in range(3):
            numbers.REQUESTS.labels("of.another", "GET", "200").inc()
        os._exit(0)
    os.waitpid(child, 0)
    assert value(read(client), series) == before + 3


def test_what_a_dead_process_held_is_not_counted(client: InspectingClient) -> None:
    from transfer.operation.queries import numbers

    child = os.fork()
    if child == 0:
        numbers.POOL.labels("in use").set(4711)
        os._exit(0)
    os.waitpid(child, 0)
    assert value(read(client), 'transfer_database_connections{state="in use"}') < 4711


def test_a_file_that_was_only_begun_keeps_nothing_from_being_read(client: InspectingClient) -> None:
    """As a process leaves it that is killed between making its file and writing into it."""
    from transfer.operation.queries import numbers

    begun = Path(os.environ[numbers.FOLDER]) / "histogram_999999.db"
    begun.touch()
    try:
        assert "transfer_requests_total" in read(client)
    finally:
        begun.unlink()


def test_jobs_are_counted_in_their_table(client: InspectingClient) -> None:
    began = clock.now().replace(microsecond=0)
    for state, ended in (("done", began.replace(year=began.year + 1)), ("queued", None), ("queued", None)):
        db.session.add(Job(kind="build_pack", title="A pack", state=state, requested_by="Somebody", created_at=began,
                           started_at=began, finished_at=ended))  # fmt: skip
    told = read(client)
    assert value(told, "transfer_queue_length") == 2
    assert value(told, 'transfer_jobs{kind="build_pack",state="done"}') == 1
    assert value(told, 'transfer_job_seconds{kind="build_pack",state="done"}') in (365 * 86400, 366 * 86400)
    assert value(told, "transfer_workers") == 0
