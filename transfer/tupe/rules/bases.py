"""The legal bases of a transfer and the elements of each one's test. Source: domain/workforce.md §1.

People and lawyers answer; nothing is concluded from the answers.
"""

from dataclasses import dataclass

from transfer.kernel.errors import DomainError

NO_CHANGE = "no change of employer"


@dataclass(frozen=True)
class Element:
    """One part of a basis's test. status: "confirmed", or "assumed" where the source could not be verified."""

    key: str
    question: str
    source: str
    status: str = "confirmed"


ELEMENTS: dict[str, tuple[Element, ...]] = {
    "business transfer": (
        Element("entity", "Is there an organised grouping of resources that pursues an economic activity?",
                "TUPE 2006 reg 3(2)"),
        Element("identity", "Does that economic entity retain its identity after the transfer?",
                "TUPE 2006 reg 3(1)(a)"),
        Element("employers", "Are the two employers different legal persons?", "Company numbers of both", "assumed"),
    ),
    "service provision change": (
        Element("change", "Is work contracted out, contracted anew or brought back in?", "TUPE 2006 reg 3(1)(b)"),
        Element("grouping", "Was there an organised grouping of employees, deliberately put together?",
                "TUPE 2006 reg 3(3)"),
        Element("purpose", "Is carrying out these activities the grouping’s principal purpose?", "TUPE 2006 reg 3(3)"),
        Element("same", "Are the activities fundamentally the same before and after?", "TUPE 2006 reg 3(2A)"),
        Element("goods", "Is it something other than mainly the supply of goods?", "TUPE 2006 reg 3(3)"),
        Element("lasting", "Is it more than a one-off task of short duration?", "TUPE 2006 reg 3(3)", "assumed"),
        Element("client", "Is the client the same before and after?", "Case law", "assumed"),
    ),
    "public reorganisation": (
        Element("administrative", "Is it a reorganisation of public administration, or a transfer of administrative "
                "functions between public bodies?", "TUPE 2006 reg 3(5)"),
        Element("economic", "Was it asked whether the activities are economic, so that TUPE applies after all?",
                "Nicholls v Croydon (EAT): reg 3(5) is contested"),
        Element("treated", "Are staff treated no less favourably than under TUPE?", "COSOP: policy, not law"),
    ),
    "statutory": (
        Element("order", "Which Order or scheme moves the staff, and was it read?",
                "The Order itself; 2008 Staffing Regulations"),
        Element("relevant", "Does it say that the move is treated as a relevant transfer?",
                "Boundary regulations 2018, reg 10, as an example"),
        Element("continuing", "Is no authority a continuing one that keeps its own staff?",
                "Continuing authorities may differ", "assumed"),
    ),
    NO_CHANGE: (
        Element("numbers", "Is the company number the same before and after?", "Companies House"),
        Element("membership", "Do only the articles, the name or the members change?", "Resolution and register",
                "assumed"),
    ),
}  # fmt: skip
ANSWERS = {"yes": "Yes", "no": "No", "unsure": "Not settled"}
OUTCOMES = {"open": "Open", "upheld": "Upheld", "rejected": "Rejected", "withdrawn": "Withdrawn"}


def elements_of(basis: str | None) -> tuple[Element, ...]:
    return ELEMENTS.get(basis or "", ())


def basis_words(basis: str | None, confirmed_by: str | None, challenges: int) -> str:
    """A basis as every page says it: who confirmed it never without that it is challenged. challenges: open ones."""
    if not basis:
        return "not recorded yet"
    words = f"{basis}, confirmed by {confirmed_by}" if confirmed_by else f"{basis}, not confirmed"
    return f"{words}; {challenged_words(challenges)}" if challenges else words


def challenged_words(challenges: int) -> str:
    return "challenged" if challenges == 1 else f"challenged {challenges} times"


def check_confirmation(basis: str | None, answers: dict[str, str], evidence: str) -> None:
    """Raises DomainError for a basis that nobody can confirm yet: unsaid, or an element of its test unsettled.

    answers: by element's key. An element answered "no" is no bar: who confirms says why in the evidence.
    """
    if not basis:
        raise DomainError("Choose the legal basis first", "evidence")
    open_ = [each for each in elements_of(basis) if answers.get(each.key) in (None, "unsure")]
    if open_:
        number = "1 part of the test is" if len(open_) == 1 else f"{len(open_)} parts of the test are"
        raise DomainError(f"Settle every part of the test first: {number} open", "evidence")
    if not evidence.strip():
        raise DomainError("Say what the confirmation rests on", "evidence")
