"""What a programme may be started with."""

from datetime import date

import pytest

from transfer.kernel.errors import DomainError
from transfer.operation.rules import Party, budget_year, parties_of, refuse_parties

COUNCIL, TRUST = Party("North Council", "Council", "council", hands_over_to=1), Party("North Trust", "Trust", "trust")


@pytest.mark.parametrize(
    ("parties", "field", "says"),
    [
        ([], "name_1", "Name at least one organisation"),
        ([COUNCIL, Party("", "Trust", "trust")], "name_2", "Enter the organisation’s name"),
        ([COUNCIL, Party("North Trust", " ", "trust")], "short_2", "Enter a short name"),
        ([COUNCIL, Party("N" * 201, "Trust", "trust")], "name_2", "200 letters or fewer"),
        ([COUNCIL, Party("North Trust", "T" * 61, "trust")], "short_2", "60 letters or fewer"),
        ([COUNCIL], "hands_over_1", "Choose an organisation that you named"),
        ([Party("A", "A", "trust", hands_over_to=-1)], "hands_over_1", "Choose an organisation that you named"),
        ([Party("A", "A", "trust", hands_over_to=0)], "hands_over_1", "none hands over to itself"),
    ],
)
def test_parties_that_are_refused(parties: list[Party], field: str, says: str) -> None:
    with pytest.raises(DomainError, match=says) as refused:
        refuse_parties(parties)
    assert refused.value.field == field


def test_parties_that_are_sound() -> None:
    refuse_parties([COUNCIL, TRUST])
    refuse_parties([TRUST])


def test_a_command_names_transferor_and_transferee_by_short_name() -> None:
    sides = [("North Council", "Council", "council"), ("North Trust", "Trust", "trust")]
    assert parties_of(sides, [("Council", "Trust")]) == [COUNCIL, TRUST]
    for pairs, says in (
        ([("Council", "County")], "“County” is none of the organisations"),
        ([("Council", "Trust"), ("Council", "Trust")], "one transferee for each transferor"),
    ):
        with pytest.raises(DomainError, match=says):
            parties_of(sides, pairs)


@pytest.mark.parametrize(
    ("typed", "year"), [("", "2020/21"), ("2021/22", "2021/22"), ("1999/00", "1999/00")]
)  # fmt: skip
def test_the_budgets_year(typed: str, year: str) -> None:
    assert budget_year(typed, date(2021, 3, 31)) == year


@pytest.mark.parametrize("typed", ["2021", "2021/23", "2021-22", "0000/01", "²021/22", "2021/22 "])
def test_what_is_no_year(typed: str) -> None:
    with pytest.raises(DomainError, match="such as 2021/22"):
        budget_year(typed, date(2021, 3, 31))
