"""Letters: written with what causes them, sent once, tried again later, and empty afterwards."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from threading import Barrier, Thread

import pytest
from flask import Flask
from sqlalchemy import select, text

from tests.factories.post import FROM, SITE, Catcher, free_port, link_in, mail_settings, post_office
from transfer import cli
from transfer.extensions import db, unit_of_work
from transfer.kernel import clock
from transfer.kernel.errors import DomainError
from transfer.mail import actions
from transfer.mail.actions import Addressee, Round, link_to, post, send_due_letters
from transfer.mail.models import Letter
from transfer.mail.rules import MOST_ATTEMPTS, SUBJECTS, wait_after

ADA = Addressee(7, "ada@example.org", "Ada  King\n")


@pytest.fixture
def office(app: Flask) -> Iterator[Catcher]:
    with post_office(app) as catcher:
        yield catcher


def put(to: Addressee = ADA, template: str = "new_password", hours: int = 1) -> int:
    with unit_of_work():
        return post(to, template, link=f"{SITE}/new-password/abc", expires_at=clock.now() + timedelta(hours=hours)).id


def letter(number: int) -> Letter:
    db.session.rollback()
    db.session.expire_all()
    return db.session.get_one(Letter, number)


def due_again(number: int) -> None:
    with unit_of_work():
        db.session.get_one(Letter, number).due_at = clock.now()


def test_a_letter_goes_only_with_what_caused_it(office: Catcher) -> None:
    post(ADA, "place", link=SITE)
    db.session.rollback()
    assert send_due_letters() == Round(0, 0) and office.caught == []


def test_a_letter_is_sent_and_empty_afterwards(office: Catcher) -> None:
    number = put()
    assert send_due_letters() == Round(sent=1)
    [message] = office.caught
    assert (message["From"], message["To"], message["Subject"]) == (FROM, ADA.address, SUBJECTS["new_password"])
    assert message["Auto-Submitted"] == "auto-generated" and message.get_content_type() == "text/plain"
    assert message.get_content().splitlines()[0] == "Hello Ada King,"
    assert link_in(message.get_content()) == "/new-password/abc"
    sent = letter(number)
    assert sent.body is None and sent.sent_at is not None and sent.attempts == 1
    assert send_due_letters() == Round() and len(office.caught) == 1


def test_a_letter_that_waits_is_sealed(app: Flask) -> None:
    put()
    db.session.rollback()
    stored = db.session.scalar(text("select body from letters"))
    assert stored.startswith("sealed1:") and "new-password" not in stored


def test_two_workers_send_each_letter_once(app: Flask, office: Catcher) -> None:
    numbers = [put() for _ in range(6)]
    db.session.rollback()
    together, done = Barrier(2), []

    def work() -> None:
        with app.app_context():
            together.wait()
            done.append(send_due_letters())
            db.session.remove()

    workers = [Thread(target=work) for _ in range(2)]
    for each in workers:
        each.start()
    for each in workers:
        each.join()
    assert sum(each.sent for each in done) == len(numbers) and sum(each.refused for each in done) == 0
    assert len({message["Message-ID"] for message in office.caught}) == len(office.caught) == len(numbers)


def test_what_another_worker_took_is_left_alone(office: Catcher) -> None:
    number = put()
    assert actions._take(number, 0)
    assert not actions._take(number, 0)
    assert send_due_letters() == Round() and office.caught == []
    due_again(number)  # the worker died, and the time that it may take is over
    assert send_due_letters() == Round(sent=1)


def test_a_server_that_is_away_costs_nothing_but_time(app: Flask) -> None:
    number = put()
    with mail_settings(app, free_port()):
        for tries in (1, 2):
            before = clock.now()
            assert send_due_letters() == Round(refused=1)
            put_off = letter(number)
            assert put_off.due_at >= before + timedelta(minutes=2 ** (tries - 1))
            assert (put_off.attempts, put_off.sent_at) == (tries, None) and put_off.body
            assert put_off.last_error == "The server could not be reached (ConnectionRefusedError)"
            assert send_due_letters() == Round()  # it rests
            due_again(number)
    with post_office(app) as catcher:
        assert send_due_letters() == Round(sent=1)
        assert letter(number).last_error is None
    assert len(catcher.to(ADA.address)) == 1


def test_no_letter_goes_over_a_line_that_anybody_can_read(app: Flask) -> None:
    number = put()
    with post_office(app) as catcher:
        app.config["SETTINGS"] = replace(app.config["SETTINGS"], mail_tls=True)
        assert send_due_letters() == Round(refused=1) and catcher.caught == []
    assert letter(number).body


def test_a_refused_address_holds_up_nobody_else(office: Catcher) -> None:
    refused, fine = put(Addressee(8, "refused@example.org", "Bea")), put()
    assert send_due_letters() == Round(sent=1, refused=1)
    assert letter(fine).sent_at and not letter(refused).sent_at
    assert letter(refused).last_error == "The server refused the address (550)"


def test_no_letter_is_tried_for_ever(app: Flask, office: Catcher) -> None:
    number = put(Addressee(8, "refused@example.org", "Bea"))
    with unit_of_work():
        db.session.get_one(Letter, number).attempts = MOST_ATTEMPTS
    assert send_due_letters() == Round()
    assert "given up after 12 tries" in command(app, "list")


def test_a_link_that_has_ended_is_erased_unsent(office: Catcher) -> None:
    number = put(hours=-1)
    assert send_due_letters() == Round() and office.caught == []
    assert letter(number).body is None


def test_letters_are_forgotten_after_a_month(office: Catcher) -> None:
    number = put()
    with unit_of_work():
        db.session.get_one(Letter, number).created_at = clock.now() - timedelta(days=31)
    send_due_letters()
    db.session.rollback()
    assert db.session.scalars(select(Letter)).all() == []


def test_a_letter_to_nobody_is_never_sent(office: Catcher) -> None:
    put(Addressee(None, "", "nobody"))
    assert send_due_letters() == Round() and office.caught == []


def test_a_link_is_built_from_the_setting_and_never_from_the_request(app: Flask) -> None:
    with mail_settings(app, 25), app.test_request_context(headers={"Host": "evil.example"}):
        assert link_to("identity.forgotten_password") == f"{SITE}/forgotten-password"


def command(app: Flask, *words: str) -> str:
    if "mail" not in app.cli.commands:
        cli.install(app)
    db.session.rollback()
    return str(app.test_cli_runner().invoke(args=["mail", *words]).output)


def test_without_a_server_the_operator_reads_the_outbox(app: Flask) -> None:
    assert command(app, "list") == "The outbox is empty.\n"
    put()
    put(Addressee(None, "", "nobody"))
    shown = command(app, "list")
    assert f"    {SITE}/new-password/abc" in shown and "ada@example.org" in shown and shown.count("Hello") == 1
    assert "Set MAIL_SERVER and MAIL_FROM" in command(app, "send")


def test_with_a_server_the_operator_sees_no_links(app: Flask, office: Catcher) -> None:
    put()
    assert "/new-password/" not in command(app, "list")
    assert command(app, "send") == "1 sent, 0 refused\n"
    assert ": sent 20" in command(app, "list")


def test_without_a_server_nothing_is_tried(app: Flask) -> None:
    number = put()
    with pytest.raises(DomainError, match="MAIL_SERVER"):
        send_due_letters()
    assert letter(number).attempts == 0


@pytest.mark.parametrize(("attempts", "minutes"), [(1, 1), (2, 2), (5, 16), (9, 256), (10, 360), (99, 360)])
def test_how_long_a_refused_letter_rests(attempts: int, minutes: int) -> None:
    assert wait_after(attempts) == timedelta(minutes=minutes)
