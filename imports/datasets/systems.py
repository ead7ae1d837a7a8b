"""Headings by the system that writes them, where they say more or other than the synonyms do. Data.

Each: data set → system → field → its headings in that system's exports and standard reports.
"""

from collections.abc import Mapping

Headings = Mapping[str, tuple[str, ...]]

SYSTEMS: Mapping[str, Mapping[str, Headings]] = {
    "establishment": {
        "iTrent": {
            "post_no": ("position reference number", "reference number position", "position ref"),
            "job_title": ("position title long", "position name long"),
            "service": ("org structure unit", "structure unit name"),
            "cost_centre": ("post cost centre", "costing cost centre", "position cost centre"),
            "grade": ("grade short description", "grade long description"),
            "scp": ("grade scale point", "scale point value"),
            "fte": ("position fte value", "contractual fte"),
            "hours": ("contractual hours weekly", "position contractual hours"),
            "weeks": ("contractual weeks", "term time weeks"),
            "salary_fte": ("scale value", "full time scale value"),
            "salary_actual": ("contractual pay value", "pay value annual"),
            "occupancy": ("position occupancy type", "occupancy type"),
            "person_ref": ("personal reference number", "people personal reference"),
            "ni_number": ("national insurance no personal",),
            "contract_type": ("position basis", "contract basis type", "occupancy basis"),
            "contract_end_on": ("position projected end date", "projected position end date"),
            "continuous_service_on": ("continuous service start",),
            "line_manager_post": ("reporting manager position reference", "reports to position reference"),
        },
        "SAP SuccessFactors": {
            "post_no": ("position external code", "position position code", "position code external"),
            "job_title": ("position external name", "position position title", "job classification title"),
            "directorate": ("legal entity name",),
            "service": ("business unit name", "department department name"),
            "cost_centre": ("cost center external code", "cost center code"),
            "grade": ("pay grade name", "pay scale group name"),
            "scp": ("pay scale level name",),
            "fte": ("position target fte", "target fte", "fte job information"),
            "hours": ("standard weekly hours job information",),
            "salary_actual": ("annualized salary", "annual pay component total"),
            "occupancy": ("position vacancy status", "incumbent status"),
            "person_ref": ("person id external", "user sys id", "userid", "employee user id"),
            "ni_number": ("national id national id information",),
            "contract_type": ("employee class label", "employment type label", "contract type label"),
            "contract_end_on": ("contract end date job information", "limited term end date"),
            "started_on": ("hire date employment details",),
            "continuous_service_on": ("seniority start date", "service date employment details"),
            "line_manager_post": ("parent position code", "higher level position code"),
        },
        "Oracle HCM": {
            "post_no": ("position code assignment", "hr position code"),
            "job_title": ("position name assignment",),
            "directorate": ("legal employer name", "legal employer"),
            "service": ("department department", "assignment organisation name", "hr organisation"),
            "location": ("assignment location name",),
            "cost_centre": ("default expense cost centre", "proposed cost centre", "expense account cost centre"),
            "grade": ("assignment grade name",),
            "scp": ("assignment grade step name", "grade step name"),
            "fte": ("assignment full time equivalent", "work measure fte", "position incumbent fte"),
            "headcount": ("assignment head count", "work measure headcount"),
            "hours": ("assignment normal hours", "assignment working hours"),
            "salary_fte": ("annualized full time salary", "annualised full time salary"),
            "salary_actual": ("annualized salary amount", "current annualised salary"),
            "occupancy": ("position hiring status vacancy",),
            "person_ref": ("worker person number",),
            "contract_type": ("assignment category meaning", "worker type assignment category"),
            "contract_end_on": ("projected end date assignment", "assignment projected end"),
            "started_on": ("legal employer hire date", "legal employer start date"),
            "continuous_service_on": ("enterprise hire date", "established seniority date"),
            "line_manager_post": ("manager position code assignment",),
        },
        "Unit4": {
            "post_no": ("position code pos", "post id pos"),
            "job_title": ("position description t", "post description t"),
            "service": ("org unit t", "organisational unit t"),
            "cost_centre": ("cost centre dim 1", "costc t code", "dim value 1"),
            "grade": ("salary scale t", "scale code"),
            "scp": ("salary step", "pay step", "scale step"),
            "fte": ("part time percent", "parttime percent", "position percent", "post percent"),
            "hours": ("hours per week pos", "weekly hours pos"),
            "salary_fte": ("annual salary 100 percent", "yearly salary 100 percent"),
            "person_ref": ("res id resource", "resource resno"),
            "surname": ("resource name t", "resource t name"),
            "contract_type": ("position type t", "employment type t", "pos type"),
            "contract_end_on": ("date to position", "position date to"),
            "started_on": ("date from position", "position date from"),
            "line_manager_post": ("manager pos", "reports to pos", "superior pos"),
        },
        "Zellis ResourceLink": {
            "post_no": ("post number hr", "est post number"),
            "job_title": ("post long description", "post short description", "post short desc"),
            "directorate": ("org level 1 desc", "org level 1", "org level 2", "org level 2 desc"),
            "service": ("org level 3", "org level 3 desc"),
            "team": ("org level 4", "org level 4 desc", "org level 5"),
            "cost_centre": ("post cost code", "pay cost code", "costing code 1"),
            "grade": ("post grade code", "pay scale code"),
            "scp": ("current spine point", "pay spine point", "current scale point"),
            "fte": ("appointment fte", "occupancy fte"),
            "hours": ("appointment hours", "occupancy hours"),
            "weeks": ("paid weeks per annum", "weeks per annum paid"),
            "salary_fte": ("basic pay fte", "scale point value annual"),
            "salary_actual": ("basic pay actual", "appointment annual salary"),
            "occupancy": ("post occupancy ind", "post filled ind"),
            "person_ref": ("employee number hr", "emp ref no"),
            "contract_type": ("appointment type desc", "contract type desc", "occupancy type desc"),
            "contract_end_on": ("appointment expected end date", "expected end of appointment"),
            "started_on": ("appointment start date", "occupancy start date"),
            "continuous_service_on": ("cont serv date", "continuous serv date"),
            "lg_service_on": ("lg serv date", "local govt serv date"),
            "line_manager_post": ("reports to post no", "reporting post number"),
        },
    },
    "budget": {
        "Unit4 Agresso": {
            "cost_centre": ("dim_1", "dim value 1", "costc"),
            "cost_centre_name": ("dim_1 t", "xdim_1", "costc t"),
            "account": ("account a", "account acc"),
            "account_name": ("account t", "xaccount"),
            "subjective_group": ("att_1_id t", "account rule t", "account group level 1"),
            "fund": ("dim_4", "fund dim 4"),
        },
        "Oracle": {
            "cost_centre": ("cost centre segment", "cost centre value", "segment 2"),
            "cost_centre_name": ("cost centre segment description",),
            "account": ("account segment value", "natural account segment", "segment 3"),
            "account_name": ("account segment description", "natural account segment description"),
            "subjective_group": ("account parent", "account parent description", "natural account parent"),
            "fund": ("analysis segment", "fund segment"),
        },
        "SAP": {
            "cost_centre": ("controlling cost center", "object cost center", "receiver cost center"),
            "cost_centre_name": ("co object name", "cost center long text", "cost center name"),
            "account": ("cost element number", "primary cost element", "cost elem"),
            "account_name": ("cost element descr", "cost element long text"),
            "subjective_group": ("cost element group text", "cost elem group"),
            "fund": ("fund fm", "business area fund"),
        },
        "Integra": {
            "cost_centre": ("cc code", "cost centre level 5", "centre code and level"),
            "cost_centre_name": ("cc description", "cc name"),
            "account": ("detail code", "account detail code", "subjective detail"),
            "account_name": ("detail code description", "account detail description"),
            "subjective_group": ("subjective summary level", "subjective level 2", "detail code group"),
        },
    },
    "contracts": {
        "Unit4 Agresso": {
            "reference": ("contract id order", "requisition contract id"),
            "supplier": ("apar_id t", "apar name", "supplier apar"),
            "supplier_number": ("apar_id", "supp id"),
        },
        "Oracle": {
            "reference": ("agreement purchase agreement", "blanket purchase agreement", "procurement agreement number"),
            "total_value": ("agreement amount", "amount agreed"),
            "start_on": ("agreement start date",),
            "end_on": ("agreement end date",),
        },
        "SAP": {
            "reference": ("outline agreement number", "purchasing document number", "purch doc"),
            "supplier": ("name of supplier vendor", "vendor supplying plant", "vendor name 1"),
            "total_value": ("target value", "target val"),
            "start_on": ("validity per start", "validity period start"),
            "end_on": ("validity period end", "validity per end"),
        },
        "Integra": {
            "supplier": ("creditor name and address", "supplier creditor name"),
            "supplier_number": ("creditor code", "creditor ref"),
        },
    },
}  # fmt: skip

VALUES: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "occupancy": {
        "filled": ("occupied full", "occupied part", "filled substantively", "incumbent", "active no payroll"),
        "vacant": ("open position", "no incumbent", "vacant to be recruited", "position vacant", "unoccupied vacant"),
        "agency": ("contingent", "covered agency", "non employee cover", "agency worker in post"),
        "frozen": ("frozen position", "hiring frozen", "vacant not to be filled", "deferred"),
        "under offer": ("offer accepted awaiting start", "future dated hire", "pending worker", "offer issued"),
    },
    "contract_type": {
        "permanent": (
            "open ended contract", "unlimited contract", "indefinite duration", "regular employee", "permanent regular",
            "employee permanent", "permanent established", "full time regular employee",
        ),
        "fixed-term": (
            "limited term contract", "fixed duration", "temporary fixed", "temp fixed term", "fixed term temp",
            "temporary full time", "temporary part time", "secondment fixed term", "ftc maternity cover",
        ),
        "apprentice": ("apprentice employee", "apprentice trainee", "trainee apprentice"),
        "casual": ("casual zero hours", "bank staff", "zero hours worker", "casual relief worker", "as required"),
        "agency": ("contingent labour", "agency contingent worker", "agency temporary worker", "external agency"),
    },
}  # fmt: skip
"""Field → known value → how systems write it."""


def headings_of(dataset: str, field: str) -> tuple[str, ...]:
    """The headings of a field in all systems, each once."""
    found = (headings.get(field, ()) for headings in SYSTEMS.get(dataset, {}).values())
    return tuple(dict.fromkeys(heading for each in found for heading in each))


def with_values(field: str, known: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    """Known values with what systems write added to their synonyms."""
    return {value: (*words, *VALUES.get(field, {}).get(value, ())) for value, words in known.items()}
