"""Budget lines: a cost centre's account, with columns of money by year and basis."""

from imports.datasets.fields import Dataset, Field
from imports.datasets.rules import repeated_key, short_code
from imports.frame import Frame

GROUPS: dict[str, tuple[str, ...]] = {
    "Employees": (
        "employee", "employee costs", "employee expenses", "employees costs", "employee related",
        "employee related expenditure",
        "staffing", "pay", "staff costs", "salaries", "staff", "pay costs", "employee expenditure",
        "direct employee expenses",
        "employee cost", "emp", "employees expenditure", "staffing costs", "employee related costs",
    ),
    "Premises": (
        "premises related expenditure", "premises related", "premises costs", "premises expenditure",
        "premises related costs",
        "property", "property costs", "prem", "buildings", "premises expenses",
    ),
    "Transport": (
        "transport related expenditure", "transport related", "transport costs", "transport expenditure", "travel",
        "transport related costs", "trans", "transport expenses", "travel and transport",
    ),
    "Supplies and services": (
        "supplies", "s and s", "ss", "supplies services", "supplies and services expenditure",
        "supplies and services costs",
        "supplies and service", "supply and services", "sands", "goods and services",
    ),
    "Third-party payments": (
        "third party payments", "third party", "tpp", "3rd party payments", "3rd party",
        "agency and contracted services",
        "third party payment", "payments to third parties", "contracted services", "third party costs", "tp payments",
        "third party expenditure", "agency and contracted",
    ),
    "Transfer payments": ("transfers", "transfer", "transfer payment", "benefits", "benefit payments", "tp",
        "transfer pymts"),
    "Support services": (
        "support service", "support service costs", "support services costs", "central support", "support recharges",
        "support service recharges", "central support services", "internal recharges", "recharges", "support", "ssc",
        "support services recharges", "central recharges", "central support costs", "departmental support",
    ),
    "Depreciation and impairment": (
        "depreciation", "depreciation and impairment losses", "impairment", "capital charges", "depn",
        "depreciation impairment",
        "asset charges", "depreciation and impairments", "depreciation and amortisation",
        "depreciation and impairment loss",
    ),
    "Income": (
        "income total", "fees and charges", "grants", "government grants", "grant income",
        "grants and contributions", "inc",
        "customer and client receipts", "receipts", "revenue income", "other income", "sales fees and charges",
        "gross income",
        "external income", "income and recharges", "fees charges and rents", "income receipts",
    ),
    "Capital financing": (
        "capital financing costs", "debt financing", "financing", "capital finance", "financing costs", "debt charges",
        "capital financing charges", "cap fin", "interest and debt charges", "capital financing cost",
    ),
}  # fmt: skip
_NAMES = (
    ("cost_centre", "a cost centre", "code", True, (
        "cost centre", "cost centre code", "cost code", "cost centre number", "cost centre id", "dim1", "dim 1",
        "budget centre",
        "responsibility centre", "centre code", "centre", "funds centre", "cost centre reference", "profit centre",
        "org code",
        "department code", "objective code", "objective", "business unit", "cost object",
    )),
    ("cost_centre_name", "a cost centre’s name", "text", False, (
        "cost centre name", "cost centre description", "cost centre t", "cost centre title", "cost centre text",
        "dim1 t", "dim 1 t",
        "xdim 1", "centre name", "centre description", "cost centre short text", "cost code description",
        "cost code name",
        "objective description", "funds centre name", "cost centre long name", "cost centre details",
    )),
    ("account", "an account", "code", True, (
        "account", "account code", "subjective code", "detail code", "cost element", "nominal", "nominal code",
        "gl account",
        "g l account", "natural account", "account number", "ledger code", "expense code", "account detail code",
        "detail",
        "commitment item", "subjective", "cost element code", "natural account code", "gl code", "expenditure code",
        "acct code",
        "account id", "subjective detail code", "account segment",
    )),
    ("account_name", "an account’s name", "text", False, (
        "account name", "account description", "account t", "subjective description", "detail description",
        "cost element name",
        "cost element description", "nominal description", "account title", "detail code description", "account text",
        "gl account name", "xaccount", "cost element text", "natural account description", "account short text",
        "nominal name",
        "account code description", "gl account description", "subjective name", "subjective code description",
        "detail name",
        "g l account name", "account detail", "gl account long text", "g l account long text",
    )),
    ("subjective_group", "a subjective group", "choice", True, (
        "subjective group", "cipfa group", "subjective heading", "subjective category", "standard subjective",
        "cipfa subjective",
        "subjective analysis", "account group", "sercop group", "subjective level 1", "subjective group name",
        "subjective type",
        "cost element group", "account category", "expenditure type", "cost type", "account type", "expense type",
        "cipfa heading",
        "subjective summary", "subjective", "account class", "group", "category", "type", "expenditure group",
        "cost category",
        "account rule", "parent account", "account hierarchy", "level 1", "account level 1", "cipfa category",
        "subjective t",
        "cipfa subjective group", "subjective grouping", "type of spend", "nature", "expenditure category",
        "cost element group name",
        "account group t",
    )),
    ("fund", "a fund", "code", False, (
        "fund", "fund code", "funding", "funding source", "source of funds", "fund name", "fund type",
        "funding stream", "fund id",
        "source of funding", "analysis", "dim 4", "grant", "analysis string",
    )),
    ("service", "a service", "text", False, (
        "service", "service area", "service name", "division of service", "service line", "service group",
        "service unit", "division",
    )),
)  # fmt: skip


def _errors(frame: Frame) -> None:
    repeated_key(frame, ("cost_centre", "account", "fund"), "this cost centre, account and fund")


def _warnings(frame: Frame) -> None:
    short_code(frame, "cost_centre")


def _field(name: str, label: str, kind: str, required: bool, synonyms: tuple[str, ...]) -> Field:
    choices = GROUPS if kind == "choice" else {}
    return Field(name, kind, label, required, synonyms, choices)  # type: ignore[arg-type]


DATASET = Dataset(
    "budget", "Budget", "organisation", tuple(_field(*each) for each in _NAMES),
    key=("cost_centre", "account", "fund"), errors=_errors, warnings=_warnings, has_amounts=True,
    sheet_words=("budget", "book", "estimates", "ledger"),
)  # fmt: skip
