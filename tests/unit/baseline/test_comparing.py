"""Two versions beside each other on paper: a virement, a grant that begins a row, and one that nothing explains."""

from transfer.baseline.rules import SOURCE, Applied, Compared, Delta, Row, compare_versions, since_rebase, whole_effect

YEAR = "2021/22"
COUNCIL, COMPANY = 1, 2
PAY, SUPPLIES, GRANT = (
    (YEAR, "00100", "Employees", "GF"), (YEAR, "00100", "Supplies and services", "GF"),
    (YEAR, "00910", "Income", "DSG"),
)  # fmt: skip


def row(key: tuple[str, str, str, str], shares: dict[int, int], unallocated: int = 0) -> Row:
    return Row(*key, 1, sum(shares.values()) + unallocated, tuple(sorted(shares.items())), unallocated, 0)


BEFORE = [row(PAY, {COMPANY: 1_000}), row(SUPPLIES, {COUNCIL: 300}, 50)]
AFTER = [row(PAY, {COMPANY: 900}), row(SUPPLIES, {COUNCIL: 400}, 51), row(GRANT, {COUNCIL: -70})]
VIREMENT = Applied(1, "virement", (Delta(*PAY, COMPANY, -100), Delta(*SUPPLIES, COUNCIL, 100)))
GIVEN = Applied(2, "grant", (Delta(*GRANT, COUNCIL, -70), Delta("2022/23", *GRANT[1:], COUNCIL, -70)))


def compared(changes: list[Applied]) -> dict[tuple[str, int | str], Compared]:
    found = compare_versions(BEFORE, AFTER, changes, [COUNCIL, COMPANY], YEAR)
    return {(each.key[2], each.place): each for each in found}


def test_each_difference_is_explained_by_its_changes_and_the_rest_is_told() -> None:
    found = compared([VIREMENT, GIVEN])
    assert found["Employees", COMPANY] == (PAY, COMPANY, 1_000, 900, ((1, -100),))
    assert found["Employees", SOURCE] == (PAY, SOURCE, 1_000, 900, ((1, -100),))
    assert found["Income", COUNCIL] == (GRANT, COUNCIL, 0, -70, ((2, -70),))
    assert found["Supplies and services", "unallocated"] == (SUPPLIES, "unallocated", 50, 51, ())
    assert {where: each.unexplained for where, each in found.items() if each.unexplained} == {
        ("Supplies and services", SOURCE): 1, ("Supplies and services", "unallocated"): 1,
    }  # fmt: skip
    assert ("Employees", COUNCIL) not in found  # nothing before, nothing after, and no change touches it


def test_without_its_change_a_difference_is_not_explained() -> None:
    assert compared([GIVEN])["Employees", COMPANY].unexplained == -100


def test_a_change_that_left_no_trace_is_told() -> None:
    lost = Applied(3, "correction", (Delta(*PAY, COUNCIL, 5),))
    assert compared([VIREMENT, GIVEN, lost])["Employees", COUNCIL].unexplained == -5


def test_a_virement_comes_to_nil_in_the_whole_and_back_is_the_other_sign() -> None:
    assert whole_effect(VIREMENT, YEAR) == {COMPANY: -100, COUNCIL: 100, SOURCE: 0}
    assert whole_effect(Applied(2, "grant", GIVEN.deltas, -1), YEAR) == {COUNCIL: 70, SOURCE: 70}


def test_only_changes_after_the_last_rebase_stand_between_the_split_and_a_version() -> None:
    rebase = Applied(3, "rebase", ())
    assert since_rebase([VIREMENT, GIVEN]) == [VIREMENT, GIVEN]
    assert since_rebase([VIREMENT, rebase, GIVEN]) == [GIVEN]
