"""A reader of stage A who holds every other list and total: the posts by grade and hours, and how many are in each."""

from collections import Counter
from collections.abc import Iterable, Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.factories.guessing import narrowest
from transfer.kernel.errors import DomainError
from transfer.liability.rules import Counted, stage_a
from transfer.liability.rules.stage_a import AGE, GROUP, HOURS, SERVICE, SMALL, band, withheld

PEOPLE = st.lists(
    st.builds(
        Counted, grade=st.sampled_from(["G4", "G5", "G6", "G7", "G10", "SW1"]),
        hours=st.sampled_from([10, 18, 37, None]), service=st.integers(0, 40) | st.none(),
        age=st.integers(18, 70) | st.none(),
    ),
    min_size=SMALL, max_size=160,
)  # fmt: skip


def known(people: Iterable[Counted]) -> Counter[tuple[str, str]]:
    """What the lists of posts say without names."""
    return Counter((each.grade, band(each.hours, HOURS)) for each in people)


@settings(max_examples=60, deadline=None)
@given(PEOPLE)
def test_no_withheld_number_is_narrowed_below_three_values(people: list[Counted]) -> None:
    content = stage_a(people)
    sizes = [each["people"] for each in content["groups"]]
    sizes.append(sum(sizes))
    assert sizes[-1] == len(people) == sum(known(people).values())
    for table in content["tables"]:
        assert narrowest(table["cells"], sizes) >= 3, table


@settings(max_examples=60, deadline=None)
@given(PEOPLE)
def test_nobody_can_be_named(people: list[Counted]) -> None:
    """Each line fits fifteen posts of the other lists, or all there are; no printed number is small, and none says
    something of everybody in a group."""
    content = stage_a(people)
    smallest = min(each["people"] for each in content["groups"])
    assert smallest >= min(GROUP, len(people))
    for table in content["tables"]:
        for size, row in zip([each["people"] for each in content["groups"]], table["cells"], strict=False):
            assert not [cell for cell in row if cell is not None and (0 < cell < SMALL or cell == size)]
    fits = Counter((line[1], line[2]) for line in content["lines"])
    assert min(fits.values()) >= min(GROUP, len(people)) and len(content["lines"]) == len(people)


def test_the_lines_say_no_more_than_the_table() -> None:
    people = [Counted("G6", 37, each % 12, 30 + each) for each in range(40)]
    content = stage_a(people)
    by_service = content["tables"][0]
    told = Counter(line[3] for line in content["lines"])
    printed = dict(zip(by_service["bands"], by_service["cells"][0], strict=True))
    assert {words: count for words, count in printed.items() if count} == {w: n for w, n in told.items() if w}


def test_a_table_is_withheld_as_worked_out_by_hand() -> None:
    """One group of 35: 3 is small, and alone it could be worked out as 35 − 20 − 12, so the smaller of the others goes
    too. The row of everybody says the same. A group that is all in one band is withheld with its noughts."""
    assert withheld([[20, 3, 12]]) == [[20, None, None], [20, None, None]]
    assert withheld([[20, 0, 0]])[0] == [None, None, None]
    assert withheld([[20, 9, 0], [7, 8, 5]]) == [[20, 9, 0], [7, 8, 5], [27, 17, 5]]


def test_fewer_than_five_people_have_no_stage_a() -> None:
    with pytest.raises(DomainError, match="Fewer than 5 people"):
        stage_a([Counted("G6", 37, 4, 40)] * 4)


@pytest.mark.parametrize(("value", "bands", "words"), [
    (1, SERVICE, "Under 2 years"), (2, SERVICE, "2 to under 10 years"), (10, SERVICE, "10 years or more"),
    (34, AGE, "Under 35"), (35, AGE, "35 to 49"), (50, AGE, "50 or over"), (None, AGE, "Not stated"),
    (16, HOURS, "16 to under 30 hours"), (30, HOURS, "30 hours or more"),
])  # fmt: skip
def test_bands(value: int | None, bands: Sequence[tuple[str, int]], words: str) -> None:
    assert band(value, bands) == words
