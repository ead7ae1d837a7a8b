"""Sealed values: unreadable at rest, bound to their place, readable again after keys have come and gone."""

import base64
from collections.abc import Iterator
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import text

from tests.factories.establishment import line, make_list, the_line
from tests.factories.programmes import make_programme
from transfer import sealing
from transfer.config import Settings
from transfer.extensions import db
from transfer.files.actions import store
from transfer.files.queries import read_bytes, store_address
from transfer.kernel.errors import DomainError
from transfer.privacy.commands import keys as keys_commands
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
    value, content = seal_text("QQ123456C", PLACE), seal_bytes(b"rows", "files/1")
    use(keys, f"{NEW},{OLD}")
    assert open_text(value, PLACE) == "QQ123456C" and open_bytes(content, "files/1") == b"rows"
    assert seal_text("QQ123456C", PLACE).startswith("sealed1:new:")
    assert (sealing.sealed_by(content), sealing.sealed_by(seal_bytes(b"", "x"))) == ("old", "new")


def test_a_key_that_was_dropped_too_early_is_named(keys: pytest.MonkeyPatch) -> None:
    use(keys, OLD)
    value = seal_text("QQ123456C", PLACE)
    use(keys, NEW)
    with pytest.raises(KeyProblem, match=r"Put the key “old” back into SEALING_KEYS.*Nothing was lost"):
        open_text(value, PLACE)
    use(keys, f"old:{NEW.partition(':')[2]}")
    with pytest.raises(KeyProblem, match="Check the key “old”"):
        open_text(value, PLACE)


def test_a_key_that_another_process_added_is_read_when_it_is_met(keys: pytest.MonkeyPatch) -> None:
    use(keys, f"{NEW},{OLD}")
    value = seal_text("QQ123456C", PLACE)
    use(keys, OLD)
    assert seal_text("x", PLACE).startswith("sealed1:old:")
    keys.setattr(Settings, "kept_sealing_keys", lambda self: f"{NEW},{OLD}")
    assert open_text(value, PLACE) == "QQ123456C"


@pytest.mark.parametrize(
    ("written", "says"),
    [
        ("", "Set SEALING_KEYS"), ("nonsense", "entry 1 of SEALING_KEYS"), (f"{OLD},short:abc", "entry 2"),
        (f"{OLD},{OLD}", "“old” stands there twice"),
    ],
)  # fmt: skip
def test_keys_that_would_not_do_are_told_without_being_shown(written: str, says: str) -> None:
    problem = keys_problem(Settings(sealing_keys=written))
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


def stored(column: str, table: str = "assignment_lines") -> list[str]:
    return [str(each) for each in db.session.scalars(text(f"select {column} from {table} order by id"))]


SENSITIVE = {
    "ni_number": "QQ123456C", "date_of_birth": date(1980, 2, 1), "absence": "Maternity",
    "absence_until": date(2021, 9, 30), "notes": "Stage 2 grievance", "extra": {"Ethnicity": "Told in confidence"},
}  # fmt: skip


def test_what_is_sensitive_is_sealed_in_the_database_and_read_as_it_was(app: Flask) -> None:
    world = make_programme()
    release = make_list(world, "Council", [line("P1", "Early help", **SENSITIVE), line("P2", "Early help")])
    for name, value in SENSITIVE.items():
        sealed, empty = stored(name)
        assert "sealed1:" in sealed and str(value) not in sealed and "confidence" not in sealed
        assert empty in ("None", "{}"), "an empty value needs no key"
    found = the_line(release, "P1")
    assert {name: getattr(found, name) for name in SENSITIVE} == SENSITIVE


def test_every_place_that_may_quote_a_person_is_sealed(app: Flask) -> None:
    places = {str(each) for each in sealing.sealed_columns()}
    assert places >= {
        "assignment_lines.ni_number", "assignment_lines.date_of_birth", "assignment_lines.absence",
        "assignment_lines.absence_until", "assignment_lines.notes", "assignment_lines.extra",
        "release_findings.message", "uploads.outcome", "decision_steps.reason", "decision_steps.evidence",
        "corrections.original", "corrections.corrected", "saved_mappings.read_values",
    }  # fmt: skip
    named = {(each.type.place, str(each)) for each in sealing.sealed_columns() if isinstance(each.type, sealing.Sealed)}
    assert all(place == column for place, column in named), "each is bound to its own column"


def rotated(app: Flask) -> str:
    answer = app.test_cli_runner().invoke(keys_commands, ["rotate"])
    return answer.output


def test_rotating_seals_what_was_plain_and_lets_the_old_key_go(app: Flask, keys: pytest.MonkeyPatch) -> None:
    world = make_programme()
    use(keys, OLD)
    keys.setattr(sealing, "ROWS_AT_ONCE", 2)
    release = make_list(world, "Council", [line(f"P{each}", "Early help", **SENSITIVE) for each in range(5)])
    plain = "update assignment_lines set ni_number = 'AB123456D', date_of_birth = '1990-05-06' where post_no = 'P3'"
    db.session.execute(text(plain))
    db.session.execute(text("""update assignment_lines set extra = '{"a": "b"}' where post_no = 'P3'"""))
    db.session.commit()
    file = store(b"rows of a list", "list.csv")
    system, path = store_address(file.sha256)
    before = store(b"kept before files were sealed", "old.csv")
    system.pipe_file(store_address(before.sha256)[1], b"kept before files were sealed")
    db.session.commit()
    assert read_bytes(before.sha256) == b"kept before files were sealed"
    use(keys, f"{NEW},{OLD}")
    told = rotated(app)
    assert "sealed with key new" in told, told
    use(keys, NEW)
    db.session.expire_all()
    assert all(each.startswith("sealed1:new:") for each in stored("ni_number"))
    found = the_line(release, "P3")
    assert (found.ni_number, found.date_of_birth, found.extra) == ("AB123456D", date(1990, 5, 6), {"a": "b"})
    assert the_line(release, "P4").notes == "Stage 2 grievance"
    assert (read_bytes(file.sha256), read_bytes(before.sha256)) == (b"rows of a list", b"kept before files were sealed")
    assert b"rows of" not in system.cat_file(path)
    assert rotated(app).startswith("0 values and 0 files")


def test_rotating_without_the_old_key_says_so_and_loses_nothing(app: Flask, keys: pytest.MonkeyPatch) -> None:
    world = make_programme()
    use(keys, OLD)
    release = make_list(world, "Council", [line("P1", "Early help", **SENSITIVE)])
    use(keys, NEW)
    told = rotated(app)
    assert "Put the key “old” back" in told and "QQ123456C" not in told
    use(keys, f"{NEW},{OLD}")
    db.session.expire_all()
    assert the_line(release, "P1").ni_number == "QQ123456C"


def test_a_stored_file_is_unreadable_without_its_key_and_at_another_address(
    app: Flask, keys: pytest.MonkeyPatch
) -> None:
    use(keys, OLD)
    one, other = store(b"Quokka, Alex, QQ123456C", "a.csv"), store(b"nothing of note", "b.csv")
    system, path = store_address(one.sha256)
    assert b"Quokka" not in system.cat_file(path) and b"QQ123456C" not in system.cat_file(path)
    system.pipe_file(store_address(other.sha256)[1], system.cat_file(path))
    with pytest.raises(KeyProblem, match="altered"):
        read_bytes(other.sha256)
    use(keys, NEW)
    with pytest.raises(KeyProblem, match="Put the key “old” back"):
        read_bytes(one.sha256)


def test_making_a_key_puts_it_first_beside_the_database(app: Flask, keys: pytest.MonkeyPatch, tmp_path) -> None:  # type: ignore[no-untyped-def]
    keys.setitem(app.config, "SETTINGS", Settings(instance_path=str(tmp_path)))
    sealing.forget_keys()
    before = seal_text("QQ123456C", PLACE)
    assert "Key k2 stands first" in app.test_cli_runner().invoke(keys_commands, ["make"]).output
    assert seal_text("x", PLACE).startswith("sealed1:k2:") and open_text(before, PLACE) == "QQ123456C"
    assert oct((tmp_path / "sealing_keys").stat().st_mode & 0o777) == "0o600"
