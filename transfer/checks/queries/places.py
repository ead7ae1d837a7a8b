"""Checks of lists against the services and cost centres of the programme, and against the budget."""

from collections.abc import Iterator
from dataclasses import dataclass

from transfer.checks import rules
from transfer.checks.queries.kept import budgeted, centres_of, managers, named_services, posted
from transfer.checks.rules import Check, Report, counted, named
from transfer.establishment.queries import list_time_shares
from transfer.programmes.models import Organisation
from transfer.programmes.queries import find_preferred_option, list_services, moves_of
from transfer.programmes.rules import Viewer, name_key, provider_after
from transfer.releases.queries import releases_in_force


@dataclass(frozen=True)
class NamedService:
    """A service that lists name and the programme has not. employers: whose lists name it."""

    key: str
    name: str
    employers: tuple[Organisation, ...]

    @property
    def provider(self) -> Organisation | None:
        """Whoever runs it, as far as the lists tell: the one employer that names it."""
        return self.employers[0] if len(self.employers) == 1 else None


def services_to_add(viewer: Viewer) -> list[NamedService]:
    """Services that the lists name and the programme has not, of posts that no cost centre places either, by name."""
    keys, centres = {name_key(each.name) for each in list_services(viewer)}, centres_of(viewer)
    names: dict[str, str] = {}
    employers: dict[str, list[Organisation]] = {}
    for release in releases_in_force(viewer, "establishment"):
        for name in rules.unknown_services(named_services(release), keys, centres):
            names.setdefault(name_key(name), name)
            employers.setdefault(name_key(name), []).extend([release.organisation] if release.organisation else [])
    found = [NamedService(key, name, tuple(employers[key])) for key, name in names.items()]
    return sorted(found, key=lambda each: each.name)


def unknown_services(viewer: Viewer) -> Iterator[Check]:
    if unknown := services_to_add(viewer):
        sentence = rules.unknown_services_sentence([each.name for each in unknown])
        adds = viewer.may("programme.edit")
        yield Check("service-not-in-programme", "warning", sentence, "Services",
                    "checks.services" if adds else "programmes.services",
                    who="" if adds else "The programme lead adds services")  # fmt: skip


def unowned_centres(viewer: Viewer) -> Iterator[Check]:
    unowned = sorted(budgeted(viewer) - set(centres_of(viewer)))
    if unowned:
        many = counted(len(unowned), "cost centre", "cost centres")
        yield Check("cost-centre-without-service", "warning", f"Say which service owns {many}: {named(unowned)}",
                    "Services", "programmes.services")  # fmt: skip


def disagreements(viewer: Viewer) -> Iterator[Check]:
    services = {name_key(each.name): each.id for each in list_services(viewer)}
    names = {each.id: each.name for each in list_services(viewer)}
    centres = centres_of(viewer)
    for release in releases_in_force(viewer, "establishment"):
        for service_key, cost_centre, number in rules.disagreements(posted(release), services, centres):
            lines = counted(number, "line names", "lines name")
            sentence = (
                f"Mend the service or the cost centre: {lines} {names[services[service_key]]}, while {cost_centre} "
                f"belongs to {names[centres[cost_centre]]}"
            )
            yield Check("service-and-cost-centre-disagree", "warning", sentence, f"{release.file.name}, {cost_centre}",
                        "establishment.posts", {"search": cost_centre})  # fmt: skip


def without_budget(viewer: Viewer) -> Iterator[Check]:
    if not releases_in_force(viewer, "budget"):
        return
    lists = releases_in_force(viewer, "establishment")
    posts = {centre for release in lists for _, centre, _ in posted(release) if centre}
    missing = sorted(rules.posts_without_budget(posts, budgeted(viewer)))
    if missing:
        many = counted(len(missing), "cost centre that has", "cost centres that have")
        sentence = f"Find the budget of {many} posts and no budget line: {named(missing)}"
        yield Check("post-without-budget", "warning", sentence, "Establishment and budget", "establishment.posts",
                    {"search": missing[0]})  # fmt: skip


def unshared_posts(viewer: Viewer) -> Iterator[Check]:
    option = find_preferred_option(viewer)
    if not option or not option.transfers:
        return
    moves = moves_of(option)
    services = list_services(viewer)
    after = {each.id: provider_after(each.id, each.provider_id, moves) for each in services}
    keys, centres = {name_key(each.name): each.id for each in services}, centres_of(viewer)
    lists = releases_in_force(viewer, "establishment")
    rows = {row for release in lists for row in managers(release)}
    reports = [
        Report(manager, after.get(keys.get(key) or centres.get(centre) or -1)) for manager, key, centre in sorted(rows)
    ]
    for post_no in rules.shared_posts(reports, [each.post_no for each in list_time_shares(viewer)]):
        sentence = f"Share out the time of post {post_no}: its staff will work for two organisations"
        yield Check("shared-post-without-shares", "warning", sentence, f"Post {post_no}", "establishment.posts",
                    {"search": post_no})  # fmt: skip
