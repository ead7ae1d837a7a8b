"""Which addresses are followed after signing in."""

import pytest

from transfer.identity.rules import is_local


@pytest.mark.parametrize("address", ["/", "/p/north/moves?a=b", "/p/north/search?q=//x", "/help#words"])
def test_a_path_on_this_site_is_followed(address: str) -> None:
    assert is_local(address)


@pytest.mark.parametrize(
    "address",
    ["", "evil", "//evil.example", "/\\evil.example", "/p\\..\\x", "https://evil.example", "javascript:alert(1)",
     "/\t/evil.example", "/a\r\nSet-Cookie: x", "/a\x00", "/a ", " /a", "/a\u202e"],
)  # fmt: skip
def test_a_disguised_address_is_not(address: str) -> None:
    assert not is_local(address)
