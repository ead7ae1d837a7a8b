"""The test of each legal basis. Source: workforce.md §1."""

import pytest

from transfer.kernel.errors import DomainError
from transfer.programmes.rules import BASES
from transfer.tupe.rules import NO_CHANGE, check_confirmation, elements_of


def test_every_basis_has_a_test_and_every_part_a_source() -> None:
    for basis in BASES:
        parts = elements_of(basis)
        assert len(parts) >= 2 and len({each.key for each in parts}) == len(parts)
        assert all(each.source and each.question.endswith("?") for each in parts)
    assert elements_of(None) == () and NO_CHANGE in BASES


def test_what_could_not_be_verified_is_marked() -> None:
    # workforce.md marks these two of the service provision change with a dagger
    assumed = {each.key for each in elements_of("service provision change") if each.status == "assumed"}
    assert assumed == {"lasting", "client"}


def test_a_basis_is_confirmed_once_every_part_is_settled() -> None:
    answers = {"numbers": "yes", "membership": "yes"}
    check_confirmation(NO_CHANGE, answers, "Companies House, 1 March")
    check_confirmation(NO_CHANGE, answers | {"membership": "no"}, "Counsel, 2 March")
    for basis, given, evidence in (
        (None, answers, "x"), (NO_CHANGE, {"numbers": "yes"}, "x"), (NO_CHANGE, answers | {"numbers": "unsure"}, "x"),
        (NO_CHANGE, answers, " "),
    ):  # fmt: skip
        with pytest.raises(DomainError):
            check_confirmation(basis, given, evidence)
