"""Which passwords are refused, and in what words."""

import pytest

from transfer.identity.rules import refuse_weak
from transfer.kernel.errors import DomainError

WORDS = ["Ada Lovelace", "a.byron@northshire.example", "Northshire County Council"]


@pytest.mark.parametrize("password", ["correct horse battery", "wet otter climbs", "blue-kettle-44-harbour"])
def test_words_that_do_not_belong_together_are_taken(password: str) -> None:
    refuse_weak(password, WORDS)


@pytest.mark.parametrize(
    ("password", "says"),
    [
        ("eleven char", "12 characters"),
        ("manchesterunited1", "harder to guess"),
        ("Password1234!", "stolen"),
        ("P@ssw0rd!!!!!", "stolen"),
        ("!!!!qwertyuiop99", "stolen"),
        ("correct horse battery staple", "phrase"),
        ("To be, or not to be!", "phrase"),
        ("Keep Calm & carry on!", "phrase"),
        ("passwordpassword", "harder to guess"),
        ("aaaaaaaaaaaaaaaa", "harder to guess"),
        ("123456789012345", "harder to guess"),
        ("Lovelace kettle harbour", "your name"),
        ("k3ttle L0v3lac3 harbour", "your name"),
        ("my byron kettle harbour", "your e-mail address"),
        ("northshire kettle moss", "name of your organisation"),
    ],
)
def test_a_weak_password_is_refused_in_words(password: str, says: str) -> None:
    with pytest.raises(DomainError, match=says) as refused:
        refuse_weak(password, WORDS)
    assert refused.value.field == "password"


def test_short_parts_of_a_name_do_not_count() -> None:
    refuse_weak("lightning kettle moss", ["Li Ng"])


def test_a_very_long_password_is_weighed() -> None:
    refuse_weak("wet otter climbs " * 40)
