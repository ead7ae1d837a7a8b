"""What stands on every page: edition and classification."""

from reports.snapshot import Snapshot


def edition_words(shown: Snapshot) -> str:
    return "Public edition" if shown.get("edition") == "public" else "Exempt edition"


def classification(shown: Snapshot) -> str:
    """ "OFFICIAL — public edition", or OFFICIAL-SENSITIVE with the paragraphs of Schedule 12A that apply."""
    if shown.get("edition") == "public":
        return "OFFICIAL — public edition"
    paragraphs = shown.get("paragraphs") or []
    if not paragraphs:
        return "OFFICIAL-SENSITIVE — exempt edition"
    words = paragraphs[0] if len(paragraphs) == 1 else f"{', '.join(paragraphs[:-1])} and {paragraphs[-1]}"
    return f"OFFICIAL-SENSITIVE — exempt edition, paragraph{'' if len(paragraphs) == 1 else 's'} {words}"
