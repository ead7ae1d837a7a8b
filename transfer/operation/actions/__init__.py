"""Starting a programme, copying the whole installation out, putting it back, and writing a programme down for readers
without it."""

from transfer.operation.actions.asking import ask_archive
from transfer.operation.actions.copying import back_up
from transfer.operation.actions.restoring import restore
from transfer.operation.actions.starting import start_programme

__all__ = ["ask_archive", "back_up", "restore", "start_programme"]
