"""How a post is held, as its list says it in words and in lines."""

from dataclasses import dataclass
from typing import Any

import pytest

from transfer.establishment.rules.kinds import KIND_SENTENCES, KIND_WORDS, kinds_of, standing_of

SAID: list[tuple[dict[str, str], dict[str, Any], str | None]] = [
    ({"absence": "Maternity leave"}, {}, "away"),
    ({"absence": "Long-term sick"}, {}, "away"),
    ({"absence": "No"}, {}, None),
    ({"absence": "Secondment"}, {}, "seconded out"),
    ({"notes": "Seconded from the health trust until March"}, {}, "seconded in"),
    ({"notes": "on secondment to the county"}, {}, "seconded out"),
    ({"notes": "Maternity cover for A"}, {}, "cover"),
    ({"job_title": "Acting Team Manager"}, {}, "acting up"),
    ({"notes": "Acting up since May"}, {"Grade": "L5"}, "acting up"),
    ({}, {"Secondment": "to the county"}, "seconded out"),
    ({}, {"Seconded In?": "Yes"}, "seconded in"),
    ({}, {"Seconded In?": "No", "Acting up": "N/A"}, None),
    ({}, {"Health notes": "covered by a plan"}, None),  # a column that says nothing of the kind is not read
    ({"notes": "Discovery team; recovering lost files"}, {}, None),
    ({"job_title": "Transacting clerk"}, {}, None),
]


@pytest.mark.parametrize(("values", "extra", "standing"), SAID)
def test_what_a_list_says_in_words(values: dict[str, str], extra: dict[str, Any], standing: str | None) -> None:
    assert standing_of(values, extra) == standing


@dataclass(frozen=True)
class Held:
    post_no: str = "P1"
    occupancy: str | None = "filled"
    person_ref: str | None = "a"
    standing: str | None = None
    headcount: int | None = None


def test_how_lines_of_a_post_hold_it() -> None:
    one, two = Held(), Held(person_ref="b")
    away, cover = Held(standing="away"), Held(person_ref="b", standing="cover")
    assert kinds_of(one, []) == [] and kinds_of(one, [two]) == ["job-share"]
    assert kinds_of(away, [cover]) == kinds_of(cover, [away]) == ["cover"]
    assert kinds_of(one, [cover]) == ["cover"] and kinds_of(away, []) == []
    agency, vacant = Held(occupancy="agency", person_ref=None), Held(occupancy="vacant", person_ref=None)
    assert kinds_of(agency, []) == kinds_of(vacant, [agency]) == ["agency-vacant"]
    assert kinds_of(agency, [away]) == ["cover"] and kinds_of(vacant, []) == []
    assert kinds_of(one, [], [Held("P2")]) == ["several-posts"] and kinds_of(one, [], [Held("P1")]) == []
    assert kinds_of(Held(headcount=8), []) == ["pooled"] and kinds_of(Held(headcount=1), []) == []
    assert kinds_of(Held(occupancy="under offer"), []) == ["under-offer"]
    assert [kinds_of(Held(standing=each), []) for each in ("seconded in", "seconded out", "acting up")] == [
        ["seconded-in"], ["seconded-out"], ["acting-up"]
    ]  # fmt: skip


def test_every_kind_has_its_words() -> None:
    assert list(KIND_WORDS) == list(KIND_SENTENCES)
