"""200 people who click through the sample for two minutes, beside one person alone: bounded, and only on loopback."""

import random
import threading
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from statistics import quantiles

import requests
from sqlalchemy import inspect, select

from tests.several.person import Person, pages_linked
from transfer.extensions import db, unit_of_work
from transfer.identity.models import User
from transfer.programmes.models import Membership
from transfer.sample.story import PASSWORD
from transfer.sample.story import USERS as CAST

PEOPLE, SECONDS, SECONDS_ALONE, ARRIVING, THINKING = 200, 120, 30, 40, 5.0
HOME = "/p/slough-2021/"
SEED = 20210301


@dataclass
class Seen:
    """milliseconds of each page; what went wrong, by status or error and address."""

    milliseconds: list[float] = field(default_factory=list)
    wrong: Counter[str] = field(default_factory=Counter)


def _email(number: int) -> str:
    return f"visitor{number:03}@example.org"


def invite_people() -> None:
    """As many accounts as there will be visitors, each with the place of one of the sample's ten people."""
    with unit_of_work():
        cast = [db.session.scalars(select(User).where(User.email == each.email)).one() for each in CAST]
        places = {user.id: list(db.session.scalars(select(Membership).filter_by(user_id=user.id))) for user in cast}
        for number in range(PEOPLE):
            model = cast[number % len(cast)]
            user = User(
                email=_email(number), name=f"Visitor {number}", password_hash=model.password_hash, session_mark="m"
            )
            db.session.add(user)
            db.session.flush()
            db.session.add_all(_copied(place, user.id) for place in places[model.id])


def _copied(place: Membership, user_id: int) -> Membership:
    kept = {each.key: getattr(place, each.key) for each in inspect(Membership).column_attrs if each.key != "id"}
    return Membership(**{**kept, "user_id": user_id})


def _click(person: Person, until: float, begin: float, thinking: float, seen: Seen, chance: random.Random) -> None:
    """Follow any link of the page, as people do, until the time is up; what is before `begin` is not counted."""
    path, links = HOME, [HOME]
    while time.monotonic() < until:
        started = time.monotonic()
        try:
            answer = person.get(path)
        except requests.RequestException as error:
            seen.wrong[f"{type(error).__name__} {path}"] += 1
            continue
        if started >= begin:
            seen.milliseconds.append((time.monotonic() - started) * 1000)
        if answer.status_code >= 400:
            seen.wrong[f"{answer.status_code} {path}"] += 1
        links = pages_linked(answer.text) or [HOME]
        path = chance.choice(links)
        time.sleep(chance.expovariate(1 / thinking) if thinking else 0)


def alone(address: str) -> Seen:
    seen, person = Seen(), Person(address).sign_in(_email(0), PASSWORD)
    now = time.monotonic()
    _click(person, now + SECONDS_ALONE, now, 0, seen, random.Random(SEED))
    return seen


def together(addresses: Sequence[str]) -> Seen:
    """Everybody, arriving one after another and then clicking for two minutes."""
    seen, begin = Seen(), time.monotonic() + ARRIVING

    def visit(number: int) -> None:
        chance = random.Random(SEED + number)
        time.sleep(number * (ARRIVING - 5) / PEOPLE)
        try:
            person = Person(addresses[number % len(addresses)]).sign_in(_email(number), PASSWORD)
        except (AssertionError, requests.RequestException) as error:
            seen.wrong[f"sign-in {error}"] += 1
            return
        _click(person, begin + SECONDS, begin, THINKING, seen, chance)

    threads = [threading.Thread(target=visit, args=(number,)) for number in range(PEOPLE)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    return seen


def _told(what: str, seen: Seen) -> float:
    cuts = quantiles(seen.milliseconds, n=100)
    print(
        f"  {what:12} {len(seen.milliseconds):6} pages  median {cuts[49]:6.0f} ms  "
        f"95th percentile {cuts[94]:6.0f} ms  errors {seen.wrong.total()}",
        flush=True,
    )
    for fault, times in seen.wrong.most_common(10):
        print(f"    {times} × {fault}", flush=True)
    return cuts[94]


def measure(addresses: Sequence[str]) -> None:
    """Print both, and the ratio. Each person thinks some five seconds between two pages; the one alone never does."""
    one = _told("one person", alone(addresses[0]))
    many = _told(f"{PEOPLE} people", together(addresses))
    print(f"  95th percentile of {PEOPLE} people: {many / one:.1f} times that of one")
