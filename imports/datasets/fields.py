"""What a data set is: its fields, and the rules over its rows."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from imports.frame import Frame
from imports.values.dates import PIVOT

Kind = Literal["text", "code", "date", "money", "number", "percent", "choice", "list", "lines"]


@dataclass(frozen=True)
class Field:
    """One field. choices: known value → its synonyms, where the list is closed; fillers: words a known value may carry.

    synonyms: other headings for it, the surest first; systems: headings that one system's exports have; shape: a
    regular expression that most of its values fit; units: words that may follow a number ("37 hours"); ratio: whether
    18.5/37 says 0.5; pivot: two digits of a year below it are of this century.
    """

    name: str
    kind: Kind
    label: str
    required: bool = False
    synonyms: tuple[str, ...] = ()
    choices: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    fillers: frozenset[str] = frozenset()
    shape: str = ""
    units: tuple[str, ...] = ()
    ratio: bool = False
    pivot: int = PIVOT
    systems: tuple[str, ...] = ()


@dataclass(frozen=True)
class Dataset:
    """A data set. key: the fields that no two rows may share, those of a blank column left out.

    errors and warnings: rules over the typed rows, told to the frame; has_amounts: columns of money by year and basis.
    """

    name: str
    title: str
    belongs_to: Literal["organisation", "programme"]
    fields: tuple[Field, ...]
    key: tuple[str, ...]
    errors: Callable[[Frame], None]
    warnings: Callable[[Frame], None]
    has_amounts: bool = False
    sheet_words: tuple[str, ...] = ()

    @property
    def by_name(self) -> dict[str, Field]:
        return {each.name: each for each in self.fields}

    @property
    def required(self) -> tuple[str, ...]:
        return tuple(each.name for each in self.fields if each.required)
