"""Figures that must come out exactly; each file stands in tests/files/golden."""

import json
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "files" / "golden"


def golden(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((FOLDER / f"{name}.json").read_text("utf-8"))
    return found
