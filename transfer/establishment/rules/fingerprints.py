"""By what an erased person is known again, without saying who they were."""

import hashlib
from collections.abc import Mapping
from typing import Any

# Each names one person of an employer by itself; a name does not.
KNOWN_BY = ("person_ref", "ni_number")


def fingerprints(organisation_id: int | None, values: Mapping[str, Any]) -> set[str]:
    """Digests of what names a person in a row, each bound to the employer and to what it is. Empty for a row that
    names nobody so. Whoever keeps one seals it: a reference can be guessed, and so can a digest of it."""
    found = set()
    for name in KNOWN_BY:
        plain = "".join(str(values.get(name) or "").split()).casefold()
        if plain:
            found.add(hashlib.sha256(f"{organisation_id}|{name}|{plain}".encode()).hexdigest())
    return found
