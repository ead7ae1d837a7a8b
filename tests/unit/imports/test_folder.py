"""A programme.toml is read, or refused in words that name what to mend."""

import re
from datetime import date
from pathlib import Path

import pytest

from imports.folder import read_folder
from imports.programme_parts import KnownWords
from tests.factories.workbooks import TOML, programme_folder
from transfer.kernel.errors import FileRefused

WORDS = KnownWords(
    ("contractual", "statutory"), ("council", "trust", "company", "other"),
    ("business transfer", "no change of employer"),
    ("direct", "driver", "follow the service", "ring-fence", "exclude"), ("establishment", "budget", "services"),
    frozenset({"establishment", "budget"}),
)  # fmt: skip


def test_a_folder_is_read_whole(tmp_path: Path) -> None:
    found = read_folder(programme_folder(tmp_path / "north"), WORDS)
    assert (found.slug, found.go_live_on, found.budget_year) == ("north-load", date(2021, 4, 1), "2021/22")
    assert [each.short for each in found.organisations] == ["Council", "Company"]
    assert found.organisations[0].company_number is None
    assert [(each.name, each.tier, each.provider, each.cost_centres) for each in found.services] == [
        ("Fostering", "4", "Council", ("00100",)), ("Early help", "1 to low 2", "Council", ("00200",)),
    ]  # fmt: skip
    [transfer] = found.options[1].transfers
    assert (transfer.transferor, transfer.transferee, transfer.basis) == ("Council", "Company", "business transfer")
    assert found.options[0].transfers == ()
    assert [(each.kind, each.organisation, each.file) for each in found.datasets] == [
        ("establishment", "Council", "staff.xlsx"), ("budget", "Council", "budget.xlsx"),
    ]  # fmt: skip


def test_the_digest_follows_every_file(tmp_path: Path) -> None:
    folder = programme_folder(tmp_path / "north")
    first = read_folder(folder, WORDS).digest
    assert read_folder(folder, WORDS).digest == first
    (folder / "budget.xlsx").write_bytes(b"other")
    assert read_folder(folder, WORDS).digest != first


def test_full_names_of_organisations_are_known_too(tmp_path: Path) -> None:
    folder = programme_folder(tmp_path / "north", TOML.replace('to = "Company"', 'to = "north company"'))
    assert read_folder(folder, WORDS).options[1].transfers[0].transferee == "Company"


FAULTS = {
    "an unknown key": ('tier = 4', 'tear = 4', "service 1: “tear” is not known here"),
    "an unknown table": ("[[split]]", "[[spilt]]", "“spilt” is not known here"),
    "a provider that is none": ('provider = "Council"', 'provider = "Trust"', "which is none of the organisations"),
    "a service that is none": ('["Fostering"]', '["Adoption"]', "“Adoption” is none of the services"),
    "a basis that is none": ('basis = "business transfer"', 'basis = "goodwill"', "choose one of"),
    "one organisation at both ends": ('to = "Company"', 'to = "Council"', "two organisations"),
    "a file that is not there": ('file = "staff.xlsx"', 'file = "people.xlsx"', "“people.xlsx” is not in the folder"),
    "a file outside": ('file = "staff.xlsx"', 'file = "../staff.xlsx"', "inside the folder"),
    "a missing name": ('name = "North transfer"\n', "", "give “name”"),
    "a year that is none": ('year = "2021/22"', 'year = "2021/23"', "financial year"),
    "a date that is none": ("go_live_on = 2021-04-01", 'go_live_on = "soon"', "a date that exists"),
    "a slug with spaces": ('slug = "north-load"', 'slug = "North Load"', "small letters"),
    "an unknown selector": ('{ service = "*" }', '{ team = "*" }', "“select.team” is not known"),
    "a driver without its name": ('method = "follow the service"', 'method = "driver"', "needs “driver”"),
    "broken toml": ("[programme]", "[programme", "cannot be read"),
    "an organisation twice": ('short = "Company"', 'short = "Council"', "another organisation has"),
    "a text for a list": ('cost_centres = ["00100"]', 'cost_centres = "00100"', "a list of texts"),
}  # fmt: skip


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_named(tmp_path: Path, name: str) -> None:
    was, now, says = FAULTS[name]
    assert was in TOML
    folder = programme_folder(tmp_path / "north", TOML.replace(was, now, 1))
    with pytest.raises(FileRefused, match=re.escape(says)) as refusal:
        read_folder(folder, WORDS)
    assert refusal.value.message.startswith("programme.toml")


def test_a_folder_without_a_toml_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FileRefused, match=r"has no programme\.toml"):
        read_folder(tmp_path, WORDS)
