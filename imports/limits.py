"""How large a file may be before it is refused. Settings may widen or narrow them."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """bytes: of the file; expanded_bytes and expansion: of its parts once unzipped, in all and to one;
    rows and columns: of one sheet; cells: rows × columns of one sheet, blank ones included."""

    bytes: int = 50 * 1024 * 1024
    expanded_bytes: int = 1024 * 1024 * 1024
    expansion: int = 200
    rows: int = 250_000
    columns: int = 500
    cells: int = 20_000_000
    sheets: int = 200


DEFAULT = Limits()
