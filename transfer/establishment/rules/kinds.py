"""How a post is held, as far as its list says: shared, covered, pooled, seconded, acted up to, on offer."""

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any, Protocol

STANDINGS = ("seconded out", "seconded in", "acting up", "cover", "away")
KIND_WORDS = {
    "job-share": "Job share",
    "several-posts": "Person with several posts",
    "cover": "Cover, and the holder who is away",
    "agency-vacant": "Agency worker in a vacant post",
    "pooled": "Several people in one line",
    "under-offer": "Under offer",
    "seconded-in": "Seconded in",
    "seconded-out": "Seconded out",
    "acting-up": "Acting up",
}
KIND_SENTENCES = {
    "job-share": "Several people share this post. Each counts once, and their FTE is added up.",
    "several-posts": "The same person holds other posts of this employer. They count once as a person.",
    "cover": "The holder is away and somebody covers. Both are employees: each is looked at for the transfer.",
    "agency-vacant": "The post is vacant and an agency worker does its work. It is a vacancy all the same.",
    "pooled": "One line of the list stands for several people.",
    "under-offer": "Somebody has accepted an offer and has not started: nobody is in the post yet.",
    "seconded-in": "The person’s employer is another: their own post decides what becomes of them.",
    "seconded-out": "The person works elsewhere and keeps this post: this post decides what becomes of them.",
    "acting-up": "The person acts up for a time: the post that is theirs decides what becomes of them.",
}
# Headings of columns that no field takes and that may say how a post is held.
_TELLING = re.compile(r"second|acting|cover", re.IGNORECASE)
_NO = frozenset({"", "n", "no", "none", "n/a", "na", "nil", "-", "0", "false"})
_SAYS = (
    ("acting up", re.compile(r"\bacting[ -]?up\b|^acting\b|\bacting (?:as|into|to)\b", re.IGNORECASE)),
    ("seconded out", re.compile(r"second(?:ed|ment)\W+(?:out|to)\b|\boutward second", re.IGNORECASE)),
    ("seconded in", re.compile(r"second(?:ed|ment|ee)\W+(?:in|from)\b|\binward second", re.IGNORECASE)),
    ("cover", re.compile(r"\b(?:cover|covering|backfill|back-fill|backfilling)\b", re.IGNORECASE)),
)
_SECONDED = re.compile(r"\bsecond(?:ed|ment|ee)\b", re.IGNORECASE)


class Line(Protocol):
    """What is read of a line to tell how its post is held."""

    @property
    def occupancy(self) -> str | None: ...
    @property
    def person_ref(self) -> str | None: ...
    @property
    def standing(self) -> str | None: ...
    @property
    def headcount(self) -> Any: ...
    @property
    def post_no(self) -> str: ...


def standing_of(values: Mapping[str, Any], extra: Mapping[str, Any]) -> str | None:
    """How somebody stands in a post, from what the list says in words; None when it says nothing of the kind.

    values: fields of the data set (absence, notes, job_title); extra: columns that no field took, by their heading.
    """
    absence = str(values.get("absence") or "").strip()
    absence = "" if absence.casefold() in _NO else absence
    texts = [absence, str(values.get("notes") or ""), str(values.get("job_title") or ""), *_told(extra)]
    said = {standing for each in texts for standing in _said_in(each)}
    if said:
        return next(standing for standing, _ in _SAYS if standing in said)
    if absence:
        return "seconded out" if _SECONDED.search(absence) else "away"
    return None


@lru_cache(maxsize=20_000)
def _said_in(text: str) -> tuple[str, ...]:
    """The standings that a text speaks of. Most lists say few different things of many people."""
    return tuple(standing for standing, says in _SAYS if says.search(text))


def _told(extra: Mapping[str, Any]) -> Iterable[str]:
    """A telling column's words, its heading before them: "Secondment: to the county" is read as one."""
    for heading, value in extra.items():
        text = str(value or "").strip()
        if _TELLING.search(heading) and text.casefold() not in _NO:
            yield f"{heading} {text}"


def kinds_of(line: Line, others: Sequence[Line], elsewhere: Sequence[Line] = ()) -> list[str]:
    """How the post of a line is held. others: more lines of the same post; elsewhere: lines of the same person."""
    lines = [line, *others]
    filled = [each for each in lines if each.occupancy == "filled"]
    away = [each for each in lines if each.standing in ("away", "cover", "seconded out")]
    found = {
        "job-share": len(filled) > 1 and not away,
        "several-posts": any(each.post_no != line.post_no and each.occupancy == "filled" for each in elsewhere),
        "cover": len(lines) > 1 and bool(away),
        "agency-vacant": line.occupancy in ("agency", "vacant") and _agency(lines) and not filled,
        "pooled": bool(line.headcount and line.headcount > 1),
        "under-offer": line.occupancy == "under offer",
        "seconded-in": line.standing == "seconded in",
        "seconded-out": line.standing == "seconded out",
        "acting-up": line.standing == "acting up",
    }
    return [kind for kind, holds in found.items() if holds]


def _agency(lines: Iterable[Line]) -> bool:
    return any(each.occupancy == "agency" for each in lines)
