"""The contracts register."""

from imports.datasets.fields import Dataset, Field
from imports.datasets.rules import end_before_start, repeated_key
from imports.frame import Frame

FIELDS = (
    Field("reference", "code", "a contract reference", True, (
        "contract reference", "contract number", "contract id", "reference", "reference number",
        "contract reference number",
        "agreement number", "register number", "contract code", "unique reference", "agreement reference",
        "outline agreement",
        "purchasing document", "agreement id", "register reference", "contract register reference", "number",
        "agreement",
        "contract unique reference", "purchase agreement", "contract", "order number", "blanket agreement",
        "document number",
    )),
    Field("title", "text", "a title", True, (
        "title", "contract title", "contract name", "title of agreement", "contract description", "agreement title",
        "description",
        "agreement name", "title of contract", "short description", "short text", "subject", "name of contract",
        "goods services",
        "description of goods and services", "name", "agreement description", "contract", "details", "purpose",
        "contract details",
        "header text", "description of contract",
    )),
    Field("supplier", "text", "a supplier", True, (
        "supplier", "supplier name", "vendor", "vendor name", "contractor", "provider", "provider name",
        "contractor name",
        "awarded supplier", "supplier provider", "creditor", "creditor name", "name of vendor", "name of supplier",
        "company",
        "supplier details", "supplier t", "apar id t", "contracted supplier", "successful supplier", "payee",
        "trading partner",
    )),
    Field("supplier_number", "code", "a supplier number", False, (
        "supplier number", "vendor number", "creditor number", "supplier id", "supplier code", "apar id", "vendor id",
        "vendor code", "supplier reference", "creditor reference", "company number", "vendor account", "creditor code",
    )),
    Field("service", "text", "a service", False, (
        "service", "service area", "service name", "department", "directorate", "division", "client service",
        "business unit",
        "responsible service", "owning service", "client department", "service department", "owning department",
    )),
    Field("annual_value", "money", "the annual value", False, (
        "annual value", "annual contract value", "value per annum", "annual spend", "annual cost", "value pa",
        "yearly value",
        "annual amount", "average annual value", "estimated annual value", "value per year", "annual",
        "annual value gbp",
        "est annual value", "annual budget", "contract annual value", "annual price", "annual contract cost",
        "value annual",
        "estimated annual spend", "acv", "per annum", "gbp per annum",
    )),
    Field("total_value", "money", "the total value", False, (
        "total value", "contract value", "total contract value", "whole life value", "lifetime value", "award value",
        "target value", "overall value", "total cost", "value", "contract total", "total", "value amount",
        "agreed amount",
        "total agreed amount", "estimated total value", "amount", "total amount", "awarded value",
        "contract total value", "tcv",
        "value of contract", "total estimated value", "lifetime contract value", "contract lifetime value",
    )),
    Field("start_on", "date", "a start date", False, (
        "start date", "contract start date", "contract start", "start", "commencement date", "valid from",
        "validity start",
        "date from", "effective date", "commences", "from", "from date", "start of contract", "validity start date",
        "effective from", "contract commencement date", "commencement", "date of commencement", "start on",
        "contract from", "contract period start date", "contract period start", "award start date",
    )),
    Field("end_on", "date", "an end date", False, (
        "end date", "contract end date", "contract end", "expiry date", "end", "expiry", "valid to", "validity end",
        "date to",
        "current end date", "expires", "contract expiry date", "current expiry date", "to", "end of contract",
        "expiration date",
        "validity end date", "contract expiry", "effective to", "completion date", "to date", "end on",
        "initial end date",
        "contract to", "date of expiry", "finish date", "termination date", "initial expiry date",
        "contract period end date", "contract period end", "award end date",
    )),
    Field("extension_to", "date", "the end of the extension", False, (
        "extension to", "extended to", "extension end date", "extension available to", "max extension date",
        "maximum end date",
        "extended end date", "extension date", "final expiry date", "possible extension to",
        "end date including extensions",
        "end date with extensions", "extension until", "extension end", "latest end date", "maximum extension date",
        "option to extend to", "maximum expiry date", "extended until", "extension period end", "optional extension to",
    )),
    Field("review_on", "date", "a review date", False, (
        "review date", "review on", "review", "contract review date", "next review date", "next review",
        "date of review",
    )),
    Field("break_on", "date", "a break date", False, (
        "break date", "break on", "break clause date", "break", "break clause", "break option date", "break point",
    )),
    Field("notice_months", "number", "the months of notice", False, (
        "notice months", "notice period", "notice", "termination notice", "notice period months",
        "termination notice months",
        "notice period in months", "months notice", "notice required", "notice to terminate", "termination period",
        "notice required months", "notice in months", "termination notice period",
    ), units=("months", "month", "mths", "mth", "m")),
    Field("irrecoverable_vat", "text", "irrecoverable VAT", False, (
        "irrecoverable vat", "vat irrecoverable", "non recoverable vat", "irrecoverable vat amount",
        "vat not recoverable", "vat",
        "vat cannot be recovered", "irrecoverable tax", "amount of vat that cannot be recovered", "unrecoverable vat",
    )),
    Field("procurement_route", "text", "the procurement route", False, (
        "procurement route", "route to market", "procedure", "tender type", "procurement procedure",
        "procurement method",
        "award procedure", "route", "tender process", "procurement process", "procedure type", "process",
        "procurement type",
        "tender procedure", "sourcing route", "method of procurement", "procurement process used",
    )),
    Field("supplier_kind", "text", "the kind of supplier", False, (
        "sme vcse", "supplier kind", "supplier type", "type of supplier", "organisation type", "supplier category",
        "sme or vcse",
        "sme", "vcse", "supplier status", "vendor type", "supplier classification", "type of organisation",
        "sme vcse status",
        "vendor category", "supplier size", "business type", "small business or voluntary",
    )),
    Field("document", "text", "a document", False, (
        "document", "contract document", "document link", "link", "file", "document location", "signed contract",
        "attachment",
    )),
    Field("assignment_clause", "text", "the assignment clause", False, (
        "assignment clause", "novation clause", "assignment", "assignment novation", "assignable", "change of control",
        "novation", "assignment provisions", "can be assigned", "assignment or novation", "assignment clause wording",
    )),
)  # fmt: skip


def _errors(frame: Frame) -> None:
    repeated_key(frame, ("reference",), "this contract reference")
    end_before_start(frame, "start_on", "end_on", "an end")
    if not frame.has("end_on"):
        end_before_start(frame, "start_on", "extension_to", "an end")


def _warnings(frame: Frame) -> None:
    for index, end, extension in frame.accepted("end_on", "extension_to"):
        if end and end < frame.as_at and not (extension and extension >= frame.as_at):
            message = (
                f"Remove the contract, or enter its new end: it ended on {end:%d/%m/%Y}, before {frame.as_at:%d/%m/%Y}"
            )
            frame.warn(index, "end_on", message, "contract-past-end")


DATASET = Dataset(
    "contracts", "Contracts", "organisation", FIELDS, key=("reference",), errors=_errors, warnings=_warnings,
    sheet_words=("contracts", "contract", "register"),
)  # fmt: skip
