"""What the pages of this room share: their place, a record's form, and a list to take away."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, abort, flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from transfer.consultation import queries
from transfer.consultation.actions import add_record, change_record
from transfer.consultation.forms import RecordForm, as_choice
from transfer.consultation.models import Representative
from transfer.programmes.models import Organisation, Transfer
from transfer.programmes.queries import get_transfer, list_services
from transfer.web.answers import ask, typed_version

blueprint = Blueprint("consultation", __name__)
PLACE = "/p/<slug>/people/transfers/<int:transfer_id>/consultation"


def to(endpoint: str, transfer: Transfer, **values: Any) -> str:
    return url_for(f"consultation.{endpoint}", slug=g.programme.slug, transfer_id=transfer.id, **values)


def back_to(endpoint: str, transfer: Transfer, said: str) -> ResponseReturnValue:
    flash(said, "success")
    return redirect(to(endpoint, transfer), 303)


def show(template: str, transfer: Transfer, **more: Any) -> str:
    """A page of the room, with a sentence for each employer whose records are not shared with the viewer."""
    return render_template(
        template, transfer=transfer, missing=queries.not_read(g.viewer, transfer),
        own=[each for each in queries.employers_of(transfer) if queries.may_record(g.viewer, each.id)], **more,
    )  # fmt: skip


def own_employer(transfer: Transfer, organisation_id: int) -> Organisation:
    """The employer that the viewer records for; else 404 or 403."""
    found = queries.get_employer(transfer, organisation_id)
    require_recorder(found)
    return found


def require_recorder(employer: Organisation) -> None:
    if not queries.may_record(g.viewer, employer.id):
        abort(403, f"This is open to HR and legal of {employer.short}.")


def representatives_of(transfer: Transfer, employer_id: int) -> list[tuple[int, str]]:
    return [
        (each.id, each.body)
        for each in queries.list_records(g.viewer, transfer, Representative)
        if each.employer_id == employer_id
    ]


@dataclass(frozen=True)
class RecordPage:
    """How one kind of record is asked for. title: of the new one and of the one that is changed; back: its page."""

    model: type[Any]
    form: type[RecordForm]
    titles: tuple[str, str]
    back: str

    def shown(self, row: Any) -> dict[str, Any]:
        """The record's values as its form has them."""
        names = [each.name for each in row.__table__.columns]
        values = {name: getattr(row, name) for name in names}
        return {name: as_choice(value) if isinstance(value, bool) else value for name, value in values.items()}

    def add(self, transfer_id: int, organisation_id: int) -> ResponseReturnValue:
        transfer = get_transfer(g.viewer, transfer_id)
        employer = own_employer(transfer, organisation_id)
        form = self.form()

        def save() -> ResponseReturnValue:
            add_record(g.viewer, transfer, employer, self.model, form.values())
            return back_to(self.back, transfer, "It was recorded.")

        return self.ask(form, transfer, employer, 0, save)

    def change(self, transfer_id: int, record_id: int) -> ResponseReturnValue:
        transfer = get_transfer(g.viewer, transfer_id)
        row: Any = queries.get_record(g.viewer, transfer, self.model, record_id)
        require_recorder(row.employer)
        form = self.form(data=self.shown(row))

        def save() -> ResponseReturnValue:
            change_record(g.viewer, row, form.values(), typed_version(form))
            return back_to(self.back, transfer, "It was changed.")

        return self.ask(form, transfer, row.employer, 1, save)

    def ask(
        self, form: RecordForm, transfer: Transfer, employer: Organisation, which: int,
        save: Callable[[], ResponseReturnValue], template: str = "layouts/form.html", **more: Any,
    ) -> ResponseReturnValue:  # fmt: skip
        services: Sequence[tuple[int, str]] = [(each.id, each.name) for each in list_services(g.viewer)]
        form.offer(representatives_of(transfer, employer.id), services)
        more = {"remove": None, "note": f"For {employer.name}.", **more}
        return ask(form, template, save, title=self.titles[which], back=to(self.back, transfer), **more)
