"""What each route may be, and what consent it takes. Expected values: domain/contracts-diligence-programme.md §0–1."""

import pytest

from transfer.contracts.rules import BY_KEY, ROUTES, consent_error, routes_for


def test_the_engine_decides_which_routes_are_offered() -> None:
    contractual = {route.key for route in routes_for("contractual")}
    statutory = {route.key for route in routes_for("statutory")}
    assert set(ROUTES) - contractual == {"statutory vest", "host"}
    assert set(ROUTES) - statutory == {"assign"}


@pytest.mark.parametrize(
    ("route", "consent", "fits"),
    [
        ("novate", "needed", True),
        ("novate", "not_needed", False),
        ("licence", "not_needed", False),
        ("sever", "not_needed", False),
        ("assign", "needed", True),
        ("assign", "not_needed", True),
        ("back-to-back", "not_needed", True),
        ("statutory vest", "not_needed", True),
        ("statutory vest", "needed", False),
        ("retain and recharge", "needed", False),
        ("expire", "needed", False),
        ("novate", "obtained", False),
    ],
)
def test_consent_follows_the_route(route: str, consent: str, fits: bool) -> None:
    assert (consent_error(route, consent) is None) is fits


def test_what_the_field_has_not_confirmed_is_an_assumption() -> None:
    assert BY_KEY["assign"].assumption
    assert BY_KEY["back-to-back"].assumption
    assert not BY_KEY["statutory vest"].assumption
    assert BY_KEY["assign"].moves == "The benefit only"
