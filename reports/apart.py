"""A PDF made in a process of its own: what its pages and charts took of memory is given back when it is made.

`python -m reports.apart public|exempt` reads a snapshot as JSON and writes the PDF's bytes.
"""

import json
import subprocess
import sys

from reports.editions import Edition
from reports.pdf import ROOT, pdf
from reports.snapshot import Snapshot, canonical

LONGEST = 600  # seconds


class NotMade(RuntimeError):
    """The other process ended without a file: its last words."""


def pdf_apart(snapshot: Snapshot, which: Edition) -> bytes:
    """The same bytes as `reports.pdf.pdf`. Raises NotMade, or TimeoutExpired after ten minutes."""
    command = [sys.executable, "-m", "reports.apart", which]
    done = subprocess.run(command, input=canonical(snapshot), capture_output=True, cwd=ROOT, timeout=LONGEST)
    if done.returncode or not done.stdout.startswith(b"%PDF"):
        words = done.stderr.decode(errors="replace").strip().splitlines()
        raise NotMade(words[-1] if words else f"the process ended with {done.returncode}")
    return done.stdout


def main() -> None:
    which = sys.argv[1]
    if which not in ("public", "exempt"):
        raise SystemExit(f"There is no edition {which}: public or exempt")
    snapshot: Snapshot = json.load(sys.stdin.buffer)
    sys.stdout.buffer.write(pdf(snapshot, "public" if which == "public" else "exempt"))


if __name__ == "__main__":
    main()
