"""Production does not start with an unsafe setting, and names every one of them."""

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask

from tests.client import InspectingClient
from tests.databases import database_url
from tests.factories.programmes import make_user
from transfer.config import Settings, read_settings
from transfer.extensions import db
from transfer.identity.actions import create_user
from transfer.identity.rules import CommandLine
from transfer.sample.accounts import open_sample_accounts
from transfer.sample.story import PASSWORD
from transfer.web.production import unsafe_settings

ROOT = Path(__file__).parents[2]
SAFE = Settings(
    environment="production", secret_key="s" * 32, https_only=True, allowed_hosts="transfer.example",
    base_url="https://transfer.example", sealing_keys="k1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
)  # fmt: skip


def test_safe_settings_are_taken() -> None:
    assert unsafe_settings(SAFE) == []
    assert unsafe_settings(Settings(jobs_inline=True), debug=True) == []


@pytest.mark.parametrize(
    ("unsafe", "names"),
    [
        ({"secret_key": ""}, "SECRET_KEY"),
        ({"secret_key": "s" * 31}, "SECRET_KEY"),
        ({"sealing_keys": ""}, "SEALING_KEYS"),
        ({"https_only": False}, "HTTPS_ONLY"),
        ({"allowed_hosts": " , "}, "ALLOWED_HOSTS"),
        ({"base_url": "http://transfer.example"}, "BASE_URL"),
        ({"jobs_inline": True}, "JOBS_INLINE"),
        ({"redis_url": "redis://queue"}, "DATABASE_URL"),
        ({"password_sign_in": False}, "OIDC_ISSUER"),
        ({"oidc_issuer": "https://login.example"}, "OIDC_CLIENT_SECRET"),
        ({"oidc_issuer": "http://login.example", "oidc_client_id": "a", "oidc_client_secret": "b"}, "OIDC_ISSUER"),
    ],
)
def test_each_unsafe_setting_is_named(unsafe: dict[str, object], names: str) -> None:
    [reason] = unsafe_settings(replace(SAFE, **unsafe))  # type: ignore[arg-type]
    assert names in reason


def test_debugging_is_unsafe() -> None:
    [reason] = unsafe_settings(SAFE, debug=True)
    assert "FLASK_DEBUG" in reason


def start(folder: Path, **settings: str) -> subprocess.CompletedProcess[str]:
    """What a web server does: import the application."""
    environment = {**os.environ, "INSTANCE_PATH": str(folder), **settings}
    command = [sys.executable, "-c", "import wsgi; print('started')"]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)


def test_the_start_ends_with_every_reason_at_once(tmp_path: Path) -> None:
    found = start(tmp_path / "instance", ENVIRONMENT="production", JOBS_INLINE="yes", FLASK_DEBUG="1")
    assert found.returncode == 1 and "started" not in found.stdout
    assert "Traceback" not in found.stderr and not (tmp_path / "instance").exists()
    for name in ("SECRET_KEY", "SEALING_KEYS", "HTTPS_ONLY", "ALLOWED_HOSTS", "JOBS_INLINE", "FLASK_DEBUG"):
        assert f"{name}" in found.stderr


def test_an_environment_that_is_not_known() -> None:
    with pytest.raises(SystemExit, match="development or production"):
        read_settings({"ENVIRONMENT": "prod"})


def test_the_samples_accounts_stop_the_start(
    application: Flask, app: Flask, client: InspectingClient, tmp_path: Path
) -> None:
    make_user("lead@example.org", "Somebody else")
    assert open_sample_accounts() == []
    user = create_user(CommandLine(), email="auditor@example.org", name="Winifred", password=PASSWORD)
    assert open_sample_accounts() == ["auditor@example.org"]
    user.active = False
    assert open_sample_accounts() == []
    user.active = True
    db.session.commit()
    safe = {
        "ENVIRONMENT": "production", "SECRET_KEY": "s" * 32, "HTTPS_ONLY": "yes", "ALLOWED_HOSTS": "transfer.example",
        "SEALING_KEYS": SAFE.sealing_keys, "DATABASE_URL": app.config["SETTINGS"].database_url,
    }  # fmt: skip
    found = start(tmp_path, **safe)
    assert found.returncode == 1 and "auditor@example.org" in found.stderr and "Traceback" not in found.stderr
    empty = start(tmp_path, **{**safe, "DATABASE_URL": database_url(tmp_path)})
    assert (empty.returncode, empty.stdout) == (0, "started\n"), empty.stderr
