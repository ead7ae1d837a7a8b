"""A pack is set in the product's own typeface, or not at all."""

from pathlib import Path

import pytest

from reports import fonts


def test_without_the_typeface_nothing_is_set_in_another(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert fonts.font_file(400).suffix == ".woff2"
    monkeypatch.setattr(fonts, "FONTS", tmp_path)
    with pytest.raises(FileNotFoundError, match="run make setup"):
        fonts.font_file(400)
