"""What a person says of a file: the year and basis of its columns of money."""

from flask import flash, g, redirect, request
from flask.typing import ResponseReturnValue

from transfer.intake import actions
from transfer.intake.forms import amounts_form
from transfer.intake.views.common import address_of, blueprint, own_upload
from transfer.intake.views.found import show_upload
from transfer.kernel.errors import DomainError, StaleVersion
from transfer.web.access import require
from transfer.web.answers import typed_version


@blueprint.post("/p/<slug>/uploads/<int:upload_id>/amounts")
@require("data.upload")
def say_amounts(slug: str, upload_id: int) -> ResponseReturnValue:
    upload = own_upload(upload_id)
    # What was sent, whatever somebody else said meanwhile: it is kept on the page.
    sent = [each for each in upload.outcome["amounts"] if f"year_{each['letter']}" in request.form]
    form = amounts_form(sent, upload.version)
    if form.validate_on_submit():
        try:
            actions.say_amounts(g.viewer, upload_id, form.told(), version=typed_version(form))
        except StaleVersion as error:
            return show_upload(upload, None, 409, form, error)
        except DomainError as error:
            form.add_error(error)
        else:
            flash("The years and bases were kept, for this file and the next one.", "success")
            return redirect(address_of(upload), 303)
    return show_upload(upload, None, 422, form)
