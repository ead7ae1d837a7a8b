"""When a sign-in is refused without looking at the password, which passwords are refused, and what a token may do."""

import hashlib
import hmac
import re
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from urllib.parse import urlsplit

import pyotp

from transfer.kernel.errors import DomainError

TRIES_BEFORE_WAIT = 5
LONGEST_WAIT = timedelta(minutes=30)
SHORTEST_PASSWORD = 12


@dataclass(frozen=True)
class CommandLine:
    """The actor of whatever is done from the command line."""

    user_id: int | None = None
    name: str = "Command line"


def wait_after(failures: int) -> timedelta:
    """How long an account waits after so many wrong passwords in a row: nothing for four, then 1, 2, 4 … minutes."""
    if failures < TRIES_BEFORE_WAIT:
        return timedelta(0)
    doublings = min(failures - TRIES_BEFORE_WAIT, 10)  # far past the longest wait, and never too large a number
    return min(timedelta(minutes=2**doublings), LONGEST_WAIT)


def may_try(locked_until_at: datetime | None, now: datetime) -> bool:
    return locked_until_at is None or now >= locked_until_at


TRIES_OF_AN_ADDRESS = 50  # a council of hundreds stands behind one address, and some of them mistype
WINDOW_OF_AN_ADDRESS = timedelta(minutes=15)


def address_may_try(failures: int) -> bool:
    """Whether an address that failed so often within its window may try again."""
    return failures < TRIES_OF_AN_ADDRESS


SHORTEST_WORD = 4  # "Li" is a name, and is in half of all passwords
GUESSES = 10  # as a power of ten: fewer are tried in a day on one good machine
_PHRASES = """
correcthorsebatterystaple tobeornottobe thequickbrownfox thequickbrownfoxjumpsoverthelazydog iwanttobelieve
maytheforcebewithyou onceuponatime letmeinplease opensesameplease ilovemyfamily itsasecret thisismypassword
mypasswordispassword nevergonnagiveyouup godsavetheking godsavethequeen keepcalmandcarryon keepcalmcarryon
happybirthdaytoyou twinkletwinklelittlestar itwasthebestoftimes allyouneedislove withgreatpowercomes
withgreatpowercomesgreatresponsibility theanswerisfortytwo tobeornottobethatisthequestion inthebeginningwastheword
fourscoreandsevenyearsago thereisnoplacelikehome winteriscoming houstonwehaveaproblem elementarymydearwatson
oncemoreuntothebreach
"""
KNOWN_PHRASES = frozenset(_PHRASES.split())
_LEET = str.maketrans("@4301!5$7", "aaeoiisst")


@cache
def _known_passwords() -> frozenset[str]:
    """The passwords met most often in those that were published after break-ins; the list comes with zxcvbn."""
    from zxcvbn.frequency_lists import FREQUENCY_LISTS  # slow to load, and seldom asked for

    return frozenset(FREQUENCY_LISTS["passwords"])


def _letters(text: str) -> str:
    return re.sub(r"[^a-z]", "", text.casefold())


def _disguised(password: str) -> set[str]:
    """The password as it is, without the digits and signs around it, and with letters for the signs like them."""
    folded = password.casefold().strip()
    bare = re.sub(r"^[\W\d_]+|[\W\d_]+$", "", folded)
    return {folded, bare, folded.translate(_LEET), bare.translate(_LEET)} - {""}


def _words_of(told: Iterable[str]) -> list[str]:
    parts = [part for each in told for part in re.split(r"[^\w]+|_", each.casefold())]
    return [each for each in parts if len(each) >= SHORTEST_WORD]


def refuse_weak(password: str, words: Iterable[str] = ()) -> None:
    """Raises DomainError at `password` for one that is short, known from break-ins, or made of the person's own words.

    words: the person's name, e-mail address and organisation, whole; parts of fewer than four letters do not count.
    """
    message = _weakness(password, _words_of(words))
    if message:
        raise DomainError(message, "password")


def _weakness(password: str, words: list[str]) -> str | None:
    if len(password) < SHORTEST_PASSWORD:
        return f"Enter a password of {SHORTEST_PASSWORD} characters or more"
    if _letters(password) in KNOWN_PHRASES:
        return "Enter another password: this is a phrase that many people know. Use words that do not belong together"
    if _disguised(password) & _known_passwords():
        return "Enter another password: this one is in lists of stolen passwords"
    folded = password.casefold().translate(_LEET)
    if any(each.translate(_LEET) in folded for each in words):
        return "Enter a password without your name, your e-mail address or the name of your organisation"
    if _easy_to_guess(password, words):
        return "Enter a password that is harder to guess: four words that do not belong together are enough"
    return None


def _easy_to_guess(password: str, words: list[str]) -> bool:
    from zxcvbn import zxcvbn

    # What stands after 72 characters is not looked at.
    return bool(zxcvbn(password[:72], user_inputs=words)["guesses_log10"] < GUESSES)


SCOPES = {
    "read": "Download lists, findings and packs, and read the figures of a programme as JSON",
    "people": "See named people and pay where you may",
    "upload": "Bring lists of your side, as the page Uploads does",
}
LONGEST_TOKEN = timedelta(days=365)
TOKEN_PREFIX = "transfer_"  # so that a scanner of published code recognises one that was lost


def token_hash(secret: str) -> str:
    """A token holds 256 random bits: a plain hash tells nothing of it."""
    return hashlib.sha256(secret.encode()).hexdigest()


def token_refusal(expires_at: datetime, revoked_at: datetime | None, active: bool, now: datetime) -> str | None:
    """Why a known token opens nothing, in words; None when it does."""
    if revoked_at:
        return "This token was revoked: make another under Your account."
    if now >= expires_at:
        return "This token has expired: make another under Your account."
    return None if active else "The account of this token is closed."


def may_note_use(last_used_at: datetime | None, now: datetime) -> bool:
    """Whether a token's use is worth writing down again: a program asks often, and an hour tells enough."""
    return last_used_at is None or now - last_used_at >= timedelta(hours=1)


LINK_LASTS = {"invitation": timedelta(days=7), "new_password": timedelta(hours=1)}
LINKS_OF_AN_ACCOUNT = 3  # new passwords asked for in an hour, before asking again does nothing
LINKS_OF_AN_ASKER = 20  # from one network address, behind which a whole council may stand


def cleaned_name(name: str) -> str:
    """A name as it is kept: on one line, single spaces, at most 200 characters."""
    return " ".join("".join(each if each.isprintable() else " " for each in name).split())[:200].strip()


def email_problem(email: str) -> str | None:
    """What is wrong with an e-mail address, or None."""
    if len(email.strip()) <= 254 and re.fullmatch(r"[^@\s,;<>]+@[^@\s,;<>]+\.[^@\s,;<>.]+", email.strip()):
        return None
    return "Enter an e-mail address such as name@example.org"


def session_ended(since: int, seen: int, now: int, *, hours: int, idle_minutes: int) -> bool:
    """Whether a sign-in is over: so many hours old, or so many minutes without a page. Instants in seconds."""
    return now >= since + hours * 3600 or now >= seen + idle_minutes * 60


HALF_LASTS = 600  # seconds between password and one-time code
CODE_SECONDS = 30
RECOVERY_CODES = 10
_RECOVERY_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that are read as another
_RECOVERY_LENGTH = 16


def step_of(at: datetime) -> int:
    """The thirty seconds in which an instant of UTC lies, counted from 1970."""
    return int(at.replace(tzinfo=UTC).timestamp()) // CODE_SECONDS


def code_step(secret: str, typed: str, now: datetime, last_step: int) -> int | None:
    """The step whose code was typed: this one, the one before or the one after, for clocks that differ; and only one
    after last_step, so that no code is taken twice. Source: RFC 6238 §5.2."""
    code, device = re.sub(r"\D", "", typed), pyotp.TOTP(secret)
    matching = None
    for step in (step_of(now) - 1, step_of(now), step_of(now) + 1):
        if hmac.compare_digest(device.generate_otp(step), code) and step > last_step:
            matching = step
    return matching


def make_recovery_codes() -> list[str]:
    """Ten codes of 79 random bits, in fours to be copied from paper."""
    letters = [
        "".join(secrets.choice(_RECOVERY_LETTERS) for _ in range(_RECOVERY_LENGTH)) for _ in range(RECOVERY_CODES)
    ]
    return ["-".join(each[place : place + 4] for place in range(0, _RECOVERY_LENGTH, 4)) for each in letters]


def mark_of_recovery_code(typed: str) -> str:
    """What is kept of one, whatever signs and capitals it is typed with."""
    return token_hash(re.sub(r"[^a-z0-9]", "", typed.casefold()))


def is_local(address: str) -> bool:
    """Whether an address leads to a path on this site, as a browser reads it: a backslash is a slash to it, and tabs,
    newlines and spaces around are dropped."""
    parts = urlsplit(address)
    plain = address.startswith("/") and not address.startswith("//") and "\\" not in address
    return plain and address.isprintable() and address == address.strip() and not parts.netloc and not parts.scheme
