"""The sections of the product, and the pages of each: what the navigation and the tabs under a heading show."""

from typing import Any

from flask import g, request, url_for

_AT_HOME = ("desk.", "checks.", "intake.", "releases.", "jobs.", "programmes.member", "privacy.")
_OF_PEOPLE = ("establishment.", "tupe.", "reference.", "privacy.person", "privacy.correct", "privacy.erase")
# (words, endpoint, permission, the endpoints that are in this section)
NAVIGATION = (
    ("Home", "desk.home", "programme.view", _AT_HOME),
    ("What moves", "desk.moves", "programme.view", ("desk.moves", "programmes.")),
    ("People", "establishment.index", "people.view", _OF_PEOPLE),
    ("Money", "budget.index", "money.view", ("budget.",)),
    ("Contracts", "contracts.index", "contracts.view", ("contracts.", "diligence.")),
    ("Plan", "steering.index", "plan.view", ("steering.",)),
    ("Packs", "packs.index", "packs.view", ("packs.",)),
)
UPLOADS = ("Uploads", "intake.index", "data.upload")
# Money and Packs draw their own: their tabs keep the option or the edition of the address.
TABS = {
    "Home": (
        ("Overview", "desk.home", "programme.view"),
        ("Checks", "checks.index", "checks.view"),
        ("History", "desk.history", "audit.view"),
        ("Members", "programmes.members", "programme.view"),
        ("Data kept", "privacy.retention", "programme.view"),
        UPLOADS,
    ),
    "What moves": (
        ("Compare options", "desk.moves", "programme.view"),
        ("Options and transfers", "programmes.options", "programme.view"),
        ("Services", "programmes.services", "programme.view"),
        ("Organisations", "programmes.organisations", "programme.view"),
        ("Published figures", "programmes.claims", "programme.view"),
    ),
    "People": (
        ("Overview", "establishment.index", "people.view"),
        ("Posts", "establishment.posts", "people.view"),
        ("Transfers", "tupe.index", "people.view"),
        ("Rates", "reference.rates", "people.view"),
        UPLOADS,
    ),
    "Contracts": (
        ("Register", "contracts.index", "contracts.view"),
        ("Assets", "diligence.assets", "contracts.view"),
        ("Performance", "diligence.kpis", "contracts.view"),
        UPLOADS,
    ),
    "Plan": (("Milestones", "steering.index", "plan.view"), UPLOADS),
}


def _section() -> str:
    """The section of the page that is asked for: the one that names it most closely."""
    here = request.endpoint or ""
    named = [(len(own), text) for text, _, _, owns in NAVIGATION for own in owns if here.startswith(own)]
    return max(named, default=(0, ""))[1]


def navigation() -> list[dict[str, Any]]:
    """The sections that this viewer may open."""
    section = _section()
    return [
        {"text": text, "href": url_for(endpoint, slug=g.programme.slug), "current": text == section}
        for text, endpoint, permission, _ in NAVIGATION
        if g.viewer.may(permission)
    ]


def section_tabs(section: str) -> list[dict[str, Any]]:
    """The pages of a section that this viewer may open; none when that is one page alone."""
    tabs = [
        {"text": text, "href": url_for(endpoint, slug=g.programme.slug), "current": endpoint == request.endpoint}
        for text, endpoint, permission in TABS[section]
        if g.viewer.may(permission)
    ]
    return tabs if len(tabs) > 1 else []
