"""Kinds of letters, and the placeholders that a council's own template may use."""

LETTER_KINDS = ("information", "measures", "individual", "pack")
DOCUMENT_KINDS = ("information", "measures", "pack")
LETTER_WORDS = {
    "information": "Information letter to representatives",
    "measures": "Measures letter to the other employer",
    "individual": "Letter to one employee",
    "pack": "Issue pack for a union or representatives",
}
_ALWAYS = {
    "date": "The day of the letter",
    "employer": "The employer who writes",
    "transferor": "The present employer",
    "transferee": "The new employer",
    "transfer_date": "The day of the transfer",
    "services": "The services that move",
    "legal_basis": "The legal basis of the transfer",
    "recipient": "Whom the letter is for",
}
_TOLD = {
    "reasons": "Why the transfer takes place",
    "legal_implications": "Legal implications",
    "economic_implications": "Economic implications",
    "social_implications": "Social implications",
    "own_measures": "Measures of the employer who writes, or that there are none",
    "other_measures": "Measures of the other employer, as far as it has told them",
    "agency_workers": "Agency workers: how many, where, and at what work",
    "affected_staff": "Affected staff by group, with numbers",
}
# Never names, health, union membership or ethnicity of anybody: an individual letter has the employee's own name alone.
PLACEHOLDERS: dict[str, dict[str, str]] = {
    "information": _ALWAYS | _TOLD,
    "measures": _ALWAYS | {"own_measures": _TOLD["own_measures"]},
    "individual": _ALWAYS
    | {
        "name": "The employee’s name",
        "post_number": "The employee’s post number",
        "job_title": "The employee’s job title",
        "service": "The employee’s service",
    }
    | {each: _TOLD[each] for each in ("reasons", "own_measures", "other_measures")},
    "pack": _ALWAYS
    | _TOLD
    | {
        "bargaining_group": "The bargaining group that the pack is for",
        "questions": "Questions, counter-proposals and replies so far",
        "meetings": "Meetings so far",
    },
}

_OPENING = (
    "",
    "{{ date }}\nTo: {{ recipient }}\nFrom: {{ employer }}",
)
_FACT = (
    "The transfer",
    "{{ services }} will move from {{ transferor }} to {{ transferee }} on {{ transfer_date }}.\n"
    "Legal basis: {{ legal_basis }}.\n{{ reasons }}",
)
_MEASURES = ("Measures", "{{ own_measures }}\n{{ other_measures }}")
_IMPLICATIONS = (
    "What it means for the employees affected",
    "Legal: {{ legal_implications }}\nEconomic: {{ economic_implications }}\nSocial: {{ social_implications }}",
)
_STAFF = ("Employees who may be affected", "{{ affected_staff }}")
_AGENCY = ("Agency workers", "{{ agency_workers }}")
# The words to begin with, (heading, text) each; a council replaces them with its own file.
STARTING: dict[str, tuple[tuple[str, str], ...]] = {
    "information": (_OPENING, _FACT, _IMPLICATIONS, _MEASURES, _STAFF, _AGENCY),
    "measures": (
        _OPENING,
        ("The transfer", "{{ services }} will move from {{ transferor }} to {{ transferee }} on {{ transfer_date }}."),
        ("Measures", "{{ own_measures }}"),
    ),
    "individual": (
        ("", "{{ date }}\nDear {{ name }}"),
        (
            "Your post",
            "{{ job_title }}, post {{ post_number }}, in {{ service }}.\n{{ service }} will move from {{ transferor }} "
            "to {{ transferee }} on {{ transfer_date }}. {{ reasons }}",
        ),
        _MEASURES,
        (
            "What you can do",
            "Put questions to your representatives or to HR. If you do not wish to work for {{ transferee }}, you may "
            "object in writing up to the day of the transfer; take advice first, because your contract then ends.",
        ),
    ),
    "pack": (
        ("", "{{ date }}\nFor: {{ recipient }}\nBargaining group: {{ bargaining_group }}\nFrom: {{ employer }}"),
        _FACT, _IMPLICATIONS, _MEASURES, _STAFF, _AGENCY,
        ("Meetings", "{{ meetings }}"),
        ("Questions and replies", "{{ questions }}"),
    ),
}  # fmt: skip
