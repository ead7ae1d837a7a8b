"""What an upload may hold, and in which words its fate is told."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from imports.datasets import Field
from transfer.kernel.dates import long_date
from transfer.kernel.errors import DomainError
from transfer.kernel.money import pounds
from transfer.programmes.rules import ROLE_NAMES, UPLOADERS
from transfer.releases.rules import DATASET_NAMES, NAMED_AS_MANY, field_words

INLINE_BYTES = 1_000_000
EXCERPTS_KEPT = 10_000
MONEY = frozenset({"salary_fte", "salary_actual", "allowances", "annual_value", "total_value", "value"})
_DAY = re.compile(r"^\d{4}-\d\d-\d\d$")
PARKED_WORDS = {
    "open": "To mend", "mended": "Mended in the list", "elsewhere": "Mended elsewhere", "dropped": "Dropped",
}  # fmt: skip
STATE_WORDS = {"checked": "waits for somebody to accept it", "withdrawn": "was withdrawn"}
SEVERITIES = ("error", "warning", "note")


def said_amounts(outcome: Mapping[str, Any], letters: Iterable[str]) -> dict[str, object]:
    """What is kept of these columns of money now, by heading."""
    return {
        f"Column {each['letter']}, “{each['heading']}”": ", ".join(filter(None, (each["year"], each["basis"])))
        or "Nothing said yet"
        for each in outcome["amounts"]
        if each["letter"] in set(letters)
    }


def is_long(size: int) -> bool:
    """Whether a file of so many bytes is checked in the worker and not while somebody waits."""
    return size > INLINE_BYTES


def plain_value(value: Any) -> Any:
    """A cell's stored value as JSON keeps it."""
    if value is None or isinstance(value, str | bool | int | float):
        return value
    if isinstance(value, Decimal):
        return str(value)
    return value.isoformat() if isinstance(value, date | datetime) else str(value)


def when(moment: datetime) -> str:
    return f"{long_date(moment.date())} at {moment:%H:%M}"


def became(state: str, release_number: int | None) -> str:
    """What became of an upload, to follow "it came on …, and …"."""
    if state == "accepted":
        return f"was accepted as version {release_number}" if release_number else "was accepted"
    return STATE_WORDS[state]


def looks_like(filename: str, dataset: str) -> str:
    """What to say of a file that was brought as something else than it is."""
    words = DATASET_NAMES[dataset]
    article = "" if dataset in NAMED_AS_MANY else "an " if words[0] in "aeiou" else "a "
    roles = " or ".join(_inside(ROLE_NAMES[role]) for role in sorted(UPLOADERS[dataset]))
    return (
        f"Choose another file, or say what is in this one: {filename} looks like {article}{words}, which {roles} brings"
    )


def _inside(role: str) -> str:
    """A role's name inside a sentence: "finance", but "HR"."""
    return role if role.isupper() else f"{'the ' if ' ' in role else ''}{role[:1].lower()}{role[1:]}"


def counted(findings: Iterable[Mapping[str, Any]]) -> dict[str, int]:
    """How many errors, warnings and notes."""
    counts = Counter(each["severity"] for each in findings)
    return {severity: counts[severity] for severity in SEVERITIES}


def grouped(findings: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Findings of one kind together, errors first and the most frequent first: severity, code, field, count, the first
    message as the example."""
    groups: dict[tuple[str, str, str], dict[str, Any]] = {}
    for each in findings:
        key = (each["severity"], each.get("code") or "", each.get("field") or "")
        group = groups.setdefault(
            key,
            {"severity": key[0], "code": key[1], "field": key[2], "count": 0, "example": each["message"],
             "cell": each.get("cell")},
        )  # fmt: skip
        group["count"] += 1
    return sorted(groups.values(), key=lambda group: (SEVERITIES.index(group["severity"]), -group["count"]))


AMOUNT_BASES = ("base", "current", "forecast", "outturn")
_YEAR = re.compile(r"^(20\d\d)/(\d\d)$")


def unsaid_amounts(outcome: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The columns of money whose heading lacks a year or a basis that nobody has said."""
    return [each for each in outcome["amounts"] if not each.get("year") or not each.get("basis")]


def refuse_amount(letter: str, year: str, basis: str) -> None:
    """Raises DomainError, on the field of this column, for a year that is none ("2021/22" is one) or no known basis."""
    match = _YEAR.match(year)
    if not match or (int(match[1]) + 1) % 100 != int(match[2]):
        raise DomainError("Enter a financial year, such as 2021/22", f"year_{letter}")
    if basis not in AMOUNT_BASES:
        raise DomainError("Choose base, current, forecast or outturn", f"basis_{letter}")


def key_of(value: Any) -> str:
    """A row's key as keys are compared."""
    return " ".join(str(value or "").split()).casefold()


def shown_value(field: str | None, value: Any) -> str:
    """A value of a comparison for people: money in pounds, days in words, lists by commas."""
    if value is None or value == "":
        return ""
    if isinstance(value, list):
        return ", ".join(map(str, value))
    if isinstance(value, int) and field and (field in MONEY or field.startswith("amount ")):
        return pounds(value)
    if isinstance(value, str) and _DAY.match(value):
        return long_date(date.fromisoformat(value))
    return f"{value:g}" if isinstance(value, float) else str(value)


ANOTHER_PERSON = "another_person"
NOT_READ = "not_read"
FEW, ONE_IN = 5, 10
"""More absent rows than so many, and than one in so many of the version in force, are asked about."""


@dataclass(frozen=True)
class Before:
    """The version in force: its number, how many rows it has, the fields that it has columns for, and the net total of
    each column of money in pence, by year and basis."""

    number: int
    rows: int
    fields: frozenset[str]
    nets: Mapping[tuple[str, str], int]


def nets_of(amounts: Iterable[Mapping[str, Any]], totals: Mapping[str, Any]) -> dict[tuple[str, str], int]:
    """The net total in pence of each column of money whose year and basis are known."""
    found = {}
    for each in amounts:
        total = totals.get(f"{each['heading']} ({each['letter']})") or totals.get(each["heading"])
        if total and each["year"] and each["basis"]:
            found[each["year"], each["basis"]] = total["net_pence"]
    return found


def to_be_sure_of(outcome: Mapping[str, Any], before: Before) -> list[str]:
    """What a person says that they have looked at before this file takes the place of the version in force: many rows
    that are not in it, a column that it lacks, or a net total that is twice or half of what it was."""
    told = []
    left = len((told_changes(outcome) or told_differences(outcome)).get("left", ()))
    if left > FEW and left * ONE_IN > before.rows:
        told.append(f"{left:,} of the {before.rows:,} rows of version {before.number} are not in this file.")
    if lost := sorted(field_words(name) for name in before.fields - set(outcome["columns"])):
        told.append(f"Version {before.number} has columns that this file lacks: {', '.join(lost)}.")
    for (year, basis), pence in nets_of(outcome["amounts"], outcome["totals"]).items():
        was = before.nets.get((year, basis), 0)
        if was and not abs(was) < 2 * abs(pence) < 4 * abs(was):
            told.append(
                f"The net total of {year} {basis} is {pounds(pence)}; in version {before.number} it is {pounds(was)}."
            )
    return told


def told_changes(outcome: Mapping[str, Any]) -> dict[str, list[dict[str, Any]]] | None:
    """The comparison as a person should read it: a post whose row is parked stands in the file still, so it is told
    under NOT_READ and not as left. None where there is nothing to compare with."""
    changes = outcome["changes"]
    if not changes:
        return None
    parked = Counter(str(each["key"]).casefold() for each in outcome["parked"] if each["key"])
    left: list[dict[str, Any]] = []
    not_read: list[dict[str, Any]] = []
    for change in changes["left"]:
        post = str(change["post_no"] or "").casefold()
        (not_read if parked[post] > 0 else left).append(change)
        parked[post] -= 1
    return {NOT_READ: not_read, **changes, "left": left}


def joined_titles(joined: Iterable[Mapping[str, Any]], after: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """Post number → job title of the posts that joined: no version in force says it."""
    posts = {each["post_no"] for each in joined}
    return {line["post_no"]: line["job_title"] or "" for line in after if line["post_no"] in posts}


def told_differences(outcome: Mapping[str, Any]) -> dict[str, list[dict[str, Any]]]:
    """The same of any other list, by kind; empty where there is nothing to compare with."""
    found = outcome.get("differences") or {}
    parked = {key_of(each["key"]) for each in outcome["parked"]}
    not_read = [each for each in found.get("left", ()) if key_of(each["key"].split(" · ")[0]) in parked]
    if not not_read:
        return dict(found)
    return {NOT_READ: not_read, **found, "left": [each for each in found["left"] if each not in not_read]}


def about_decisions(outcome: Mapping[str, Any]) -> dict[str, list[dict[str, Any]]]:
    """What may touch a decision on a person, by kind: the comparison, and posts that name another person now."""
    another = outcome.get("another_person") or []
    posts = {each["post_no"].casefold() for each in another}
    told = told_changes(outcome) or {}
    other = [
        each
        for each in told.get("other", [])
        if each["field"] != "person_ref" or str(each["post_no"]).casefold() not in posts
    ]
    return {**told, "other": other, ANOTHER_PERSON: another}


def posts_of(changes: Iterable[Mapping[str, Any]]) -> list[str]:
    """The post numbers that these changes are about, each once."""
    return list(dict.fromkeys(str(each["post_no"] or "") for each in changes))


def renamed_posts(before: Iterable[Mapping[str, Any]], after: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Posts of both lists that lost a person and gained one: post_no and the references (`people`) of those before.

    A person is told by the reference, as a decision is; a post that was only vacated names nobody else.
    """
    old, new = _people_by_post(before), _people_by_post(after)
    return [
        {"post_no": new[post][0], "people": sorted(people - new[post][1])}
        for post, (_, people) in old.items()
        if post in new and people - new[post][1] and new[post][1] - people
    ]


def _people_by_post(lines: Iterable[Mapping[str, Any]]) -> dict[str, tuple[str, set[str]]]:
    """Post key → (post number, references of its people)."""
    posts: dict[str, tuple[str, set[str]]] = {}
    for line in lines:
        if line.get("post_no"):
            post_no = str(line["post_no"])
            people = posts.setdefault(post_no.casefold(), (post_no, set()))[1]
            people.update({str(line["person_ref"])} if line.get("person_ref") else ())
    return posts


_CAPITALS = {"fte": "FTE", "scp": "SCP", "ni number": "NI number", "irrecoverable vat": "Irrecoverable VAT",
             "lg service date": "LG service date", "sme vcse": "SME or VCSE"}  # fmt: skip
_HOLDS = {
    "date": "a date", "money": "in pounds", "number": "a number", "percent": "a share of 100",
    "choice": "one of the known values", "list": "several are parted by semicolons",
}  # fmt: skip


def column_heading(field: Field) -> str:
    """The surest heading of a field, as a person would write it."""
    words = field.synonyms[0] if field.synonyms else field.name.replace("_", " ")
    return _CAPITALS.get(words) or words[:1].upper() + words[1:]


def holds(field: Field) -> str:
    """What a column holds, in words: "The actual salary, in pounds"."""
    label, more = field.label, _HOLDS.get(field.kind, "")
    words = label[:1].upper() + label[1:]
    return f"{words}, {more}" if more and more not in label else words
