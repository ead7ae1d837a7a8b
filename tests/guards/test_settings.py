"""The README lists every setting with its default and what it does."""

from dataclasses import fields
from pathlib import Path

from transfer.config import Settings

README = (Path(__file__).parents[2] / "README.md").read_text()


def test_the_readme_has_every_setting_and_no_other() -> None:
    wanted = [
        f"| `{each.name.upper()}` | {_shown(each.default)} | {each.metadata['says']} |" for each in fields(Settings)
    ]
    missing = [line for line in wanted if line not in README]
    assert not missing, "\n".join(missing)
    listed = [
        line for line in README.split("## Configuration")[1].split("\n## ")[0].splitlines() if line.startswith("| `")
    ]
    assert len(listed) == len(wanted)


def _shown(default: object) -> str:
    if isinstance(default, bool):
        return "`yes`" if default else "`no`"
    return f"`{default}`" if default != "" else "empty"
