"""What of this is owed, by when and to whom: for the pages and the letters that remind of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from transfer.liability.queries.disclosures import stage_dates_of
from transfer.liability.queries.owing import count_owed
from transfer.programmes.models import Transfer
from transfer.programmes.rules import Viewer
from transfer.tupe.queries import dates_of, list_transfers, why_no_tupe

STAGE_B = "stage_b"


@dataclass(frozen=True)
class LiabilityDuty:
    """key: STAGE_B or changes; due_on: the earlier day of a rule that is read in two ways, None: at once; done_on: when
    it was done; count: people whose changes are owed, 0 elsewhere. Owed by the transferor to the transferee."""

    key: str
    transfer: Transfer
    title: str
    due_on: date | None
    done_on: date | None
    count: int = 0


def owed(viewer: Viewer) -> list[LiabilityDuty]:
    """For each transfer with a new employer: stage B, and the changes not yet sent, which only the
    transferor's own side is told of."""
    transfers = [each for each in list_transfers(viewer) if not why_no_tupe(each)]
    dates = stage_dates_of(transfers)
    changed = count_owed(viewer, [each for each in transfers if "B" in dates[each.id]])
    found = []
    for transfer in transfers:
        title, latest = "Give employee liability information", min(latest_days(transfer).values())
        found.append(LiabilityDuty(STAGE_B, transfer, title, latest, dates[transfer.id].get("B")))
        if people := changed.get(transfer.id):
            title = "Tell the new employer in writing what has changed since"
            found.append(LiabilityDuty("changes", transfer, title, None, None, people))
    return found


def latest_days(transfer: Transfer) -> Mapping[str, date]:
    """The last day for stage B by both readings, clear days first."""
    days = {each.rule.key: each.on for each in dates_of(transfer)}
    return {key: days[key] for key in ("eli_latest_clear_days_on", "eli_latest_on")}
