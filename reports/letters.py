"""Word letters from templates that a council can replace.

A template holds placeholders, {{ date }}, and nothing else of a language: what is not a placeholder that is stated for
its letter is refused in words. Every value is text; a line break in it is one in the letter.
"""

import io
import re
import zipfile
from collections.abc import Callable, Collection, Mapping
from typing import Any, TypeVar

from docx import Document
from docx.oxml.ns import qn
from docx.shared import Pt, RGBColor
from docxtpl import DocxTemplate, Listing
from jinja2 import TemplateSyntaxError, nodes
from jinja2.sandbox import SandboxedEnvironment

from transfer.kernel.apart import Bounds, EndedApart, apart
from transfer.kernel.errors import FileRefused

_T = TypeVar("_T")
UNREADABLE = "Choose a Word file (.docx): this is none, or it is damaged or encrypted"
MOST_BYTES = 2 * 1024 * 1024
MOST_EXPANDED = 40 * 1024 * 1024
_BOUNDS = Bounds(seconds=30, memory=1024 * 1024 * 1024)
# What a letter has no use for: programs, and parts that are fetched from elsewhere when it is opened.
_REFUSED_PARTS = re.compile(r"vbaProject|activeX|embeddings|externalLinks|attachedToolbars", re.IGNORECASE)
_PART = rb'Type="[^"]*/(?:attachedTemplate|frame|oleObject|subDocument|image)"'
_OUTSIDE = re.compile(_PART + rb'[^>]*TargetMode="External"|TargetMode="External"[^>]*' + _PART)
_FILLED = re.compile(r"word/(document|header\d*|footer\d*|footnotes|endnotes|comments)\.xml|docProps/\w+\.xml")
_ALLOWED = (nodes.Output, nodes.TemplateData, nodes.Name, nodes.Template)


def starting_template(title: str, parts: Collection[tuple[str, str]], *, titled: bool = True) -> bytes:
    """A plain Word file to begin with: a title, then a heading ("" for none) and a text of placeholders each. An empty
    line in a text begins a paragraph, two leave room to sign. titled: False for a letter, which has no title."""
    document = Document()
    document.core_properties.author = document.core_properties.comments = ""
    document.core_properties.title = title
    for style, size in (("Normal", 11), ("Heading 1", 16), ("Heading 2", 12)):
        _plain(document.styles[style], size)
    if titled:
        document.add_heading(title, level=1)
    for heading, text in parts:
        if heading:
            document.add_heading(heading, level=2)
        for paragraph in text.split("\n\n"):
            document.add_paragraph(paragraph)
    return _saved(document)


def _plain(style: Any, size: int) -> None:
    """Arial in black, as readers of screens and of paper ask for; a heading's own typeface gives way to it."""
    style.font.name, style.font.size, style.font.color.rgb = "Arial", Pt(size), RGBColor(0, 0, 0)
    fonts = style.element.rPr.rFonts
    for name in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{name}"), None)


def check_template(content: bytes, known: Mapping[str, str]) -> list[str]:
    """The placeholders of a template, in a process of its own. known: {placeholder: what it stands for}. Raises
    FileRefused for what is no Word file, holds more than text, or asks for something else than placeholders."""
    _refuse_unfit(content)
    return _apart(_checked, content, tuple(known))


def filled(content: bytes, values: Mapping[str, str]) -> bytes:
    """The letter. The template was checked when it came, and is checked again: a file may have been put in its place.
    Raises FileRefused."""
    return filled_each(content, [values])[0]


def filled_each(content: bytes, letters: Collection[Mapping[str, str]]) -> list[bytes]:
    """One letter for each set of values, all with the same placeholders."""
    _refuse_unfit(content)
    return _apart(_filled, content, [dict(each) for each in letters])


def _apart(work: Callable[..., _T], *args: Any) -> _T:
    try:
        return apart(work, *args, bounds=_BOUNDS)
    except FileRefused:
        raise
    except EndedApart as ended:
        raise FileRefused("This template takes too long or too much memory to fill in: make it shorter") from ended
    except Exception as error:  # whatever the reading of damaged parts comes to
        raise FileRefused(UNREADABLE) from error


def _refuse_unfit(content: bytes) -> None:
    if len(content) > MOST_BYTES:
        raise FileRefused(f"Choose a Word file of up to {MOST_BYTES // 1024**2} MB")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            _refuse_parts(archive)
    except FileRefused:
        raise
    except Exception as error:  # whatever the unpacking of damaged bytes comes to
        raise FileRefused(UNREADABLE) from error


def _refuse_parts(archive: zipfile.ZipFile) -> None:
    parts = archive.infolist()
    if "word/document.xml" not in {each.filename for each in parts}:
        raise FileRefused("Choose a Word file (.docx): this is none")
    if sum(each.file_size for each in parts) > MOST_EXPANDED:
        raise FileRefused("Choose a smaller Word file: this one grows too large when it is opened")
    for each in parts:
        if _REFUSED_PARTS.search(each.filename):
            raise FileRefused("Save the template without macros and embedded files, then choose it again")
        if each.filename.endswith((".xml", ".rels")):
            text = archive.read(each)
            if b"<!ENTITY" in text or b"<!DOCTYPE" in text:
                raise FileRefused("Save the template again from Word: it holds what no letter needs")
            if each.filename.endswith(".rels") and _OUTSIDE.search(text):
                raise FileRefused("Put pictures into the template itself: it fetches something from elsewhere")


def _environment() -> SandboxedEnvironment:
    """Nothing but names: even what a sandbox would allow is refused before it is filled in."""
    return SandboxedEnvironment(autoescape=True)


def _checked(content: bytes, known: tuple[str, ...]) -> list[str]:
    template = DocxTemplate(io.BytesIO(content))
    template.init_docx()
    found: dict[str, None] = {}
    for text in _texts(content):
        found |= dict.fromkeys(_names(template.patch_xml(text)))
    unknown = [each for each in found if each not in known]
    if unknown:
        raise FileRefused(
            f"Mend the template: {{{{ {unknown[0]} }}}} is not a placeholder of this letter. "
            f"It may use: {', '.join(known)}"
        )
    return list(found)


def _names(text: str) -> list[str]:
    """The placeholders of one part. Raises FileRefused for anything else that would be worked out."""
    try:
        tree = _environment().parse(text)
    except TemplateSyntaxError as error:
        raise FileRefused(f"Mend the placeholder that cannot be read: {error.message}") from None
    for node in tree.find_all(nodes.Node):
        if not isinstance(node, _ALLOWED):
            kind = type(node).__name__.lower()
            raise FileRefused(f"Use placeholders alone, such as {{{{ date }}}}: a “{kind}” is not filled in")
    return [node.name for node in tree.find_all(nodes.Name)]


def _texts(content: bytes) -> list[str]:
    """The XML of every part that is filled in: text, headers, footers, footnotes and properties."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        names = [each.filename for each in archive.infolist() if _FILLED.fullmatch(each.filename)]
        return [archive.read(each).decode("utf-8") for each in names]


def _filled(content: bytes, letters: list[dict[str, str]]) -> list[bytes]:
    made = []
    for values in letters:
        _checked(content, tuple(values))
        template = DocxTemplate(io.BytesIO(content))
        template.render({name: Listing(value) for name, value in values.items()}, _environment(), autoescape=True)
        made.append(_saved(template))
    return made


def _saved(document: Any) -> bytes:
    kept = io.BytesIO()
    document.save(kept)
    return kept.getvalue()
