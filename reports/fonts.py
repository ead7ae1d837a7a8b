"""Source Sans 3 for the drawing library, which reads no web fonts: without it words are measured in another typeface,
and are cut short or leave a gap where they did not need to."""

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

FONTS = Path(__file__).resolve().parents[1] / "transfer" / "static" / "fonts"
FAMILY = "Source Sans 3"
MEASURED_AS = "Source Sans"  # the drawing library reads no name with a number in it
_STYLES = {400: "Regular", 700: "Bold"}


def font_file(weight: int) -> Path:
    """The product’s own web font of a weight. Raises FileNotFoundError where assets are not built: a pack in another
    typeface would have other bytes, and words cut in its charts."""
    found = sorted(FONTS.glob(f"source-sans-3-latin-{weight}-normal*.woff2"))
    if not found:
        raise FileNotFoundError("The typeface of the packs is not there: run make setup")
    return found[0]


@cache
def measure_with_our_own() -> TemporaryDirectory[str]:
    """Make the family known to the drawing library, once a process; the folder stands as long as the process does."""
    import vl_convert

    folder = TemporaryDirectory(prefix="transfer-fonts-")
    for weight, style in _STYLES.items():
        _unpacked(font_file(weight), style, Path(folder.name) / f"{style}.ttf")
    vl_convert.register_font_directory(folder.name)
    return folder


def _unpacked(web_font: Path, style: str, target: Path) -> None:
    """As a TrueType file under a plain name: cut from a variable font, each calls itself ExtraLight."""
    from fontTools.ttLib import TTFont

    font = TTFont(web_font)
    font.flavor = None
    for number, words in ((1, MEASURED_AS), (2, style), (4, f"{MEASURED_AS} {style}"), (16, MEASURED_AS), (17, style)):
        font["name"].setName(words, number, 3, 1, 0x409)
    font.save(target)
