"""Uploads: what is in force, a new file, what was found in it, what a person says of it, accept it or go back."""

from transfer.intake.views import choices, comparing, found, matching, mending, remembered, uploads, versions, work_list
from transfer.intake.views.common import blueprint

__all__ = [
    "blueprint", "choices", "comparing", "found", "matching", "mending", "remembered", "uploads", "versions",
    "work_list",
]  # fmt: skip
