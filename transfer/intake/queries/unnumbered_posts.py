"""Lists of posts without numbers: under which number each of their posts is kept, so that decisions find it again."""

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select

from imports.check import Checked
from imports.compare import Unkeyed, match_without_key
from imports.keyless import Post, key_of
from transfer.extensions import db
from transfer.intake.models import RowIdentity

MOST_ASKED = 200
Line = Mapping[str, Any]


def has_no_numbers(checked: Checked) -> bool:
    return checked.dataset == "establishment" and "post_no" not in checked.columns


def signature_of(line: Line) -> str:
    """What a post says of itself: its title, directorate and service, digested."""
    return hashlib.sha256("|".join(key_of(line)).encode()).hexdigest()


def own_number(signature: str) -> str:
    """The number of a post that nobody said to be another's: the same for the same title, directorate and service."""
    return f"NN-{signature[:10].upper()}"


def known_numbers(programme_id: int, organisation_id: int | None) -> dict[str, str]:
    """Signature → number, as people confirmed them for this organisation's lists."""
    owner = RowIdentity.organisation_id
    query = select(RowIdentity.signature, RowIdentity.identity).where(
        RowIdentity.programme_id == programme_id, RowIdentity.dataset == "establishment",
        owner.is_(None) if organisation_id is None else owner == organisation_id,
    )  # fmt: skip
    return {row.signature: row.identity for row in db.session.execute(query)}


def number_posts(programme_id: int, organisation_id: int | None, checked: Checked) -> None:
    """Give each row of a list without numbers the number under which its post is kept."""
    if not has_no_numbers(checked):
        return
    known = known_numbers(programme_id, organisation_id)
    taken = set(known.values())
    for row in (*checked.rows, *checked.parked):
        signature = signature_of(row.values)
        own = own_number(signature)
        # A post that took over another's number leaves none for whatever is called as that one was.
        row.values["post_no"] = known.get(signature) or (own if own not in taken else own_number(signature[10:]))


def in_doubt(before: Sequence[Line], after: Sequence[Line], known: Mapping[str, str]) -> dict[str, Any]:
    """What a person has to look at: gone and come, posts of one list only, and for each gone the likely one (its place
    in `come`, with the score), of those about which nobody has said anything yet."""
    old, new = {each["post_no"] for each in before}, {each["post_no"] for each in after}
    left = [each for each in before if each["post_no"] not in new]
    joined = [each for each in after if each["post_no"] not in old and signature_of(each) not in known]
    found: Unkeyed = match_without_key(left, joined)
    come = found.new[:MOST_ASKED]
    likely = {pair.before.lines: (pair.after.lines, round(pair.score * 100)) for pair in found.likely}
    places = {post.lines: place for place, post in enumerate(come)}
    gone = []
    for post in found.gone[:MOST_ASKED]:
        lines, score = likely.get(post.lines, ((), 0))
        place = places.get(lines)
        gone.append({**_told(left, post), "likely": place, "score": score if place is not None else 0})
    return {"gone": gone, "come": [_told(joined, post) for post in come]}


def _told(lines: Sequence[Line], post: Post) -> dict[str, Any]:
    line = lines[post.lines[0]]
    words = ", ".join(each for each in (post.job_title, post.directorate, post.service) if each)
    return {"post_no": line["post_no"], "words": words, "lines": len(post.lines), "signature": signature_of(line)}
