"""Gathering packs and reading what was frozen, always inside what the viewer may see."""

from transfer.packs.queries.gathering import find_front, gather, narratives, unshared_side
from transfer.packs.queries.measures import told_in_packs
from transfer.packs.queries.stored import (
    drafts_of,
    drawn,
    files_for,
    frozen,
    get_figure,
    get_pack_file,
    get_snapshot,
    get_text,
    list_snapshots,
    list_texts,
    next_number,
    readable_release,
    shown_to,
    unwritten_in,
    unwritten_sections,
    used_by,
    withdrawn_in,
)
from transfer.packs.queries.telling import telling_in_public, telling_words

__all__ = [
    "drafts_of", "drawn", "files_for", "find_front", "frozen", "gather", "get_figure", "get_pack_file",
    "get_snapshot", "get_text", "list_snapshots", "list_texts", "narratives", "next_number", "readable_release",
    "shown_to", "telling_in_public", "telling_words", "told_in_packs", "unshared_side", "unwritten_in",
    "unwritten_sections", "used_by", "withdrawn_in",
]  # fmt: skip
