"""What is recorded in the programme that may be a measure, and which of it an employer has not answered."""

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial

from sqlalchemy import func, select

from transfer.budget.queries import list_cash_flows, list_mtfs_lines
from transfer.consultation.models import Measure
from transfer.consultation.queries.sight import employers_of, find_facts, is_own, list_records, may_record
from transfer.consultation.rules import Offer, pay_offers, rest_to_ask, speaks_of_less, still_open
from transfer.establishment.models import AssignmentLine
from transfer.establishment.queries.bills import release_key
from transfer.extensions import db, read_once
from transfer.kernel.keeping import keep
from transfer.kernel.money import pounds
from transfer.programmes.models import Option, Organisation, Transfer
from transfer.programmes.queries import employer, list_claims
from transfer.programmes.rules import Viewer, same_employer
from transfer.releases.models import Release
from transfer.releases.queries import find_release_in_force
from transfer.steering.queries import list_milestones


@dataclass(frozen=True)
class Waiting:
    """An offer that waits for one employer's answer in one transfer."""

    transfer: Transfer
    employer: Organisation
    offer: Offer


# What higher contexts know: (viewer, transfer) → offers for either employer.
MORE_OFFERS: list[Callable[[Viewer, Transfer], list[Offer]]] = []


LOOKED_BACK = 24  # versions of a list, whose answers still count for posts that stayed frozen


def mark(*said: object) -> str:
    """The end of an offer's key. What is answered is what was said: said otherwise, it is asked anew."""
    return hashlib.sha256("\x1f".join(map(str, said)).encode()).hexdigest()[:12]


def offers(viewer: Viewer, transfer: Transfer, for_whom: Organisation) -> list[Offer]:
    """Every record of the programme in the viewer's sight that may be a measure of this employer. Only its own side is
    told: what it has not shared is among them."""
    if not is_own(viewer, for_whom.id):
        return []
    found = [*pay_facts(transfer, for_whom), *_frozen(viewer, transfer, for_whom), *_of_list(viewer, for_whom)]
    found += _of_programme(viewer, transfer.option)
    return found + [each for more in MORE_OFFERS for each in more(viewer, transfer)]


@read_once
def _of_list(viewer: Viewer, for_whom: Organisation) -> tuple[Offer, ...]:
    return tuple(_posts(viewer, for_whom))


@read_once
def _of_programme(viewer: Viewer, option: Option) -> tuple[Offer, ...]:
    """What is not one transfer's, and so is read once for all of them."""
    return (*_money(viewer, option), *_words(viewer, option), *_plan(viewer))


def pay_facts(transfer: Transfer, for_whom: Organisation) -> list[Offer]:
    """A changed pay date or payroll provider is the new employer's."""
    facts = find_facts(transfer)
    if facts is None or not same_employer(employer(for_whom), employer(transfer.transferee)):
        return []
    return pay_offers((facts.pay_day_before, facts.pay_day_after), (facts.payroll_before, facts.payroll_after))


def measures_of(viewer: Viewer, transfer: Transfer, employer_id: int) -> list[Measure]:
    return [each for each in list_records(viewer, transfer, Measure) if each.employer_id == employer_id]


def said_once(measures: Iterable[Measure]) -> list[list[Measure]]:
    """Measures with those that say the very same of the same employer put together: one answer may stand for several
    records."""
    groups: dict[tuple[object, ...], list[Measure]] = {}
    for each in measures:
        key = (each.transfer_id, each.employer_id, each.text, each.cohort, each.from_on, each.envisaged, each.because)
        groups.setdefault(key, []).append(each)
    return list(groups.values())


def open_offers(viewer: Viewer, transfer: Transfer, for_whom: Organisation) -> list[Offer]:
    """Those that nobody has taken up or recorded as not envisaged."""
    answered = _answered(transfer.option_id).get((transfer.id, for_whom.id), ())
    return still_open(offers(viewer, transfer, for_whom), answered)


@read_once
def _answered(option_id: int) -> dict[tuple[int, int], list[str | None]]:
    """What employers of an option's transfers have answered, by transfer and employer."""
    query = select(Measure.transfer_id, Measure.employer_id, Measure.source_key)
    found: dict[tuple[int, int], list[str | None]] = {}
    for transfer_id, employer_id, key in db.session.execute(
        query.join(Transfer, Transfer.id == Measure.transfer_id).where(Transfer.option_id == option_id)
    ):
        found.setdefault((transfer_id, employer_id), []).append(key)
    return found


def also_open(viewer: Viewer, transfer: Transfer, for_whom: Organisation, offer: Offer) -> list[Waiting]:
    """Where else the same saving waits for an answer that the viewer may give: in other records, in other transfers of
    the option, and for an organisation that is the same employer."""
    return [
        Waiting(there, employer, each)
        for there in transfer.option.transfers
        for employer in employers_of(there)
        if may_record(viewer, employer.id)
        for each in open_offers(viewer, there, employer)
        if each.is_of_the_same(offer) and (there.id, employer.id, each.key) != (transfer.id, for_whom.id, offer.key)
    ]


def _money(viewer: Viewer, option: Option) -> Iterable[Offer]:
    if not viewer.may("money.view"):
        return
    for line in list_mtfs_lines(viewer):
        if line.kind == "saving" or (line.kind != "base" and line.base_pence < 0):
            words = f"{line.name}: {pounds(abs(line.base_pence))} from {line.first_year}"
            key = f"mtfs:{line.id}:{mark(line.name, line.base_pence, line.first_year)}"
            yield Offer(key, words, "Medium-term plan", "budget.years")
    yield from _benefits(viewer, option)


def _benefits(viewer: Viewer, option: Option) -> Iterable[Offer]:
    """What an option is worth, each benefit once however many years it lasts."""
    by_label: dict[str, dict[int, int]] = {}
    for flow in list_cash_flows(viewer, option):
        if flow.pence > 0:
            years = by_label.setdefault(flow.label, {})
            years[flow.year] = years.get(flow.year, 0) + flow.pence
    for label, years in by_label.items():
        first, last = min(years), max(years)
        when = f"year {first}" if first == last else f"years {first} to {last}"
        words = f"{label}: {pounds(sum(years.values()))} in {when}"
        key = f"flow:{option.id}:{mark(label, *sorted(years.items()))}"
        yield Offer(key, words, f"Value of {option.name}", "budget.value")


def _words(viewer: Viewer, option: Option) -> Iterable[Offer]:
    """Published statements, and what is said for the option."""
    for claim in list_claims(viewer):
        if speaks_of_less(claim.statement):
            source = " ".join(filter(None, (claim.document, claim.paragraph)))
            yield Offer(f"claim:{claim.id}:{mark(claim.statement)}", claim.statement, source, "programmes.claims")
    if speaks_of_less(option.preferred_reason):
        yield Offer(f"option:{option.id}:{mark(option.preferred_reason)}", option.preferred_reason, option.name,
                    "programmes.options")  # fmt: skip


def _plan(viewer: Viewer) -> Iterable[Offer]:
    if not viewer.may("plan.view"):
        return
    for item in list_milestones(viewer):
        if speaks_of_less(item.title):
            key = f"plan:{mark(item.reference, item.title)}"
            yield Offer(key, f"{item.reference}: {item.title}", "Plan", "steering.index")


def _source(release: Release, of: Organisation) -> str:
    return f"{of.short}’s establishment list, version {release.number}"


def _frozen(viewer: Viewer, transfer: Transfer, for_whom: Organisation) -> Iterable[Offer]:
    """Posts of the employer's own list that are frozen, without those about which it has answered already: a newer
    list that holds them too asks about its newly frozen posts alone."""
    release = find_release_in_force(viewer, "establishment", for_whom.id)
    if release is None:
        return
    answered = _answered(transfer.option_id).get((transfer.id, for_whom.id), ())
    rest = rest_to_ask(_frozen_by_version(release), lambda posts: _frozen_key(posts) in answered)
    if rest:
        yield Offer(_frozen_key(rest), _counted(rest, "frozen"), _source(release, for_whom), "establishment.posts")


def _frozen_key(posts: Iterable[str]) -> str:
    return f"frozen:{mark(*posts)}"


@read_once
def _frozen_by_version(release: Release) -> tuple[tuple[str, ...], ...]:
    """The frozen posts of a list's versions that stand, oldest first, up to this one."""
    query = select(Release).where(
        Release.programme_id == release.programme_id, Release.dataset == release.dataset,
        Release.organisation_id == release.organisation_id, Release.number <= release.number,
        Release.undone_at.is_(None),
    )  # fmt: skip
    versions = db.session.scalars(query.order_by(Release.number.desc()).limit(LOOKED_BACK)).all()[::-1]
    return keep(("frozen posts", *map(release_key, versions)), partial(_frozen_posts, [each.id for each in versions]))


def _frozen_posts(release_ids: list[int]) -> tuple[tuple[str, ...], ...]:
    query = select(AssignmentLine.release_id, AssignmentLine.post_no).where(
        AssignmentLine.release_id.in_(release_ids), AssignmentLine.occupancy == "frozen"
    )
    found: dict[int, set[str]] = {each: set() for each in release_ids}
    for release_id, post_no in db.session.execute(query):
        found[release_id].add(post_no)
    return tuple(tuple(sorted(posts)) for posts in found.values())


def _posts(viewer: Viewer, for_whom: Organisation) -> Iterable[Offer]:
    """Posts that the employer's earlier list had and this one has not."""
    release = find_release_in_force(viewer, "establishment", for_whom.id)
    if release is None:
        return
    source = _source(release, for_whom)
    gone = _gone(release)
    if gone:
        yield Offer(f"gone:{mark(*gone)}", _counted(gone, "no longer on the list"), source, "establishment.posts")


def _counted(posts: list[str], what: str) -> str:
    named = ", ".join(posts[:5]) + (f" and {len(posts) - 5} more" if len(posts) > 5 else "")
    return f"{len(posts):,} {'post is' if len(posts) == 1 else 'posts are'} {what}: {named}"


def _gone(release: Release) -> list[str]:
    """Post numbers of the version before this one that are not on it."""
    before = (
        select(func.max(Release.number))
        .where(
            Release.programme_id == release.programme_id, Release.dataset == release.dataset,
            Release.organisation_id == release.organisation_id, Release.number < release.number,
            Release.undone_at.is_(None),
        )
        .scalar_subquery()
    )  # fmt: skip
    earlier = select(Release.id).where(
        Release.programme_id == release.programme_id, Release.dataset == release.dataset,
        Release.organisation_id == release.organisation_id, Release.number == before, Release.undone_at.is_(None),
    )  # fmt: skip
    here = select(AssignmentLine.post_no).where(AssignmentLine.release_id == release.id)
    query = select(AssignmentLine.post_no).where(
        AssignmentLine.release_id.in_(earlier), AssignmentLine.post_no.not_in(here)
    )
    return sorted(set(db.session.scalars(query)))
