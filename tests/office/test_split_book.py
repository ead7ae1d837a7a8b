"""The workbook of a split opened by LibreOffice, which works out every formula itself. Run by `make test-office`."""

import shutil
import subprocess
from pathlib import Path
from typing import Any

from openpyxl import load_workbook

from reports.split_book import HEAD, split_workbook
from tests.factories.split_books import random_split


def test_libreoffice_comes_to_the_same_pence(tmp_path: Path) -> None:
    """Every share of four hundred lines, amounts up to £10,000,000,000 and weights up to a thousand
    thousand million."""
    office = shutil.which("soffice") or shutil.which("libreoffice")
    assert office, "LibreOffice is not installed: `make test-office` installs it"
    split, wanted = random_split(400)
    (tmp_path / "split.xlsx").write_bytes(split_workbook(split))
    command = [office, f"-env:UserInstallation=file://{tmp_path / 'profile'}", "--headless", "--convert-to", "xlsx",
               "--outdir", str(tmp_path / "opened"), str(tmp_path / "split.xlsx")]  # fmt: skip
    subprocess.run(command, check=True, capture_output=True, timeout=300)
    book = load_workbook(tmp_path / "opened" / "split.xlsx", data_only=True)
    headings = [cell.value for cell in book["Lines"][HEAD]]
    for number, shares in enumerate(wanted, HEAD + 1):
        row: dict[Any, Any] = dict(zip(headings, (cell.value for cell in book["Lines"][number]), strict=True))
        assert {name: round(row[name] * 100) for name in shares} == shares, f"line {number - HEAD}"
        assert row["Difference"] == 0
    for name in book.sheetnames:
        if name.startswith("By "):
            last: list[Any] = [cell.value for cell in book[name][book[name].max_row]]
            assert last[0] == "All" and last[-1] == 0
            assert round(last[2] * 100) == sum(line.pence for line in split.lines)
