"""What the log says of an answer: whose number, which endpoint, how long; never a name, a path or what was typed."""

import json
from datetime import datetime, timedelta
from typing import Any

import pytest
import structlog
from flask import Flask

from tests.client import InspectingClient
from tests.factories.programmes import make_programme
from transfer.desk import queries
from transfer.web import errors, security


class Kept:
    """A log that keeps its lines."""

    def __init__(self) -> None:
        self.lines: list[dict[str, Any]] = []

    def info(self, event: str, **values: Any) -> None:
        self.lines.append({"event": event, **values})

    error = info


@pytest.fixture
def kept(monkeypatch: pytest.MonkeyPatch) -> Kept:
    found = Kept()
    monkeypatch.setattr(security, "log", found)
    monkeypatch.setattr(errors, "log", found)
    return found


def test_an_answer_is_one_line_without_anything_personal(client: InspectingClient, kept: Kept) -> None:
    world = make_programme()
    user_id, name = world.users["hr-Council"].id, world.users["hr-Council"].name
    client.sign_in(world.users["hr-Council"]).get("/p/north/search?q=Quillfeather")
    [line] = kept.lines
    assert line.pop("milliseconds") >= 0
    assert line == {
        "event": "request", "method": "GET", "endpoint": "desk.search", "status": 200, "user_id": user_id,
    }  # fmt: skip
    assert name not in str(kept.lines)


def test_an_error_names_the_endpoint_and_not_the_path(
    client: InspectingClient, kept: Kept, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = make_programme()

    def fails(*_: object) -> None:
        raise ValueError("unexpected")

    monkeypatch.setattr(queries, "search", fails)
    assert client.sign_in(world.users["lead"]).get("/p/north/search?q=Quillfeather").status_code == 500
    told = [{name: value for name, value in line.items() if name != "exc_info"} for line in kept.lines]
    assert "desk.search" in str(told) and "north" not in str(told) and "Quillfeather" not in str(told)


def test_a_line_is_json_with_its_level_and_instant_of_utc(app: Flask) -> None:
    """For whatever collects the lines; what went wrong stands in the line too, and not in lines after it."""
    lines = structlog.wrap_logger(structlog.ReturnLogger(), processors=structlog.get_config()["processors"])
    try:
        raise ValueError("unexpected")
    except ValueError:
        told = json.loads(lines.error("unhandled_error", endpoint="desk.search", exc_info=True))
    assert (told["event"], told["level"], told["endpoint"]) == ("unhandled_error", "error", "desk.search")
    assert datetime.fromisoformat(told["timestamp"]).utcoffset() == timedelta(0)
    assert told["exception"].endswith("ValueError: unexpected")
