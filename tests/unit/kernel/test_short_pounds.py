"""How pounds are written in a sentence."""

from transfer.kernel import money


def test_pounds_for_a_sentence() -> None:
    told = {33_040_000_00: "£33.0m", 100_000_00: "£0.1m", 99_999_00: "£99,999", 149_999_99: "£0.1m", 0: "£0",
            -2_450_000_00: "−£2.5m", 1_999_950_000_00: "£2,000.0m"}  # fmt: skip
    assert {pence: money.short_pounds(pence) for pence in told} == told
