"""The sections of the product, and the pages of each: what the navigation and the tabs under a heading show."""

from typing import Any

from flask import g, request, url_for

_AT_HOME = ("desk.", "checks.", "intake.", "releases.", "jobs.", "programmes.member", "privacy.")
_OF_PEOPLE = (
    "establishment.", "tupe.", "consultation.", "liability.", "payroll.", "duties.", "reference.", "privacy.person",
    "privacy.correct", "privacy.erase",
)  # fmt: skip
_OF_MONEY = ("budget.", "baseline.", "overheads.", "contract_sum.", "opening.", "appraisal.")
# (words, endpoint, permission, the endpoints that are in this section)
NAVIGATION = (
    ("Home", "desk.home", "programme.view", _AT_HOME),
    ("What moves", "desk.moves", "programme.view", ("desk.moves", "programmes.")),
    ("People", "establishment.index", "people.view", _OF_PEOPLE),
    ("Money", "budget.index", "money.view", _OF_MONEY),
    ("Contracts", "contracts.index", "contracts.view", ("contracts.", "diligence.")),
    ("Plan", "steering.index", "plan.view", ("steering.",)),
    ("Packs", "packs.index", "packs.view", ("packs.",)),
)
UPLOADS = ("Uploads", "intake.index", "data.upload")
# Packs draws its own: its tabs keep the edition of the address. A section whose pages are in groups ("Money") shows the
# groups, and under them the pages of the group ("The split") that is open. "A transfer" is the pages of one transfer.
# What the tabs carry on from the page's address: the transfer where its pages are, the option everywhere else.
OF_A_TRANSFER = ("A transfer", "Informing and consulting")
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
        ("Structure", "establishment.structure", "people.view"),
        ("Workforce", "establishment.workforce", "people.view"),
        ("Cost", "establishment.cost", "people.view"),
        ("Management time", "establishment.time", "people.view"),
        ("Transfers", "tupe.index", "people.view"),
        ("What HR owes", "duties.index", "people.view"),
        ("Rates", "reference.rates", "people.view"),
        UPLOADS,
    ),
    "A transfer": (
        ("Who transfers", "tupe.transfer", "people.view"),
        ("Legal basis", "tupe.basis", "people.view"),
        ("Informing and consulting", "consultation.index", "people.view"),
        ("Pensions", "tupe.pensions", "people.view"),
        ("Liability information", "liability.index", "people.view"),
        ("First payroll", "payroll.index", "people.view"),
    ),
    "Informing and consulting": (
        ("Overview", "consultation.index", "people.view"),
        ("Measures", "consultation.measures", "people.view"),
        ("Affected staff", "consultation.staff", "people.view"),
        ("Representatives", "consultation.representatives", "people.view"),
        ("Meetings and questions", "consultation.log", "people.view"),
        ("Letters and packs", "consultation.letters", "people.view"),
    ),
    "Money": (
        ("The split", "budget.index", "money.view"),
        ("Years", "budget.years", "money.view"),
        ("Overheads", "overheads.index", "money.view"),
        ("Contract sums", "contract_sum.index", "money.view"),
        ("Agreement", "baseline.index", "money.view"),
        ("Options", "appraisal.index", "money.view"),
    ),
    "The split": (
        ("Overview", "budget.index", "money.view"),
        ("Rules", "budget.rules", "money.view"),
        ("Lines", "budget.lines", "money.view"),
        ("Books", "budget.books", "money.view"),
        ("Gaps", "budget.gaps", "money.view"),
        ("Drivers", "budget.drivers", "money.view"),
        ("Funds", "budget.funds", "money.view"),
        ("Shared managers", "budget.managers", "money.view"),
        UPLOADS,
    ),
    "Years": (
        ("Plan and part-year", "budget.years", "money.view"),
        ("Budget for posts", "budget.staffing", "money.view"),
    ),
    "Agreement": (
        ("Baseline", "baseline.index", "money.view"),
        ("Changes", "baseline.changes", "money.view"),
        ("Compare", "baseline.compare", "money.view"),
        ("Disputes", "baseline.disputes", "money.view"),
        ("Opening position", "opening.index", "money.view"),
    ),
    "Options": (
        ("Appraisal", "appraisal.index", "money.view"),
        ("Scoring", "appraisal.scores", "money.view"),
        ("Value over time", "budget.value", "money.view"),
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
    name = "transfer_id" if section in OF_A_TRANSFER else "option"
    kept = {name: value} if (value := _in_address(name)) else {}
    tabs = [
        {
            "text": text,
            "href": url_for(endpoint, slug=g.programme.slug, **kept),
            "current": request.endpoint in _pages(text, endpoint),
            "group": text in TABS,
        }
        for text, endpoint, permission in TABS[section]
        if g.viewer.may(permission)
    ]
    return tabs if len(tabs) > 1 else []


def _in_address(name: str) -> Any:
    return (request.view_args or {}).get(name) or request.args.get(name)


def _pages(text: str, endpoint: str) -> set[str]:
    """The page of a tab, or all the pages of the group that it opens."""
    return {page for _, page, _ in TABS.get(text, ())} | {endpoint}
