"""What HR adds about people for a transfer: terms that the staff list does not hold, what the new payroll needs, and
disciplinary action, grievances and claims."""

from imports.datasets.fields import Dataset, Field
from imports.datasets.rules import nothing, repeated_key
from imports.frame import Frame

POST = Field("post_no", "code", "a post number", True, (
    "post number", "post no", "post", "position number", "position id", "post id",
))  # fmt: skip
PERSON = Field("person_ref", "code", "a person’s reference", False, (
    "person reference", "payroll number", "employee number", "employee id", "personal reference", "assignment number",
))  # fmt: skip
# Known value → how lists write it.
MATTER_KINDS = {
    "disciplinary": ("disciplinary action", "disciplinary", "discipline", "warning"),
    "grievance": ("grievance", "grievances", "dispute"),
    "claim": ("claim", "tribunal claim", "claim against the employer", "court claim"),
    "claim_expected": ("claim that may be expected", "claim expected", "expected claim", "anticipated claim",
                       "potential claim"),
}  # fmt: skip


def _once(frame: Frame) -> None:
    repeated_key(frame, ("post_no", "person_ref"), "this post with the same person")


TERMS = Dataset(
    "person_terms", "Terms and hand-over of people", "organisation",
    (
        POST, PERSON,
        Field("pay_interval", "text", "how often the person is paid", False, ("paid every", "pay interval",
            "pay frequency", "pay period")),
        Field("notice", "text", "the notice", False, ("notice", "notice period", "contractual notice")),
        Field("holiday", "text", "the holiday", False, ("holiday", "holiday entitlement", "annual leave entitlement")),
        Field("sick_pay", "text", "the sick pay terms", False, ("sick pay terms", "sick pay", "sickness terms")),
        Field("other_terms", "text", "other terms", False, ("other terms", "other benefits", "benefits", "training")),
        Field("leave", "text", "the leave", False, ("leave", "leave balance", "leave left", "leave carried over")),
        Field("right_to_work", "text", "the right to work", False, ("right to work", "right to work check")),
        Field("sponsorship", "text", "the sponsorship", False, ("sponsorship", "sponsor", "visa sponsorship")),
        Field("adjustments", "text", "the adjustments", False, ("reasonable adjustments", "adjustments")),
    ),
    key=("post_no", "person_ref"), errors=_once, warnings=nothing, sheet_words=("people", "terms"),
)  # fmt: skip

MATTERS = Dataset(
    "person_matters", "Disciplinary action, grievances and claims", "organisation",
    (
        POST, PERSON,
        Field("kind", "choice", "what it is", True, ("what", "kind", "type", "matter"), choices=MATTER_KINDS),
        Field("happened_on", "date", "a date", False, ("date", "on", "date of outcome", "date raised", "when")),
        Field("words", "text", "what came of it", True, ("what came of it", "outcome", "details", "summary",
            "description")),
    ),
    key=(), errors=nothing, warnings=nothing, sheet_words=("matters", "cases"),
)  # fmt: skip
