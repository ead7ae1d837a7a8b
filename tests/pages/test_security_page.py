"""The page for procurement tells how the service is set up, and nothing that helps to get in."""

import re
from dataclasses import replace
from pathlib import Path

from flask import Flask

from tests.client import InspectingClient
from transfer.config import Settings
from transfer.desk.facts import facts
from transfer.establishment.models import AssignmentLine
from transfer.web.production import unsafe_settings


def test_the_page_is_open_to_everybody_and_leads_from_help(app: Flask, client: InspectingClient) -> None:
    assert client.page("/help").select_one("a[href='/help/security']")
    text = client.page("/help/security").get_text(" ", strip=True)
    for words in ("What data", "How long", "Who sees it", "no sub-processors", "Leaving", "12 hours", "50 MB"):
        assert words in text


SEALED = {
    "National Insurance numbers": ("ni_number",), "dates of birth": ("date_of_birth",),
    "absences": ("absence", "absence_until"), "notes": ("notes", "extra"),
}  # fmt: skip
OPEN = ("surname", "forename", "salary_actual_pence", "continuous_service_on")


def test_it_says_what_is_sealed_and_what_is_not(app: Flask, client: InspectingClient) -> None:
    """The page and SECURITY.md name each; what the database seals of a person's line is exactly that."""
    columns = AssignmentLine.__table__.columns
    sealed = {each.name for each in columns if type(each.type).__module__ == "transfer.sealing"}
    assert sealed == {name for names in SEALED.values() for name in names}
    page = client.page("/help/security").get_text(" ", strip=True)
    for text in (page, (Path(app.root_path).parent / "SECURITY.md").read_text()):
        said, unsealed, _ = text.partition("Names, pay and dates of service are not")
        assert unsealed and all(each in said for each in (*SEALED, "stored files"))
    assert all(name in columns and name not in sealed for name in OPEN)


def test_security_md_names_each_setting_that_stops_the_start(app: Flask) -> None:
    text = (Path(app.root_path).parent / "SECURITY.md").read_text().partition("## Settings")[2]
    wrong = Settings(environment="production", base_url="http://x", oidc_issuer="http://x", jobs_inline=True)
    reasons = " ".join(unsafe_settings(wrong, debug=True))
    named = set(re.findall(r"\b[A-Z]{3,}_[A-Z_]+\b", reasons)) - {"FLASK_DEBUG", "JOBS_INLINE", "OIDC_CLIENT_ID",
                                                                "OIDC_CLIENT_SECRET"}  # fmt: skip
    assert named == {"SECRET_KEY", "SEALING_KEYS", "HTTPS_ONLY", "ALLOWED_HOSTS", "BASE_URL", "OIDC_ISSUER"}
    assert all(f"`{each}`" in text for each in named)


def told(settings: Settings) -> dict[str, str]:
    return {row["key"]: row["value"] for rows in facts(settings).values() for row in rows}


def test_it_says_what_is_set() -> None:
    plain = told(Settings())
    assert "SQLite" in plain["Database"] and "trial" in plain["Connection"]
    assert plain["Organisation’s account"] == "Not set up" and plain["E-mail"] == "None is sent"
    real = told(
        Settings(
            environment="production",
            database_url="postgresql://db/transfer",
            https_only=True,
            password_sign_in=False,
            oidc_issuer="https://login.example",
            codes_required="always",
            file_store="s3://bucket/files",
            mail_server="mail.internal",
            requests_per_minute=0,
        )  # fmt: skip
    )
    assert (real["Database"], real["Password"], real["Connection"]) == ("PostgreSQL", "Switched off", "HTTPS only")
    assert real["Files and packs"].endswith("s3") and real["Requests of one person"] == "Not limited"
    assert real["One-time codes"] == "Required of everybody"


def test_no_secret_and_no_name_of_a_machine_is_told() -> None:
    settings = replace(
        Settings(), secret_key="quokka", sealing_keys="quokka", oidc_client_secret="quokka", mail_password="quokka",
        database_url="postgresql://u:quokka@quokka/quokka", redis_url="redis://quokka", mail_server="quokka",
        file_store="s3://quokka", oidc_issuer="https://quokka", base_url="https://quokka",
    )  # fmt: skip
    assert "quokka" not in repr(facts(settings))
