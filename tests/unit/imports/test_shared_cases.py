"""Whole programmes with their expected findings, wherever they stand beside this project."""

import json
import tomllib
from datetime import date
from pathlib import Path
from typing import Any

from imports.check import Checked, Context, check
from imports.compare import compare

CASES = sorted((Path(__file__).parents[4] / "shared" / "cases").glob("*/expected.json"))


def _checked(folder: Path, name: str, expected: dict[str, Any], context: Context) -> Checked:
    as_at = date.fromisoformat(expected["as_at"]) if "as_at" in expected else None
    return check(expected["dataset"], (folder / name).read_bytes(), name, as_at=as_at, context=context)


def test_every_case_gives_its_findings_and_not_one_more() -> None:
    for path in CASES:
        programme = tomllib.loads((path.parent / "programme.toml").read_text())
        context = Context(
            tuple(each["name"] for each in programme["service"]),
            tuple((each["short"], each["name"]) for each in programme["organisation"]),
        )
        for name, expected in json.loads(path.read_text())["files"].items():
            for known in (context, Context()):
                printed = _checked(path.parent, name, expected, known).as_json()
                found = sorted(
                    (each["cell"], each["severity"]) for each in printed["findings"] if each["severity"] != "note"
                )
                assert found == sorted((each["cell"], each["severity"]) for each in expected["findings"]), name
                totals = printed["totals"].get(expected.get("amount_column"), printed["totals"])
                assert totals == expected.get("totals", {}), name
                keys = {"sheet", "header_row", "ignored_rows", "rows_with_data", "rows_accepted"} & expected.keys()
                assert {key: printed[key] for key in keys} == {key: expected[key] for key in keys}, name


def test_every_case_s_second_month_gives_its_changes() -> None:
    for path in CASES:
        files = json.loads(path.read_text())["files"]
        for name, expected in files.items():
            if "changes_since_accepted" not in expected:
                continue
            first = next(each for each, told in files.items() if told.get("organisation") == expected["organisation"])
            before, after = (_checked(path.parent, each, files[each], Context()) for each in (first, name))
            changes = compare([row.values for row in before.rows], [row.values for row in after.rows])
            for kind, told in changes.items():
                wanted = expected["changes_since_accepted"].get(kind, [])
                plain = bool(wanted) and isinstance(wanted[0], str)
                assert sorted(str(each["post_no"] if plain else each) for each in told) == sorted(map(str, wanted)), (
                    kind
                )
