"""Word letters: placeholders alone are filled in, and everything else is refused in words."""

import io
import zipfile

import pytest
from docx import Document

from reports.letters import check_template, filled, starting_template
from transfer.consultation.rules import LETTER_WORDS, PLACEHOLDERS, STARTING
from transfer.kernel.errors import FileRefused

KNOWN = {"date": "The day", "name": "Who"}


def template(text: str) -> bytes:
    return starting_template("A letter", [("", text)])


def words(content: bytes) -> str:
    return "\n".join(each.text for each in Document(io.BytesIO(content)).paragraphs)


def with_part(name: str, text: str) -> bytes:
    """A template with one more part, or another text in one that it has."""
    kept = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(template("{{ date }}"))) as old, zipfile.ZipFile(kept, "w") as new:
        for each in old.infolist():
            if each.filename != name:
                new.writestr(each.filename, old.read(each))
        new.writestr(name, text)
    return kept.getvalue()


def test_values_are_text_whatever_they_say() -> None:
    value = "A & <b> {{ date }} {% x %}\nand a second line"
    assert words(filled(template("Dear {{ name }}, {{ date }}"), {"name": value, "date": "1 May"})) == (
        f"A letter\nDear {value}, 1 May"
    )


@pytest.mark.parametrize("kind", list(LETTER_WORDS))
def test_each_of_ours_uses_placeholders_of_its_letter(kind: str) -> None:
    ours = starting_template(LETTER_WORDS[kind], STARTING[kind])
    assert set(check_template(ours, PLACEHOLDERS[kind])) <= set(PLACEHOLDERS[kind])


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{{ nmae }}", "nmae }} is not a placeholder of this letter. It may use: date, name"),
        ("{{ name.__class__ }}", "placeholders alone"),
        ("{{ name | upper }}", "placeholders alone"),
        ("{% for each in name %}x{% endfor %}", "placeholders alone"),
        ("{{ 6 * 7 }}", "placeholders alone"),
        ("{{ name", "cannot be read"),
    ],
)
def test_what_is_no_placeholder_is_refused(text: str, said: str) -> None:
    with pytest.raises(FileRefused, match=said):
        check_template(template(text), KNOWN)


RELATION = (
    '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="r1" Type="http://x/attachedTemplate" Target="http://example.org/a.dotm" TargetMode="External"/>'
    "</Relationships>"
)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"no Word file", "this is none"),
        (with_part("word/vbaProject.bin", "x"), "without macros"),
        (with_part("word/_rels/settings.xml.rels", RELATION), "fetches something from elsewhere"),
        (with_part("docProps/app.xml", "<!DOCTYPE a [<!ENTITY b 'c'>]><a/>"), "what no letter needs"),
        (with_part("docProps/custom.xml", "<a>{{ date.year }}</a>"), "placeholders alone"),
        (b"x" * (2 * 1024 * 1024 + 1), "up to 2 MB"),
    ],
)
def test_a_file_that_does_more_than_hold_text_is_refused(content: bytes, said: str) -> None:
    with pytest.raises(FileRefused, match=said):
        check_template(content, KNOWN)


def test_a_damaged_file_is_refused_in_words_wherever_it_is_damaged() -> None:
    """Which fault the unpacking or the reading comes to depends on the byte. Some bytes hurt nothing."""
    whole = template("On {{ date }}")
    refused = 0
    for place in range(30, len(whole), len(whole) // 60):
        damaged = bytearray(whole)
        damaged[place] ^= 0xFF
        try:
            check_template(bytes(damaged), {"date": "The day"})
        except FileRefused as error:
            refused += error.message.startswith(("Choose a Word file", "Use placeholders", "Mend the"))
    assert refused > 20
