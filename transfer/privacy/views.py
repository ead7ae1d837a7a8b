"""The data of a programme's people: how long it is kept, and what one person may ask for."""

from flask import Blueprint

from transfer.privacy import models  # noqa: F401

blueprint = Blueprint("privacy", __name__)
