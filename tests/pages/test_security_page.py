"""The page for procurement tells how the service is set up, and nothing that helps to get in."""

from dataclasses import replace

from flask import Flask

from tests.client import InspectingClient
from transfer.config import Settings
from transfer.desk.facts import facts


def test_the_page_is_open_to_everybody_and_leads_from_help(app: Flask, client: InspectingClient) -> None:
    assert client.page("/help").select_one("a[href='/help/security']")
    text = client.page("/help/security").get_text(" ", strip=True)
    for words in ("What data", "How long", "Who sees it", "no sub-processors", "Leaving", "12 hours", "50 MB"):
        assert words in text


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
