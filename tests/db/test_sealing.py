"""Sealed values: unreadable at rest, bound to their place, readable again after keys have come and gone."""

import base64
from collections.abc import Iterator

import pytest
from flask import Flask

from transfer import sealing
from transfer.config import Settings
from transfer.kernel.errors import DomainError
from transfer.sealing import KeyProblem, keys_problem, make_key, open_bytes, open_text, seal_bytes, seal_text

PLACE = "assignment_lines.ni_number"
OLD, NEW = (f"{name}:{base64.urlsafe_b64encode(bytes([number]) * 32).decode()}" for name, number in
            (("old", 1), ("new", 2)))  # fmt: skip


@pytest.fixture
def keys(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
    yield monkeypatch
    sealing.forget_keys()


def use(keys: pytest.MonkeyPatch, text: str) -> None:
    keys.setattr(Settings, "kept_sealing_keys", lambda self: text)
    sealing.forget_keys()


def test_a_sealed_text_shows_nothing_and_opens_again(keys: pytest.MonkeyPatch) -> None:
    use(keys, OLD)
    sealed = seal_text("QQ123456C", PLACE)
    assert sealed.startswith("sealed1:old:") and "QQ123456C" not in sealed
    assert sealed != seal_text("QQ123456C", PLACE), "two equal values must not look equal"
    assert open_text(sealed, PLACE) == "QQ123456C"


def test_what_was_stored_before_is_read_as_it_stands(keys: pytest.MonkeyPatch) -> None:
    use(keys, OLD)
    assert open_text("QQ123456C", PLACE) == "QQ123456C"
    assert open_bytes(b"PK plain", "files/1") == b"PK plain"


def test_a_value_moved_to_another_column_does_not_open(keys: pytest.MonkeyPatch) -> None:
    use(keys, OLD)
    with pytest.raises(KeyProblem, match="does not open what is kept at assignment_lines.notes"):
        open_text(seal_text("QQ123456C", PLACE), "assignment_lines.notes")


def test_an_altered_value_does_not_open(keys: pytest.MonkeyPatch) -> None:
    use(keys, OLD)
    head, _, body = seal_text("QQ123456C", PLACE).rpartition(":")
    content = bytearray(base64.b64decode(body))
    content[-1] ^= 1
    with pytest.raises(KeyProblem, match="altered"):
        open_text(f"{head}:{base64.b64encode(content).decode()}", PLACE)
    with pytest.raises(KeyProblem):
        open_text(f"{head}:not base64", PLACE)


def test_the_newest_key_seals_and_the_old_ones_still_open(keys: pytest.MonkeyPatch) -> None:
    use(keys, OLD)
    text, content = seal_text("QQ123456C", PLACE), seal_bytes(b"rows", "files/1")
    use(keys, f"{NEW},{OLD}")
    assert open_text(text, PLACE) == "QQ123456C" and open_bytes(content, "files/1") == b"rows"
    assert seal_text("QQ123456C", PLACE).startswith("sealed1:new:")
    assert (sealing.sealed_by(content), sealing.sealed_by(seal_bytes(b"", "x"))) == ("old", "new")


def test_a_key_that_was_dropped_too_early_is_named(keys: pytest.MonkeyPatch) -> None:
    use(keys, OLD)
    text = seal_text("QQ123456C", PLACE)
    use(keys, NEW)
    with pytest.raises(KeyProblem, match=r"Put the key “old” back into SEALING_KEYS.*Nothing was lost"):
        open_text(text, PLACE)
    use(keys, f"old:{NEW.partition(':')[2]}")
    with pytest.raises(KeyProblem, match="Check the key “old”"):
        open_text(text, PLACE)


def test_a_key_that_another_process_added_is_read_when_it_is_met(keys: pytest.MonkeyPatch) -> None:
    use(keys, f"{NEW},{OLD}")
    text = seal_text("QQ123456C", PLACE)
    use(keys, OLD)
    assert seal_text("x", PLACE).startswith("sealed1:old:")
    keys.setattr(Settings, "kept_sealing_keys", lambda self: f"{NEW},{OLD}")
    assert open_text(text, PLACE) == "QQ123456C"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "Set SEALING_KEYS"), ("nonsense", "entry 1 of SEALING_KEYS"), (f"{OLD},short:abc", "entry 2"),
        (f"{OLD},{OLD}", "“old” stands there twice"),
    ],
)  # fmt: skip
def test_keys_that_would_not_do_are_told_without_being_shown(text: str, says: str) -> None:
    problem = keys_problem(Settings(sealing_keys=text))
    assert problem and says in problem
    assert "short:abc" not in problem and "nonsense" not in problem
    assert issubclass(KeyProblem, DomainError)


def test_sound_keys_are_no_problem() -> None:
    assert keys_problem(Settings(sealing_keys=f"{NEW},{OLD}")) is None
    assert keys_problem(Settings(sealing_keys=make_key())) is None
    assert make_key("k1:x,k2:y").startswith("k3:")


def test_the_key_of_a_machine_of_ones_own_is_kept_for_nobody_else(tmp_path) -> None:  # type: ignore[no-untyped-def]
    settings = Settings(instance_path=str(tmp_path))
    first = settings.kept_sealing_keys()
    assert settings.kept_sealing_keys() == first and keys_problem(Settings(sealing_keys=first)) is None
    assert oct(settings.sealing_keys_file.stat().st_mode & 0o777) == "0o600"
    settings.keep_sealing_keys("k9:other", replace=False)
    assert settings.kept_sealing_keys() == first, "of two processes that start at once the first key stays"
    assert [each.name for each in tmp_path.iterdir()] == ["sealing_keys"]
