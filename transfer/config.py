"""Every setting of the product: read from the environment once, typed, with a safe default."""

import base64
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from imports.limits import Limits

ENVIRONMENTS = ("development", "production")
CODES_REQUIRED = ("never", "people", "always")


def _setting(default: Any, says: str) -> Any:
    return field(default=default, metadata={"says": says})


@dataclass(frozen=True)
class Settings:
    """Field NAME is read from the environment variable NAME; `says` is the README's line for it."""

    instance_path: str = _setting("instance", "Folder for the database, uploads, packs and the queue.")
    database_url: str = _setting("", "Database address; empty means SQLite at INSTANCE_PATH/transfer.db.")
    secret_key: str = _setting("", "Signs sessions; empty means one is made and kept in INSTANCE_PATH/secret_key.")
    sealing_keys: str = _setting(
        "", "Keys that seal personal data, as id:key,id:key, newest first; empty means INSTANCE_PATH/sealing_keys."
    )
    database_pool: int = _setting(10, "Connections to PostgreSQL that one process keeps open at most.")
    statement_seconds: int = _setting(120, "Seconds after which PostgreSQL gives up a statement; 0 means never.")
    read_only: bool = _setting(False, "Everything can be read and nothing changed: set it during an upgrade.")
    redis_url: str = _setting("", "Redis for the job queue on several machines; empty means SQLite in INSTANCE_PATH.")
    file_store: str = _setting("", "fsspec address of the file store; empty means INSTANCE_PATH/files.")
    audit_anchor: str = _setting(
        "", "File that the ends of the audit chains are added to; empty means INSTANCE_PATH/anchors."
    )
    metrics_token: str = _setting(
        "", "Lets a collector on another machine read /metrics; empty means this machine only."
    )
    host: str = _setting("127.0.0.1", "Address that `flask serve` listens on.")
    port: int = _setting(8000, "Port that `flask serve` listens on.")
    web_workers: int = _setting(2, "Web processes that `flask serve` starts.")
    environment: str = _setting(
        "development", "development or production; in production unsafe settings stop the start, each named."
    )
    allowed_hosts: str = _setting("", "Names that this site answers to, with commas between; empty means any name.")
    trusted_proxies: int = _setting(
        0, "Proxies in front that each add to X-Forwarded-For and X-Forwarded-Proto; 0 means those are not believed."
    )
    requests_per_minute: int = _setting(
        600, "Most requests of one person, or of one address signed out, in a minute; 0 means no limit."
    )
    password_sign_in: bool = _setting(True, "People may sign in with a password; off where all use OpenID Connect.")
    oidc_issuer: str = _setting("", "OpenID Connect: the provider's issuer; empty means people sign in here only.")
    oidc_client_id: str = _setting("", "OpenID Connect: what the provider calls this application.")
    oidc_client_secret: str = _setting("", "OpenID Connect: the secret that the provider gave it.")
    oidc_groups: str = _setting("", "OpenID Connect: file that says which group has which place, see below.")
    oidc_trusts_email: bool = _setting(
        False, "OpenID Connect: all its e-mail addresses are the organisation's own, though it says of none verified."
    )
    https_only: bool = _setting(False, "Cookies only over HTTPS, and HSTS; set it wherever TLS ends in front.")
    session_hours: int = _setting(12, "Hours until a sign-in ends.")
    session_idle_minutes: int = _setting(60, "Minutes without a page until a sign-in ends.")
    codes_required: str = _setting(
        "never", "Who must sign in with a one-time code: never, people (whoever sees named people) or always."
    )
    base_url: str = _setting(
        "", "This site's address in mails, as https://transfer.example; empty means HOST and PORT."
    )
    mail_server: str = _setting("", "SMTP server that takes mails; empty means they wait in the outbox.")
    mail_port: int = _setting(587, "Its port: 465 speaks TLS from the start, any other by STARTTLS.")
    mail_username: str = _setting("", "Account at the SMTP server; empty means none is needed.")
    mail_password: str = _setting("", "Password of that account.")
    mail_tls: bool = _setting(True, "Send mails over TLS only; switch it off for a relay on the same machine alone.")
    mail_from: str = _setting("", "Address that mails come from; needed with MAIL_SERVER.")
    reminder_days: str = _setting(
        "28,7,1", "Days before something is owed on which HR is reminded by mail, with commas; empty means never."
    )
    max_upload_mb: int = _setting(50, "Largest upload that is accepted, in megabytes.")
    max_expanded_mb: int = _setting(1024, "Most megabytes that a workbook may grow to when it is opened.")
    max_expansion: int = _setting(200, "Most times its size that a workbook of over 100 MB opened may grow to.")
    max_sheets: int = _setting(200, "Most sheets of a workbook.")
    max_rows: int = _setting(250_000, "Most rows of one sheet.")
    max_columns: int = _setting(500, "Most columns of one sheet.")
    max_cells: int = _setting(20_000_000, "Most cells of one sheet, blank ones included.")
    reading_seconds: int = _setting(300, "Seconds that reading one file may take.")
    reading_memory_mb: int = _setting(2048, "Megabytes that reading one file may take.")
    copies_kept_days: int = _setting(
        14, "Days that a workbook made to be mended in Excel is kept; afterwards it is made again when somebody asks."
    )
    organisation_name: str = _setting("Transfer", "The council's name in the header of every page.")
    log_level: str = _setting("INFO", "DEBUG, INFO, WARNING or ERROR.")
    jobs_inline: bool = _setting(False, "Run jobs inside the request that asked for them (tests only).")

    @property
    def production(self) -> bool:
        return self.environment == "production"

    def hosts(self) -> list[str]:
        """The names of ALLOWED_HOSTS."""
        return [each.strip().lower() for each in self.allowed_hosts.split(",") if each.strip()]

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

    def engine_options(self) -> dict[str, Any]:
        """What SQLAlchemy's engine is made with: a dead connection is noticed before it is used, a lost server soon,
        and no error quotes a statement's values. PostgreSQL itself refuses to write when READ_ONLY is set."""
        always = {"pool_pre_ping": True, "hide_parameters": True}
        if self.database().startswith("sqlite"):
            return always
        told = {
            "statement_timeout": f"{self.statement_seconds}s",
            "lock_timeout": "30s",
            "idle_in_transaction_session_timeout": "15min",
            "default_transaction_read_only": "on" if self.read_only else "off",
        }
        return {
            **always, "pool_size": self.database_pool, "max_overflow": 0, "pool_timeout": 15, "pool_recycle": 1800,
            "connect_args": {
                "connect_timeout": 5, "options": " ".join(f"-c {name}={value}" for name, value in told.items())
            },
        }  # fmt: skip

    def address(self) -> str:
        """Where people find this site, without a slash at the end. Never what a request says of itself."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return self.base_url.rstrip("/") or f"http://{host}:{self.port}"

    def reading_limits(self) -> Limits:
        """What a file may ask of whoever reads it."""
        megabyte = 1024 * 1024
        return Limits(
            bytes=self.max_upload_mb * megabyte, expanded_bytes=self.max_expanded_mb * megabyte,
            expansion=self.max_expansion, rows=self.max_rows, columns=self.max_columns, cells=self.max_cells,
            sheets=self.max_sheets, seconds=self.reading_seconds, memory=self.reading_memory_mb * megabyte,
        )  # fmt: skip

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

    def kept_sealing_keys(self) -> str:
        """SEALING_KEYS, or those kept beside the database with mode 600; the first one is made when there is none."""
        if self.sealing_keys:
            return self.sealing_keys
        if not self.sealing_keys_file.exists():
            self.keep_sealing_keys(f"k1:{base64.urlsafe_b64encode(secrets.token_bytes(32)).decode()}", replace=False)
        return self.sealing_keys_file.read_text().strip()

    @property
    def sealing_keys_file(self) -> Path:
        return self.instance / "sealing_keys"

    def keep_sealing_keys(self, text: str, *, replace: bool) -> None:
        """Written whole and then named: of two processes that start at once, both read one and the same key."""
        self.instance.mkdir(parents=True, exist_ok=True)
        part = self.instance / f"sealing_keys.{secrets.token_hex(4)}.part"
        part.touch(mode=0o600)
        part.write_text(text + "\n")
        try:
            if replace:
                part.replace(self.sealing_keys_file)
            else:
                self.sealing_keys_file.hardlink_to(part)
        except FileExistsError:
            pass
        finally:
            part.unlink(missing_ok=True)


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
    if found.get("environment", "development") not in ENVIRONMENTS:
        raise SystemExit(f"ENVIRONMENT must be {' or '.join(ENVIRONMENTS)}, not {found['environment']!r}.")
    if found.get("codes_required", "never") not in CODES_REQUIRED:
        raise SystemExit(f"CODES_REQUIRED must be {', '.join(CODES_REQUIRED)}, not {found['codes_required']!r}.")
    return Settings(**found)
