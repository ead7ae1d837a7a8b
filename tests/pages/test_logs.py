"""What the log says of an answer: whose number, which endpoint, how long; never a name, a path or what was typed."""

from typing import Any

import pytest

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
