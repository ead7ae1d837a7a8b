"""The text that people typed into the two packs, section by section. Two sections of each wait for their owner."""

from datetime import date

_DILIGENCE = {
    "cover": "Draft for the steering group of 2 March 2021. It may be relied on by the council and the company only.",
    "scope": (
        "We looked at the twelve services of the trust and at the two council services that move in July. "
        "We did not look at schools, adult services or the council's corporate services."
    ),
    "documents": (
        "Both staff lists, the budget book, the contracts register and the plan were supplied. "
        "Leases and insurance papers were asked for and have not come."
    ),
    "reds": (
        "What is late and holds up a start on 1 April comes first: the pension agreement and the opening budget are "
        "among it. Then comes what the checks of the data ask for."
    ),
    "services": (
        "Trust services move as they are and keep their managers. Early help and youth prevention follow in July, "
        "when their staff have been informed and consulted."
    ),
    "powers": (
        "Independent review and adoption need a confirmed power before the company carries them out. "
        "The monitoring officer has asked for advice; until it comes, treat both as open."
    ),
    "contracts": (
        "Most placements move by a deed that all three parties sign. Computers and the shared legal team stay "
        "with the council, which charges for them. Fifteen agreements have no route yet."
    ),
    "people": (
        "Trust staff keep their employer, because trust and company are one company. Council staff of two services "
        "are candidates for a transfer. Where it is disputed whether somebody's post moves, lawyers decide."
    ),
    "money": (
        "Every line of the budget is split by the rules shown, in their order. Contingency is not yet given to either "
        "side. The printed total of the budget book is not what its lines come to, and finance is asking why."
    ),
    "performance": (
        "Most indicators are at or near target. Two-weekly visits to children on a protection plan are below it, "
        "as they were in 2017."
    ),
    "missing": "Leases, the insurer's claims history, and two years of supervision audits.",
    "treatment": (
        "What blocks a start becomes a condition that must be met before the agreement begins. What the checks of the "
        "data ask to mend becomes a promise with a date. The rest is noted."
    ),
}

_BUSINESS_CASE = {
    "summary": (
        "We recommend option 1: trust services start in the company on 1 April 2021, and early help and youth "
        "prevention follow by 1 July."
    ),
    "background": (
        "A direction of 2014 placed children's social care with a trust. Its contract ends in 2021. The council, "
        "the trust and the Department want one body that sees a family from first concern to leaving care."
    ),
    "scope": (
        "In scope: all services of the trust, family support, and targeted youth prevention. Universal services stay "
        "with the council for now. Corporate support has a business case of its own."
    ),
    "options": (
        "Nothing changes; two steps; or everything on one day. Doing nothing fails the first constraint. "
        "Everything on one day leaves no time to consult council staff."
    ),
    "economic": (
        "The two options that move services cost the same in the long run. Two steps cost a little more in the first "
        "year, and put far fewer people at risk of a hurried change."
    ),
    "commercial": (
        "The company is owned by the council and does at least four fifths of its work for it. This reading of the "
        "rules is an assumption until lawyers confirm it."
    ),
    "financial": (
        "The tables give the full year of 2021/22 by cost centre. Shared managers' time is shown apart. "
        "What no rule has placed is shown as unallocated, and stays so until both finance officers agree."
    ),
    "management": (
        "A steering group of the council, the trust and the Department meets every two weeks. The plan shows what is "
        "late and what waits for it."
    ),
    "workforce": (
        "Staff of the two council services would move with their terms. Agency workers and vacant posts are "
        "shown with their service: they are posts that move, and not people whose employer changes."
    ),
    "support": (
        "Finance, human resources and computers stay with the council, which charges the company for them. "
        "Business support that works in the teams moves with them."
    ),
    "risks": (
        "The greatest risks are a late registration, a pension agreement that is not signed, and case records that "
        "the company may not use on day one."
    ),
    "appendices": "Posts by service (exempt), contract schedule, budget by cost centre, and the plan.",
}

# What nobody has written yet: the pack names the owner instead.
EMPTY_SECTIONS = (
    ("due-diligence", "requests"),
    ("due-diligence", "signoffs"),
    ("business-case", "consultation"),
    ("business-case", "implications"),
)

# kind of pack → who it is for, who wrote it, and when it is decided
FRONTS = {
    "due-diligence": ("Transition steering group", "Rosalind Achebe, programme lead", date(2021, 3, 2)),
    "business-case": ("Cabinet of Slough Borough Council", "Rosalind Achebe, programme lead", date(2021, 3, 15)),
}

# (kind of pack, section) → its text
NARRATIVES = {("due-diligence", section): text for section, text in _DILIGENCE.items()} | {
    ("business-case", section): text for section, text in _BUSINESS_CASE.items()
}
