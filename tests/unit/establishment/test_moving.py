"""Whose service a line is, and which moves carry it."""

from datetime import date

from transfer.establishment.rules import Catalogue, Ownership, changes_employer, employer_changes, path_of
from transfer.programmes.rules import Employer, Move

COUNCIL, TRUST, COMPANY = 1, 2, 3
EMPLOYERS = {
    COUNCIL: Employer(COUNCIL, "Council", None),
    TRUST: Employer(TRUST, "Trust", "09999001"),
    COMPANY: Employer(COMPANY, "Company", "9999001"),
}
KNOWN = Catalogue([Ownership(7, "Early Help & Youth", ("0200", "0300")), Ownership(8, "Fostering", ("0300", "0400"))])
OUT = Move(7, COUNCIL, TRUST, date(2015, 10, 1))
ON = Move(7, TRUST, COMPANY, date(2021, 4, 1))
BACK = Move(7, COMPANY, COUNCIL, date(2025, 4, 1))


def test_a_line_belongs_by_name_and_else_by_cost_centre() -> None:
    assert KNOWN.owner("early help and youth", "0400") == 7
    assert KNOWN.owner("no such service", "0400") == 8
    assert KNOWN.owner("", "0300") == 7  # two services list it: the first has it
    assert KNOWN.owner("", "9999") is None
    assert KNOWN.owner("", None) is None


def test_a_line_follows_its_service_from_its_own_organisation_on() -> None:
    assert path_of(COUNCIL, [ON, OUT]) == [OUT, ON]
    assert path_of(TRUST, [OUT, ON]) == [ON]
    assert path_of(COUNCIL, [OUT, ON, BACK]) == [OUT, ON, BACK]
    assert path_of(COUNCIL, []) == []


def test_a_line_of_a_third_body_goes_with_the_service() -> None:
    assert path_of(COUNCIL, [ON]) == [ON]


def test_a_line_that_is_there_already_stays() -> None:
    assert path_of(COMPANY, [ON]) == []


def test_employers_with_one_company_number_are_one() -> None:
    assert employer_changes(COUNCIL, [OUT, ON, BACK], EMPLOYERS) == [OUT, BACK]
    assert not changes_employer(TRUST, [ON], EMPLOYERS)
    assert changes_employer(COUNCIL, [ON], EMPLOYERS)
