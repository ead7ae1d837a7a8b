"""A PDF made in a process of its own: what its pages and charts took of memory is given back when it is made."""

from reports.editions import Edition
from reports.pdf import pdf
from reports.snapshot import Snapshot
from transfer.kernel.apart import Bounds, apart

LONGEST = 600  # seconds


class NotMade(RuntimeError):
    """The other process ended without a file: its last words."""


def pdf_apart(snapshot: Snapshot, which: Edition) -> bytes:
    """The same bytes as `reports.pdf.pdf`. Raises NotMade, after ten minutes too."""
    try:
        return apart(_made, snapshot, which, bounds=Bounds(LONGEST))
    except Exception as error:
        raise NotMade(str(error)) from error


def _made(snapshot: Snapshot, which: str) -> bytes:
    if which not in ("public", "exempt"):
        raise NotMade(f"There is no edition {which}: public or exempt")
    return pdf(snapshot, "public" if which == "public" else "exempt")
