"""Savings and duplication that the text of a pack speaks of: offered to the employers as measures."""

import re

from reports.sections import kinds, sections
from transfer.consultation.queries import MORE_OFFERS, mark
from transfer.consultation.rules import Offer, speaks_of_less
from transfer.extensions import read_once
from transfer.packs.queries.gathering import narratives
from transfer.programmes.models import Transfer
from transfer.programmes.rules import Viewer


def told_in_packs(viewer: Viewer, transfer: Transfer) -> list[Offer]:
    """Each sentence of a pack's written text that speaks of a saving, a deleted post or the removal of duplication."""
    return _told(viewer) if viewer.may("packs.view") else []


@read_once
def _told(viewer: Viewer) -> list[Offer]:
    """The same for every transfer."""
    found = []
    for kind in kinds():
        titles = {each.key: each.title for each in sections(kind)}
        for key, text in narratives(viewer, kind).items():
            for sentence in filter(speaks_of_less, re.split(r"(?<=[.;!?])\s+|\n+", text.text)):
                words, source = sentence.strip(), f"Text of a pack: {titles.get(key, key)}"
                found.append(Offer(f"pack:{mark(kind, key, words)}", words[:400], source, "packs.index"))
    return found


MORE_OFFERS.append(told_in_packs)
