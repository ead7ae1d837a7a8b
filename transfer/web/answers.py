"""What every form page does: show it, try it, and when it is refused show what was typed beside why."""

from collections.abc import Callable
from typing import Any

from flask import render_template
from flask.typing import ResponseReturnValue

from transfer.kernel.errors import DomainError, StaleVersion
from transfer.web.forms import BaseForm


def ask(form: BaseForm, template: str, save: Callable[[], ResponseReturnValue], **context: Any) -> ResponseReturnValue:
    """Show the form; once submitted and valid, do `save` and answer with what it returns.

    A DomainError of `save` stands beside its field (422). When somebody else was first (409), `current` holds what
    the record says now as (label, value) pairs, and the form keeps what was typed.
    """
    if not form.is_submitted():
        return render_template(template, form=form, current=None, **context)
    try:
        if form.validate():
            return save()
    except StaleVersion as error:
        said = [form.said(name, value) for name, value in error.current.items()]
        return render_template(template, form=form, current=said, message=error.message, **context), 409
    except DomainError as error:
        form.add_error(error)
    return render_template(template, form=form, current=None, **context), 422


def typed_version(form: Any) -> int:
    """The version that the form was filled in against; what is no number matches no record. Raises DomainError when
    none was sent: the form's own value is what the record says now, which is not what anybody looked at."""
    if not form.version.raw_data:
        raise DomainError("Open this page again and save from there: what was sent does not say what it changes")
    return int(form.version.data) if (form.version.data or "").isdigit() else -1


def is_stale(form: Any, version: int) -> bool:
    """Whether a form was sent that was filled in against another version than the record's."""
    return bool(form.is_submitted()) and (form.version.data or "") != str(version)
