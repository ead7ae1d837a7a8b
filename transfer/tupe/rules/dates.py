"""The dates that follow from a transfer's day. Source: domain/workforce.md §7; golden/dates.json."""

from dataclasses import dataclass
from datetime import date, timedelta

from transfer.kernel.dates import add_months


@dataclass(frozen=True)
class DateRule:
    """key: as golden/dates.json; offset: the name of the dated value that it uses, in days before the transfer or in
    months after it; days: added at the end; due: something is owed by then."""

    key: str
    label: str
    offset: str
    words: str
    days: int = 0
    due: bool = True


DATE_RULES = (
    DateRule(
        "pension_actuary_on", "Data for the pension fund’s actuary", "tupe.pension_actuary_days",
        "{} before the transfer",
    ),
    DateRule("inform_policy_on", "Inform the representatives", "tupe.inform_days", "{} before the transfer"),
    DateRule(
        "payroll_parallel_run_on", "Start the parallel run of the new payroll", "tupe.payroll_parallel_days",
        "{} before the transfer",
    ),
    DateRule(
        "eli_plan_on", "Plan to give employee liability information", "tupe.eli_plan_days", "{} before the transfer"
    ),
    DateRule(
        "eli_latest_clear_days_on", "Give employee liability information at the latest, counting clear days",
        "tupe.eli_days", "{} before the transfer, neither the first nor the last day counted", days=-1,
    ),
    DateRule(
        "eli_latest_on", "Give employee liability information at the latest", "tupe.eli_days", "{} before the transfer"
    ),
    DateRule(
        "claims_latest_on", "Last day for claims to a tribunal", "tupe.claims_months",
        "{} from the transfer, less a day; conciliation adds to it", days=-1, due=False,
    ),
    DateRule(
        "collective_variation_after_on", "Collective terms may be varied after", "tupe.collective_variation_months",
        "{} after the transfer", due=False,
    ),
)  # fmt: skip


def date_of(rule: DateRule, transfer_on: date, value: int, unit: str) -> date:
    """The day that a rule gives: value days before the transfer, or value calendar months after it."""
    if unit == "months":
        return add_months(transfer_on, value) + timedelta(days=rule.days)
    return transfer_on - timedelta(days=value) + timedelta(days=rule.days)
