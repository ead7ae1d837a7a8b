"""What of a person was disclosed because of where they stand in a transfer."""

from collections.abc import Sequence

from transfer.kernel.dates import long_date
from transfer.liability.queries.disclosures import told_about
from transfer.liability.rules import STAGE_NAMES
from transfer.programmes.models import Transfer
from transfer.programmes.rules import Viewer
from transfer.tupe.models import PersonDecision
from transfer.tupe.queries import DECISION_RESTS


def told_because(viewer: Viewer, transfer: Transfer, decision: PersonDecision) -> Sequence[str]:
    """Each issue that holds the person's line, with to whom it was given. What is so otherwise after a correction is
    among the changes that are owed, by itself."""
    issues = [issue for issue, _ in reversed(told_about(transfer, (decision.post_no, decision.person_ref)))]
    told = [
        f"{STAGE_NAMES[each.stage]}, given on {long_date(each.issued_on)} to "
        f"{', '.join(f'{to.name} ({to.organisation})' for to in each.given)}, holds this person."
        for each in issues
    ]
    owed = "What the new employer was told otherwise is then owed to it in writing: see “Changes owed”."
    return [*told, owed] if told else []


DECISION_RESTS.append(told_because)
