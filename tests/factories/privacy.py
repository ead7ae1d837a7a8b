"""One person whom everything must be able to forget, and a colleague of the same surname whom nothing may."""

import io
from datetime import date
from typing import Any

from docx import Document

from tests.factories.consultation import keep_letter, make_union, side, the_transfer
from tests.factories.establishment import NOW
from tests.factories.programmes import World
from tests.factories.workbooks import several, workbook
from transfer.consultation.models import Meeting, Question
from transfer.extensions import db
from transfer.intake.actions import accept_upload, upload_file
from transfer.intake.actions.checking import Source
from transfer.intake.models import Upload
from transfer.payroll.models import ParallelRun
from transfer.releases.models import Release
from transfer.releases.queries import find_release_in_force

HEADINGS = ("Post Number", "Job Title", "Service", "Cost Centre", "FTE", "Full-time Salary", "Actual Salary",
            "Occupancy Status", "Payroll Number", "Surname", "Forename", "NI Number", "Date of Birth", "Start Date",
            "Absence", "Notes", "Ethnic origin")  # fmt: skip
WORDS = ("Wallaroo", "Zephyrine", "QQ777777C", "770077", "1977-07-17", "17/07/1977", "grievance of March", "Martian")
ROWS: tuple[tuple[Any, ...], ...] = (
    ("C1", "Social worker", "Early help", "00200", 1, 41237, 41237, "Filled", "770077", "Wallaroo", "Zephyrine",
     "QQ777777C", date(1977, 7, 17), date(2010, 4, 1), "Sick leave", "grievance of March", "Martian"),
    ("C2", "Team manager", "Early help", "00200", 0.5, 52961, 26480, "Filled", "770078", "Brolga", "Alex",
     "QQ888888C", date(1978, 8, 18), date(2011, 4, 1), None, "covers for Zephyrine Wallaroo", "Venusian"),
    ("C3", "Worker", "Early help", "00200", 1, 30000, 30000, "Vacant", *[None] * 9),
)  # fmt: skip
PARKED = ("C4", "Worker", "Early help", "00200", "half", 30000, 15000, "Filled", "770077", "Wallaroo", "Zephyrine",
          "QQ777777C", "31/02/1977", date(2010, 4, 1), None, None, None)  # fmt: skip


def staff(rows: tuple[tuple[Any, ...], ...] = (*ROWS, PARKED)) -> bytes:
    """Four rows of which the last is parked, with a birthday that does not exist."""
    return workbook(HEADINGS, rows)


def staff_of_teams(note: str = "Ask Zephyrine Wallaroo") -> bytes:
    """The person stands on the first sheet's row 3 and parked on the second's row 4, under rows that are no data; a
    note of a sheet that is no part of the list names them as well. In the list they are rows 3 and 5."""
    return several({
        "North": [HEADINGS, ROWS[1], ROWS[0]],
        "South": [["South team"], HEADINGS, ROWS[2], PARKED, ("Total", "", "", "", 1.5)],
        "Notes": [[note]],
    })  # fmt: skip


def consult(world: World) -> None:
    """The council's informing and consulting and a parallel run name the person, as does a Word letter; committed."""
    transfer, council = the_transfer(world), side(world, "Council")
    union = make_union(world, elected="Alex Brolga; Zephyrine Wallaroo")
    of = {"transfer": transfer, "employer": council, "representative_id": union.id}
    said = _letter("Dear Zephyrine Wallaroo, as you asked")
    keep_letter(transfer, council, union, "Letter", said).recipient = "Zephyrine Wallaroo"
    db.session.add_all([
        Meeting(held_on=date(2021, 2, 2), present="Wallaroo, Zephyrine", notes="Zephyrine Wallaroo asked why", **of),
        Question(kind="question", asked_on=date(2021, 2, 2), text="Is Zephyrine Wallaroo moved?", **of),
        ParallelRun(
            transfer_id=transfer.id, run_on=date(2021, 2, 2), run_by="Ann", compared=1, differed=1, still_open=0,
            found="Pay of Zephyrine Wallaroo", evidence="Sheet 1", recorded_by="Ann", recorded_at=NOW,
        ),
    ])  # fmt: skip
    db.session.commit()


def _letter(words: str) -> bytes:
    out = io.BytesIO()
    document = Document()
    document.add_paragraph(words)
    document.save(out)
    return out.getvalue()


def bring(world: World, content: bytes, name: str = "staff.xlsx") -> Upload:
    """An upload of the council's list by its HR, which waits."""
    source = Source("establishment", world.organisations["Council"].id, content, name, None, date(2021, 1, 31))
    upload = upload_file(world.viewer("hr-Council"), source)
    assert isinstance(upload, Upload)
    db.session.commit()
    return upload


def accept(world: World, content: bytes, name: str = "staff.xlsx") -> Release:
    """A version of the council's list, from a file, as its HR brought and accepted it."""
    viewer, upload = world.viewer("hr-Council"), bring(world, content, name)
    before = find_release_in_force(viewer, "establishment", world.organisations["Council"].id)
    release = accept_upload(viewer, upload.id, against=before.id if before else None)
    db.session.commit()
    return release
