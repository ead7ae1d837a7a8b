"""Uploads: what is in force, a new file, what was found in it, what a person says of it, accept it or go back."""

from transfer.intake.views import choices, found, mending, uploads
from transfer.intake.views.common import blueprint

__all__ = ["blueprint", "choices", "found", "mending", "uploads"]
