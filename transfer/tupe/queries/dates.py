"""What a transfer's day brings with it, and whether an employer changes at all."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from transfer.programmes.models import Option, Transfer
from transfer.programmes.queries import employer
from transfer.programmes.rules import Viewer, same_employer
from transfer.reference.queries import rate
from transfer.reference.rules import Rate, working_day_by
from transfer.tupe.rules import DATE_RULES, NO_CHANGE, DateRule, date_of


@dataclass(frozen=True)
class TransferDate:
    """A computed date. act_by: the last working day up to it."""

    rule: DateRule
    on: date
    rate: Rate

    @property
    def words(self) -> str:
        return self.rule.words.format(self.rate.words)

    @property
    def act_by(self) -> date:
        return working_day_by(self.on)


# What a programme sets itself in the place of a policy: transfer → value by its name.
OWN_OFFSETS: list[Callable[[Transfer], Mapping[str, Rate]]] = []


def _offset(transfer: Transfer, name: str) -> Rate:
    """What is law stays as it is, whatever anybody set."""
    standing = rate(name, transfer.transfer_on)
    own = [told[name] for each in OWN_OFFSETS if name in (told := each(transfer))]
    return own[0] if own and standing.kind == "policy" else standing


def dates_of(transfer: Transfer) -> list[TransferDate]:
    """The dates that a transfer's day brings, earliest first, each with its value, status and source."""
    found = []
    for rule in DATE_RULES:
        offset = _offset(transfer, rule.offset)
        found.append(TransferDate(rule, date_of(rule, transfer.transfer_on, int(offset.value), offset.unit), offset))
    return sorted(found, key=lambda each: each.on)


def one_employer(transfer: Transfer) -> bool:
    """Transferor and transferee have one company number, so nobody is in a TUPE transfer between them."""
    return same_employer(employer(transfer.transferor), employer(transfer.transferee))


def why_no_tupe(transfer: Transfer) -> str:
    """Why nobody is in a TUPE transfer here and none of its days is due; "" where somebody may be."""
    before, after = transfer.transferor, transfer.transferee
    if one_employer(transfer):
        return (
            f"{before.short} and {after.short} have one company number, {before.company_number}: they are one "
            "employer, so nobody employed by either is in a TUPE transfer between them, and no date of TUPE is due."
        )
    if transfer.basis == NO_CHANGE:
        return "The legal basis is “no change of employer”: nobody is in a TUPE transfer, and no date of TUPE is due."
    return ""


def earliest_eli_date(viewer: Viewer, option: Option) -> date | None:
    """The first day by which employee liability information is owed under an option, clear days counted; None when no
    employer changes."""
    owed = [
        each.on
        for transfer in option.transfers
        if not why_no_tupe(transfer)
        for each in dates_of(transfer)
        if each.rule.key == "eli_latest_clear_days_on"
    ]
    return min(owed, default=None)
