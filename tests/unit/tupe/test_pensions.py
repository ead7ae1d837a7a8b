"""How the members of a pension scheme go on. Source: workforce.md §4."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from transfer.kernel.errors import DomainError
from transfer.tupe.rules import PENSION_ROUTES, PensionFacts, check_pension, is_late, scheme_key

TODAY = date(2021, 3, 1)
AGREED = PensionFacts(
    "LGPS", "all", "admission", "agreed", actuary_asked_on=date(2021, 1, 4), actuary_answered_on=date(2021, 2, 1),
    agreed_on=date(2021, 2, 20), security="bond", security_by="The council", bond_pence=250_000_00,
    rate=Decimal("19.4"), evidence="Admission agreement",
)  # fmt: skip


@pytest.mark.parametrize(
    ("said", "key"),
    [
        ("LGPS", "LGPS"), ("Local Government Pension Scheme", "LGPS"), ("tps", "TPS"), ("Teachers’ Pensions", "TPS"),
        ("NHS", "NHS"), ("NHSPS", "NHS"), ("none", ""), ("", ""), (None, ""), ("Opted out", ""),
        ("Aviva  plan", "Aviva plan"),
    ],
)  # fmt: skip
def test_schemes_are_told_apart_by_their_signs(said: str | None, key: str) -> None:
    assert scheme_key(said) == key


def test_what_holds_together_is_kept() -> None:
    check_pension(AGREED, TODAY)
    check_pension(PensionFacts("LGPS", "all", "designation", "open"), TODAY)


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"scheme": " "}, "scheme"), ({"route": "function-provider"}, "route"), ({"route": "fair-deal"}, "route"),
        ({"bond_pence": None}, "bond_pence"), ({"security_by": ""}, "security_by"), ({"rate": Decimal(101)}, "rate"),
        ({"rate": None}, "rate"), ({"agreed_on": None}, "agreed_on"), ({"evidence": ""}, "evidence"),
        ({"agreed_on": date(2021, 3, 2)}, "agreed_on"), ({"actuary_asked_on": None}, "actuary_answered_on"),
        ({"actuary_asked_on": date(2021, 2, 2)}, "actuary_answered_on"),
        ({"status": "actuary", "actuary_asked_on": None, "actuary_answered_on": None}, "actuary_asked_on"),
    ],
)  # fmt: skip
def test_what_does_not_is_refused_beside_its_field(changed: dict[str, object], field: str) -> None:
    with pytest.raises(DomainError) as caught:
        check_pension(replace(AGREED, **changed), TODAY)  # type: ignore[arg-type]
    assert caught.value.field == field


def test_an_agreement_is_due_before_the_transfer() -> None:
    transfer_on = date(2021, 4, 1)
    assert not is_late(date(2021, 3, 31), transfer_on, TODAY) and is_late(transfer_on, transfer_on, TODAY)
    assert not is_late(None, transfer_on, TODAY) and is_late(None, transfer_on, transfer_on)


def test_what_could_not_be_verified_is_an_assumption_and_fair_deal_a_proposal() -> None:
    assert {key for key, each in PENSION_ROUTES.items() if each.kind == "proposal"} == {"fair-deal"}
    assert {"admission", "function-provider", "nhs-direction"} <= {
        key for key, each in PENSION_ROUTES.items() if each.status == "assumed"
    }
    assert PENSION_ROUTES["designation"].status == "confirmed"
