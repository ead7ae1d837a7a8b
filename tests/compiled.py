"""Templates compiled once a run: to compile all of them takes as long as to start."""

from pathlib import Path

from flask import Flask
from jinja2 import FileSystemBytecodeCache


def keep_templates(app: Flask, folder: Path) -> None:
    """folder: of this run, so that nothing is taken from a run with other settings."""
    kept = folder / "templates"
    kept.mkdir(exist_ok=True)
    app.jinja_env.bytecode_cache = FileSystemBytecodeCache(str(kept))
