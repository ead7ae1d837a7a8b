"""The blueprint of the people pages."""

from flask import Blueprint

blueprint = Blueprint("establishment", __name__)
