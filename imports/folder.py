"""A folder with a programme.toml and the workbooks it names, read into plain records or refused in words."""

import hashlib
import re
import tomllib
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path, PurePosixPath
from typing import Any

from imports.programme_parts import (
    ClaimEntry,
    ConstraintEntry,
    DatasetEntry,
    KnownWords,
    OptionEntry,
    OrganisationEntry,
    ProgrammeFolder,
    ServiceEntry,
    SplitEntry,
    TransferEntry,
)
from imports.words import plain
from transfer.kernel.errors import FileRefused

NAME = "programme.toml"
LARGEST_TOML = 2_000_000
_SLUG = re.compile(r"^[a-z0-9]+(-[a-z0-9]+)*$")
_YEAR = re.compile(r"^(\d{4})[/-](\d{2}|\d{4})$")


def read_folder(folder: Path, words: KnownWords) -> ProgrammeFolder:
    """The whole folder. Raises FileRefused, naming what is wrong and what would be right."""
    path = folder / NAME
    if not path.is_file():
        raise FileRefused(f"{folder.name or folder} has no {NAME}: choose a folder that has one")
    if path.stat().st_size > LARGEST_TOML:
        raise FileRefused(f"{NAME} is too large: it should hold the programme's parts, not its data")
    content = path.read_bytes()
    try:
        top = tomllib.loads(content.decode("utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise FileRefused(f"{NAME} cannot be read: {error}") from error
    return _Reader(folder, words, content).read(_Table(NAME, top))


class _Table:
    """One table of the file; what is asked of it is remembered, so that an unknown key is told."""

    def __init__(self, where: str, values: Any) -> None:
        if not isinstance(values, dict):
            raise FileRefused(f"{where} should be a table of keys and values")
        self.where, self.values, self.asked = where, values, set[str]()

    def refuse(self, message: str) -> FileRefused:
        return FileRefused(f"{NAME}: {message}" if self.where == NAME else f"{NAME}, {self.where}: {message}")

    def get(self, key: str, kind: type | tuple[type, ...], words: str, required: bool = False) -> Any:
        self.asked.add(key)
        value = self.values.get(key)
        if value is None or (required and value in ("", [])):
            if required:
                raise self.refuse(f"give “{key}”")
            return None
        kinds = kind if isinstance(kind, tuple) else (kind,)
        if not isinstance(value, kinds) or (isinstance(value, bool) and bool not in kinds):
            raise self.refuse(f"“{key}” should be {words}, not {value!r}")
        return value

    def text(self, key: str, *, required: bool = False, longest: int = 200) -> str:
        value = self.get(key, (str, int), "text", required)
        text = "" if value is None else str(value).strip()
        if required and not text:
            raise self.refuse(f"give “{key}”")
        if len(text) > longest:
            raise self.refuse(f"shorten “{key}” to {longest} letters: it has {len(text)}")
        return text

    def day(self, key: str, *, required: bool = False) -> date | None:
        value = self.get(key, (date, str), "a date such as 2021-04-01", required)
        if isinstance(value, datetime):
            return value.date()
        if value is None or isinstance(value, date):
            return value
        try:
            return date.fromisoformat(value)
        except ValueError:
            raise self.refuse(f"“{key}” should be a date that exists, such as 2021-04-01, not {value!r}") from None

    def texts(self, key: str) -> tuple[str, ...]:
        values = self.get(key, list, "a list of texts") or []
        for each in values:
            if not isinstance(each, str) or not each.strip():
                raise self.refuse(f"each of “{key}” should be a text in quotes, not {each!r}")
        return tuple(each.strip() for each in values)

    def one_of(self, key: str, known: Sequence[str], default: str | None = None) -> str:
        text = self.text(key, required=default is None) or default or ""
        if text not in known:
            raise self.refuse(f"“{key}” is {text!r}: choose one of {', '.join(known)}")
        return text

    def mapping(self, key: str, kind: type, words: str) -> dict[str, Any]:
        values = self.get(key, dict, f"a table of {words}") or {}
        for name, value in values.items():
            if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
                raise self.refuse(f"“{key}.{name}” should be {words}, not {value!r}")
        return dict(values)

    def tables(self, key: str, label: str) -> "list[_Table]":
        values = self.get(key, list, f"tables headed [[{key}]]") or []
        return [_Table(f"{label} {number}", each) for number, each in enumerate(values, start=1)]

    def done(self) -> None:
        unknown = sorted(set(self.values) - self.asked)
        if unknown:
            known = ", ".join(sorted(self.asked))
            raise self.refuse(f"“{unknown[0]}” is not known here: the keys are {known}")


class _Reader:
    def __init__(self, folder: Path, words: KnownWords, toml: bytes) -> None:
        self.folder, self.words, self.toml = folder, words, toml
        self.shorts: dict[str, str] = {}
        self.services: dict[str, str] = {}
        self.services_in_file = False

    def read(self, top: _Table) -> ProgrammeFolder:
        head = _Table("[programme]", top.get("programme", dict, "a table", required=True))
        organisations = tuple(self._organisation(each) for each in top.tables("organisation", "organisation"))
        if not organisations:
            raise top.refuse("name at least one [[organisation]]")
        services = tuple(self._service(each) for each in top.tables("service", "service"))
        datasets = tuple(self._dataset(each) for each in top.tables("dataset", "dataset"))
        self.services_in_file = any(each.kind == "services" for each in datasets)
        options = tuple(self._option(each) for each in top.tables("option", "option"))
        self._refuse_repeats(options, datasets, top)
        splits = tuple(self._split(each) for each in top.tables("split", "split"))
        constraints = tuple(self._constraint(each, options) for each in top.tables("constraint", "constraint"))
        claims = tuple(self._claim(each) for each in top.tables("claim", "claim"))
        top.done()
        return ProgrammeFolder(
            **self._head(head), organisations=organisations, services=services, options=options, datasets=datasets,
            splits=splits, constraints=constraints, claims=claims, digest=self._digest(datasets),
        )  # fmt: skip

    def _head(self, head: _Table) -> dict[str, Any]:
        slug = head.text("slug", required=True, longest=80)
        if not _SLUG.match(slug):
            raise head.refuse(f"“slug” should be small letters, digits and hyphens, not {slug!r}")
        found = {
            "name": head.text("name", required=True), "slug": slug,
            "engine": head.one_of("engine", self.words.engines, "contractual"),
            "go_live_on": head.day("go_live_on", required=True), "as_if_today": head.day("as_if_today"),
        }  # fmt: skip
        budget = _Table("[programme] budget", head.get("budget", dict, 'a table such as { year = "2021/22" }') or {})
        year = budget.text("year")
        found["budget_year"] = financial_year(year, budget) if year else ""
        found["budget_basis"] = budget.one_of("basis", self.words.budget_bases, "base")
        budget.done()
        head.done()
        return found

    def _organisation(self, table: _Table) -> OrganisationEntry:
        found = OrganisationEntry(
            table.text("name", required=True), table.text("short", longest=60) or table.text("name", longest=60),
            table.one_of("kind", self.words.organisation_kinds, "other"),
            table.text("company_number", longest=20) or None,
        )  # fmt: skip
        for name in {plain(found.name), plain(found.short)}:
            if name in self.shorts:
                raise table.refuse(f"“{found.name}” has a name that another organisation has")
            self.shorts[name] = found.short
        table.done()
        return found

    def _known_organisation(self, table: _Table, key: str, required: bool = False) -> str | None:
        name = table.text(key, required=required)
        if not name:
            return None
        if plain(name) not in self.shorts:
            raise table.refuse(f"“{key}” is “{name}”, which is none of the organisations")
        return self.shorts[plain(name)]

    def _service(self, table: _Table) -> ServiceEntry:
        found = ServiceEntry(
            table.text("name", required=True), table.text("tier", longest=40), table.text("directorate"),
            self._known_organisation(table, "provider"), table.texts("cost_centres"), table.texts("functions"),
        )  # fmt: skip
        if plain(found.name) in self.services:
            raise table.refuse(f"“{found.name}” stands here twice")
        self.services[plain(found.name)] = found.name
        table.done()
        return found

    def _option(self, table: _Table) -> OptionEntry:
        found = OptionEntry(
            table.text("name", required=True), bool(table.get("preferred", bool, "true or false")),
            table.text("control_model", longest=100), table.text("legal_form"), table.text("rejected", longest=2000),
            tuple(self._transfer(each) for each in table.tables("transfer", f"{table.where}, transfer")),
        )  # fmt: skip
        table.done()
        return found

    def _transfer(self, table: _Table) -> TransferEntry:
        transferor = self._known_organisation(table, "from", required=True)
        transferee = self._known_organisation(table, "to", required=True)
        if transferor == transferee:
            raise table.refuse("“from” and “to” should be two organisations")
        basis = table.one_of("basis", ("", *self.words.bases), "") or None
        day = table.day("on", required=True)
        services = table.texts("services")
        for name in services:
            if plain(name) not in self.services and not self.services_in_file:
                raise table.refuse(f"“{name}” is none of the services")
        evidence = table.text("evidence", longest=2000)
        table.done()
        assert transferor and transferee and day
        known = tuple(self.services.get(plain(name), name) for name in services)
        return TransferEntry(transferor, transferee, day, basis, evidence, known)

    def _dataset(self, table: _Table) -> DatasetEntry:
        kind = table.one_of("kind", self.words.datasets)
        needs_one = kind in self.words.of_an_organisation
        organisation = self._known_organisation(table, "organisation", required=needs_one)
        name = table.text("file", required=True, longest=255)
        found = DatasetEntry(
            kind, name, self._content(table, name), organisation if needs_one else None, table.day("as_at"),
            table.text("sheet", longest=255) or None, table.mapping("groups", str, "texts in quotes"),
            table.mapping("headings", str, "texts in quotes"),
        )  # fmt: skip
        table.done()
        return found

    def _content(self, table: _Table, name: str) -> bytes:
        parts = PurePosixPath(name.replace("\\", "/")).parts
        path = self.folder.joinpath(*parts)
        if ".." in parts or path.is_absolute() and not path.is_relative_to(self.folder):
            raise table.refuse(f"“{name}” should be a file inside the folder")
        if not path.resolve().is_relative_to(self.folder.resolve()):
            raise table.refuse(f"“{name}” should be a file inside the folder")
        if not path.is_file():
            raise table.refuse(f"“{name}” is not in the folder")
        return path.read_bytes()

    def _split(self, table: _Table) -> SplitEntry:
        select = table.mapping("select", str, "texts in quotes")
        unknown = sorted(set(select) - {"cost_centre", "account", "group", "fund", "service"})
        if unknown:
            raise table.refuse(f"“select.{unknown[0]}” is not known: use cost_centre, account, group, fund or service")
        method = table.one_of("method", self.words.methods)
        found = SplitEntry(
            select, method, self._known_organisation(table, "to"), table.text("driver", longest=120) or None,
            table.texts("posts"), table.text("reason", longest=2000),
        )  # fmt: skip
        if method in ("direct", "ring-fence") and not found.to:
            raise table.refuse(f"the method “{method}” needs “to”, the organisation that the money goes to")
        if method == "driver" and not found.driver:
            raise table.refuse("the method “driver” needs “driver”, the name of one in the drivers' data set")
        table.done()
        return found

    def _constraint(self, table: _Table, options: Sequence[OptionEntry]) -> ConstraintEntry:
        found = ConstraintEntry(
            table.text("text", required=True, longest=300), table.text("source", longest=300),
            table.mapping("passes", bool, "true or false"),
        )  # fmt: skip
        for name in found.results:
            if name not in {option.name for option in options}:
                raise table.refuse(f"“passes” names “{name}”, which is none of the options")
        table.done()
        return found

    def _claim(self, table: _Table) -> ClaimEntry:
        found = ClaimEntry(
            table.text("document", required=True, longest=300), table.text("paragraph", longest=60),
            table.text("statement", required=True, longest=2000), table.text("subject", required=True, longest=60),
            table.mapping("parts", int, "whole numbers"), table.get("value", int, "a whole number"),
            table.text("unit", longest=20) or "count", table.day("as_at"),
        )  # fmt: skip
        table.done()
        return found

    def _refuse_repeats(self, options: Sequence[OptionEntry], datasets: Sequence[DatasetEntry], top: _Table) -> None:
        names = [plain(option.name) for option in options]
        if len(names) != len(set(names)):
            raise top.refuse("two options have one name: give each its own")
        if sum(option.preferred for option in options) > 1:
            raise top.refuse("more than one option is preferred: keep one")
        held = [(each.kind, each.organisation, each.file, each.sheet) for each in datasets]
        twice = next((each for each in held if held.count(each) > 1), None)
        if twice:
            raise top.refuse(f"the file {twice[2]} stands here twice as {twice[0]}")

    def _digest(self, datasets: Sequence[DatasetEntry]) -> str:
        parts = [self.toml, *(each.content for each in datasets)]
        return hashlib.sha256(b"".join(hashlib.sha256(part).digest() for part in parts)).hexdigest()


def financial_year(text: str, table: _Table) -> str:
    """2021/22, 2021-22 and 2021/2022 are one year."""
    found = _YEAR.match(text)
    if not found or int(found[2]) % 100 != (int(found[1]) + 1) % 100:
        raise table.refuse(f"“year” should be a financial year such as 2021/22, not {text!r}")
    return f"{found[1]}/{found[2][-2:]}"
