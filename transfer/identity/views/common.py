"""The blueprint that every page about an account hangs on."""

from flask import Blueprint

blueprint = Blueprint("identity", __name__)
