"""A list held against the version in force: what a person is told of it, and asked about."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from transfer.kernel.money import pounds
from transfer.releases.rules import field_words

FEW, ONE_IN = 5, 10
"""More absent rows than so many, and than one in so many of the version in force, are asked about."""
ANOTHER_PERSON = "another_person"
NOT_READ = "not_read"


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


def key_of(value: Any) -> str:
    """A row's key as keys are compared."""
    return " ".join(str(value or "").split()).casefold()


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
