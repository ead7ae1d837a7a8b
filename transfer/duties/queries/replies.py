"""Questions and counter-proposals that wait for a reply longer than they should."""

from datetime import date, timedelta

from transfer.consultation.models import Question
from transfer.consultation.queries import may_read, records_of
from transfer.duties.queries.policy import reply_days
from transfer.programmes.rules import Viewer
from transfer.tupe.queries import list_transfers


def overdue_replies(viewer: Viewer, today: date) -> int:
    """How many questions and counter-proposals, of those that the viewer may read, should have been answered."""
    transfers = {each.id: each for each in list_transfers(viewer)}
    return sum(
        each.asked_on + timedelta(days=int(reply_days(transfers[each.transfer_id]).value)) < today
        for each in records_of(list(transfers.values()), Question)
        if each.replied_on is None and may_read(viewer, transfers[each.transfer_id], each.employer_id)
    )
