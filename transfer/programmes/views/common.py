"""What every page of a programme's parts and members stands on."""

from flask import Blueprint

blueprint = Blueprint("programmes", __name__)
