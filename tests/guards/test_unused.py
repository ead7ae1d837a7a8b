"""Nothing lies about unused: every template is drawn by something, every setting and permission decides something; and
no test can reach the network."""

import re
import socket
from dataclasses import fields
from pathlib import Path

import pytest

from transfer.config import Settings
from transfer.programmes.rules import PERMISSION_WORDS, PERMISSIONS

ROOT = Path(__file__).parents[2]
TEMPLATES = ROOT / "templates"


def texts(*folders: str) -> dict[Path, str]:
    files = [each for folder in folders for each in (ROOT / folder).rglob("*") if each.suffix in {".py", ".html"}]
    return {each: each.read_text() for each in [*files, ROOT / "wsgi.py"]}


def test_every_template_is_used() -> None:
    """A template's name stands in code or in another template; a folder's last part may be left open."""
    found = texts("transfer", "reports", "templates")
    unused = []
    for template in sorted(each for each in TEMPLATES.rglob("*") if each.is_file()):
        name = str(template.relative_to(TEMPLATES))
        others = "\n".join(text for path, text in found.items() if path != template)
        folder = re.escape(template.parent.name)
        named = re.search(rf"""["'/]{re.escape(name)}["']|{folder}/(\{{|["'] (~|\+))""", others)
        if not named and f'"{template.name}"' not in others and f"'{template.name}'" not in others:
            unused.append(name)
    assert not unused


def test_every_macro_is_used() -> None:
    found = texts("templates")
    whole = "\n".join(found.values())
    macros = [name for text in found.values() for name in re.findall(r"{%-? macro (\w+)", text)]
    assert macros
    unused = [name for name in macros if len(re.findall(rf"\b{name}\b", whole)) < 2]
    assert not unused


def test_every_setting_is_used() -> None:
    code = "\n".join(text for path, text in texts("transfer").items() if path.name != "config.py")
    own = (ROOT / "transfer" / "config.py").read_text()
    unused = [
        each.name
        for each in fields(Settings)
        if not re.search(rf"(settings|SETTINGS\"\])\.{each.name}\b", code) and f"self.{each.name}" not in own
    ]
    assert not unused


def test_every_permission_opens_something_and_has_words() -> None:
    code = "\n".join(text for path, text in texts("transfer", "templates").items() if path.parent.name != "programmes")
    code += "\n".join(text for path, text in texts("transfer/programmes").items() if path.name != "rules.py")
    granted = frozenset().union(*PERMISSIONS.values())
    assert granted == set(PERMISSION_WORDS)
    assert [each for each in sorted(granted) if f'"{each}"' not in code] == []


def test_no_test_reaches_the_network() -> None:
    with socket.socket() as reaching, pytest.raises(RuntimeError, match="network"):
        reaching.connect(("192.0.2.1", 80))
    with pytest.raises(RuntimeError, match="network"):
        socket.create_connection(("example.org", 80), timeout=1)
