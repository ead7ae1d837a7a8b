"""Informing and consulting in the transfer of the council's early help."""

from datetime import date
from typing import Any

from tests.factories.establishment import NOW, line, make_list
from tests.factories.programmes import World
from transfer.consultation.actions import add_record, set_writer
from transfer.consultation.models import ConsultationDocument, Representative
from transfer.extensions import db
from transfer.files.actions import store
from transfer.programmes.models import Organisation, Transfer
from transfer.programmes.queries import get_organisation

TODAY = date(2021, 3, 1)


def the_transfer(world: World) -> Transfer:
    """Early help, from the council to the company, on 1 July 2021."""
    return next(each for each in world.options["All move"].transfers if each.transferor.short == "Council")


def side(world: World, short: str) -> Organisation:
    return get_organisation(world.system, world.organisations[short].id)


def make_staff(world: World) -> None:
    """Two candidates at early help, one of whom is Quentin Abara, and three agency workers there."""
    filled = {"occupancy": "filled", "cost_centre": "00200"}
    agency = {"occupancy": "agency", "cost_centre": "00200", "job_title": "Social worker"}
    make_list(
        world, "Council",
        [
            line("P1", "Early help", person_ref="1", forename="Quentin", surname="Abara", **filled),
            line("P2", "Early help", person_ref="2", forename="Ruth", surname="Obi", **filled),
            line("P3", "Early help", location="Ashby House", **agency),
            line("P4", "Early help", location="Ashby House", **agency),
            line("P5", "Early help", location="Fern Road", **agency),
        ],
    )  # fmt: skip
    db.session.flush()


def make_union(world: World, **values: Any) -> Representative:
    hr = world.viewer("hr-Council")
    said = {"kind": "union", "body": "Union of staff", "bargaining_group": "Green Book staff", **values}
    return add_record(hr, the_transfer(world), side(world, "Council"), Representative, said)


WRITES = {
    "contact_name": "Ada Quill", "contact_post": "HR adviser", "contact_email": "ada@example.org",
    "contact_phone": "01632 960001", "address": "1 High Street\nNorthtown", "signatory": "Beth Rowe",
    "signatory_post": "Head of HR", "reply_by": date(2021, 4, 1),
}  # fmt: skip


def make_writers(world: World, **values: Any) -> None:
    """Both employers have said whom their letters name."""
    for short, who in (("Council", "hr-Council"), ("Company", "hr-Trust")):
        set_writer(world.viewer(who), the_transfer(world), side(world, short), WRITES | values)


def measure(text: str = "One payroll", **values: Any) -> dict[str, Any]:
    return {
        "text": text, "envisaged": True, "cohort": "All who transfer", "from_on": None, "because": "", "source": "",
        "source_key": None, **values,
    }  # fmt: skip


def keep_letter(
    transfer: Transfer, employer: Organisation, to: Representative, said: str = "x", content: bytes | None = None
) -> ConsultationDocument:
    """A kept letter whose file is these words, where no Word file is given."""
    file = store(content or said.encode(), f"{said}.docx")
    row = ConsultationDocument(
        transfer=transfer, employer=employer, kind="information", representative_id=to.id, recipient=said,
        content={"date": said}, sha256=file.sha256, file=file, frozen_by=said, frozen_at=NOW,
        frozen_on=date(2021, 2, 1),
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()
    return row


def make_informed(world: World) -> None:
    """The council's union was sent its information letter in January 2021; committed."""
    union = db.session.query(Representative).first() or make_union(world)
    keep_letter(the_transfer(world), side(world, "Council"), union).sent_on = date(2021, 1, 15)
    db.session.commit()
