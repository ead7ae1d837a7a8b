"""Every setting of the product: read from the environment once, typed, with a safe default."""

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any


def _setting(default: Any, says: str) -> Any:
    return field(default=default, metadata={"says": says})


@dataclass(frozen=True)
class Settings:
    """Field NAME is read from the environment variable NAME; `says` is the README's line for it."""

    instance_path: str = _setting("instance", "Folder for the database, uploads, packs and the queue.")
    database_url: str = _setting("", "Database address; empty means SQLite at INSTANCE_PATH/transfer.db.")
    secret_key: str = _setting("", "Signs sessions; empty means one is made and kept in INSTANCE_PATH/secret_key.")
    redis_url: str = _setting("", "Redis for the job queue on several machines; empty means SQLite in INSTANCE_PATH.")
    file_store: str = _setting("", "fsspec address of the file store; empty means INSTANCE_PATH/files.")
    host: str = _setting("127.0.0.1", "Address that `flask serve` listens on.")
    port: int = _setting(8000, "Port that `flask serve` listens on.")
    web_workers: int = _setting(2, "Web processes that `flask serve` starts.")
    https_only: bool = _setting(False, "Cookies only over HTTPS, and HSTS; set it wherever TLS ends in front.")
    session_hours: int = _setting(12, "Hours until a sign-in ends.")
    max_upload_mb: int = _setting(50, "Largest upload that is accepted, in megabytes.")
    organisation_name: str = _setting("Transfer", "The council's name in the header of every page.")
    log_level: str = _setting("INFO", "DEBUG, INFO, WARNING or ERROR.")
    jobs_inline: bool = _setting(False, "Run jobs inside the request that asked for them (tests only).")

    @property
    def instance(self) -> Path:
        return Path(self.instance_path).resolve()

    def database(self) -> str:
        """The address SQLAlchemy connects to; PostgreSQL always by psycopg 3."""
        if not self.database_url:
            return f"sqlite:///{self.instance / 'transfer.db'}"
        for plain in ("postgres://", "postgresql://"):
            if self.database_url.startswith(plain):
                return "postgresql+psycopg://" + self.database_url.removeprefix(plain)
        return self.database_url

    def session_secret(self) -> str:
        """SECRET_KEY, or one made at the first start and kept beside the database with mode 600."""
        if self.secret_key:
            return self.secret_key
        kept = self.instance / "secret_key"
        if not kept.exists():
            kept.parent.mkdir(parents=True, exist_ok=True)
            kept.touch(mode=0o600)
            kept.write_text(secrets.token_hex(32))
        return kept.read_text()


def _typed(text: str, like: Any, name: str) -> Any:
    if isinstance(like, bool):
        if text.lower() not in {"1", "true", "yes", "0", "false", "no", ""}:
            raise SystemExit(f"{name} must be yes or no, not {text!r}.")
        return text.lower() in {"1", "true", "yes"}
    if isinstance(like, int):
        if not text.isdigit():
            raise SystemExit(f"{name} must be a whole number, not {text!r}.")
        return int(text)
    return text


def read_settings(environment: Mapping[str, str] = os.environ) -> Settings:
    """Settings from environment variables. Raises SystemExit with one sentence for a value of the wrong type."""
    found = {
        each.name: _typed(environment[each.name.upper()], each.default, each.name.upper())
        for each in fields(Settings)
        if each.name.upper() in environment
    }
    return Settings(**found)
