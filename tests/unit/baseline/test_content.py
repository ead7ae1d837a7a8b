"""What is signed, on paper: one hash, and what differs from it by name."""

import hashlib
from dataclasses import replace

from transfer.baseline.rules import (
    Row,
    content_hash,
    content_of,
    differences,
    funds_out_of_balance,
    merged,
    totals,
)

COUNCIL, COMPANY = 1, 2
SUPPLIES = Row("2027/28", "100", "Supplies and services", "", 1, 8_333_333,
               ((COUNCIL, 2_083_333), (COMPANY, 6_250_000)), 0, 0)  # fmt: skip
PREMISES = Row("2027/28", "200", "Premises", "GF", 2, 4_600_000, (), 4_600_000, 0)
GROUND = {
    "number": 1, "rules": [{"id": "7", "name": "“fund is GF”", "does": "Goes to Council"}, {"id": "8", "name": "b"}],
    "drivers": [{"id": "fte", "name": "FTE", "places": [[1, "6"], [2, "18"]]}], "rates": [],
    "files": [{"id": "3", "name": "Budget book, version 1", "sha256": "ab"}],
}  # fmt: skip


def test_the_hash_is_the_sha_256_of_canonical_json_and_minds_no_order_of_rows() -> None:
    content = content_of({"number": 1}, [SUPPLIES])
    written = ('{"number":1,"rows":[["2027/28","100","Supplies and services","",1,8333333,'
               '[[1,2083333],[2,6250000]],0,0]]}')  # fmt: skip
    assert content_hash(content) == hashlib.sha256(written.encode()).hexdigest()
    assert content_hash(content_of(GROUND, [SUPPLIES, PREMISES])) == content_hash(
        content_of(GROUND, [PREMISES, SUPPLIES])
    )


def test_a_penny_between_two_bodies_is_another_hash() -> None:
    moved = replace(SUPPLIES, shares=((COUNCIL, 2_083_334), (COMPANY, 6_249_999)))
    before, after = content_of(GROUND, [SUPPLIES]), content_of(GROUND, [moved])
    assert content_hash(before) != content_hash(after)
    assert differences(before, after) == ["Row 100 Supplies and services moved between those who share it"]


def test_what_changed_is_named() -> None:
    signed = content_of(GROUND, [SUPPLIES, PREMISES])
    rules = [{"id": "8", "name": "b"}, {"id": "9", "name": "“group is Income”"}]
    now = {**GROUND, "rules": rules, "drivers": [{"id": "fte", "name": "FTE", "places": [[1, "7"], [2, "18"]]}]}
    today = content_of(now, [replace(SUPPLIES, source_pence=8_333_334)])
    assert differences(signed, today) == [
        "Row 100 Supplies and services moved from £83,333.33 to £83,333.34",
        "Row 200 Premises, GF is there no longer",
        "Rule “fund is GF” is there no longer",
        "Rule “group is Income” is new",
        "Driver FTE was changed",
    ]
    assert differences(signed, signed) == []


def test_another_order_of_rules_is_told() -> None:
    rules = list(reversed(GROUND["rules"]))  # type: ignore[call-overload]
    assert differences(GROUND, {**GROUND, "rules": rules}) == ["The order of the rules was changed"]


def test_rows_of_one_key_are_put_together() -> None:
    other = replace(SUPPLIES, lines=2, source_pence=-100, shares=((COMPANY, -100),))
    [row] = merged([SUPPLIES, other])
    assert (row.lines, row.source_pence, row.share(COMPANY)) == (3, 8_333_233, 6_249_900)
    assert row.difference_pence == 0


def test_totals_add_every_part() -> None:
    whole = totals([SUPPLIES, PREMISES])
    assert (whole.source_pence, whole.unallocated_pence, whole.share(COMPANY)) == (12_933_333, 4_600_000, 6_250_000)


def test_a_ring_fenced_fund_balances_in_every_column() -> None:
    spend = Row("2027/28", "910", "Third-party payments", "DSG", 1, 100, ((COUNCIL, 100),), 0, 0)
    grant = Row("2027/28", "910", "Income", "DSG", 1, -100, ((COMPANY, -100),), 0, 0)
    assert funds_out_of_balance([spend, grant], ["dsg"]) == [("DSG", "1", 100), ("DSG", "2", -100)]
    kept = replace(grant, shares=((COUNCIL, -100),))
    assert funds_out_of_balance([spend, kept, SUPPLIES], ["DSG"]) == []
    assert funds_out_of_balance([spend], ["DSG"]) == [("DSG", "", 100), ("DSG", "1", 100)]
