"""What other systems call the fields of an establishment list, and the values in it. Data, the surest name first.

Sources: columns of iTrent, SAP SuccessFactors, Oracle, Unit4 and Zellis ResourceLink exports.
"""

ESTABLISHMENT: dict[str, tuple[str, ...]] = {
    "post_no": (
        "post number", "position number", "position reference", "position id", "position code", "post reference", "post id",
        "post unique reference", "establishment number", "establishment reference", "establishment post number", "pos id",
        "pos number", "position object id", "position key", "post key", "seat number", "plan position", "job number",
        "job reference", "job id", "position identifier", "external position code", "post no unique", "hr post number",
        "position", "post", "post code", "job code",
    ),
    "job_title": (
        "job title", "post title", "position title", "position name", "job name", "post name", "role title", "role name",
        "post description", "position description", "position text", "position long text", "post long description", "job role",
        "generic job title", "job description", "post long desc", "position short text", "designation", "post t", "position t",
        "external job title", "occupation", "role", "job", "title", "position", "post",
    ),
    "service": (
        "service", "service area", "service name", "org unit level 3", "organisational unit", "organisation unit", "org unit",
        "organisation unit name", "organisational unit name", "org unit name", "organisational unit text", "structure unit",
        "organisation name", "organisation", "business unit", "structure level 3", "level 3", "hierarchy level 3", "service unit",
        "service group", "department", "department name", "section", "unit", "unit name",
    ),
    "team": (
        "team", "team name", "org unit level 4", "sub team", "structure level 4", "level 4", "hierarchy level 4", "work group",
        "workgroup", "section", "sub section", "section name", "sub unit", "unit",
    ),
    "directorate": (
        "directorate", "directorate name", "org unit level 2", "org unit level 1", "structure level 2", "level 2", "division",
        "division name", "group directorate", "hierarchy level 2", "legal entity", "department", "personnel area",
    ),
    "cost_centre": (
        "cost centre", "cost centre code", "cost code", "cost centre number", "costing code", "costing", "cost centre id",
        "cost centre reference", "master cost centre", "budget code", "ledger code", "finance code", "gl code", "dim1", "dim 1",
        "cost allocation", "account code", "charge code",
    ),
    "location": (
        "location", "work location", "work base", "base", "site", "office", "workplace", "place of work", "location name",
        "building", "work place", "location description", "personnel subarea", "work site", "office base", "base location",
    ),
    "grade": (
        "grade", "pay grade", "grade name", "salary grade", "pay band", "band", "pay scale group", "ps group", "grade code",
        "job grade", "post grade", "salary scale", "pay scale", "scale", "grade id", "grade description", "salary band",
    ),
    "scp": (
        "scp", "spinal column point", "spine point", "spinal point", "pay point", "scale point", "increment point",
        "pay scale level", "ps level", "grade step", "grade point", "step", "point", "salary point", "current scp", "grade level",
    ),
    "fte": (
        "fte", "wte", "full time equivalent", "whole time equivalent", "fte value", "contract fte", "contracted fte",
        "assignment fte", "actual fte", "fte actual", "incumbent fte", "employee fte", "occupant fte", "position fte", "post fte",
        "capacity utilisation level", "capacity utilisation", "full time equivalence", "fte percent", "employment percent",
        "working time percent", "number of posts in fte", "fte hours", "budgeted fte", "establishment fte", "established fte",
        "approved fte", "total fte", "fte total", "standard fte", "full time equivalents",
    ),
    "headcount": (
        "headcount", "head count", "number of people", "number of staff", "number of employees", "persons", "people",
        "budgeted headcount", "number of incumbents", "max incumbents", "occupants", "number of occupants", "incumbent headcount",
    ),
    "hours": (
        "hours", "contractual hours", "contracted hours", "contract hours", "weekly hours", "hours per week", "hours a week",
        "weekly contracted hours", "working hours", "hours pw", "week hours", "weekly working hours", "work hours", "basic hours",
        "contract hours per week", "contracted weekly hours", "hours worked", "normal hours", "post hours", "assignment hours",
        "work hours per week", "hours week", "standard weekly hours", "standard hours", "position hours",
    ),
    "weeks": (
        "weeks per year", "weeks", "paid weeks", "weeks paid", "working weeks", "contracted weeks", "weeks worked", "annual weeks",
        "weeks pa", "paid weeks per year", "weeks year", "contract weeks", "weeks in year", "weeks per annum", "weeks a year",
        "working weeks per year", "weeks paid per year", "paid weeks a year", "number of weeks", "contracted weeks per year",
    ),
    "salary_fte": (
        "full time salary", "fte salary", "full time equivalent salary", "salary fte", "wte salary", "annual full time salary",
        "full time annual salary", "annual salary fte", "fte annual salary", "full salary", "grade salary", "salary full time",
        "100 percent salary", "salary 100 percent", "spinal point value", "scale salary", "notional salary", "fte basic salary",
        "basic full time salary", "full time basic salary", "full time pay", "fte pay", "full time rate", "fte basic pay",
        "whole time salary", "full year salary", "annual fte salary", "full time basic pay", "whole time equivalent salary",
        "substantive salary", "annual base salary fte", "basic salary fte", "basic pay fte", "full time equivalent pay",
        "annual salary", "basic salary", "base salary", "annual base salary", "salary",
    ),
    "salary_actual": (
        "actual salary", "salary actual", "pro rata salary", "actual annual salary", "contractual salary", "contracted salary",
        "actual pay", "prorated salary", "pro rated salary", "current salary", "annual salary", "actual basic pay", "basic pay",
        "basic salary", "annual pay", "annual basic salary", "part time salary", "actual basic salary", "salary pro rata",
        "annual actual salary", "annual base salary", "base salary", "payable salary", "annual rate", "salary paid", "salary",
        "salary amount", "total salary", "pay",
    ),
    "allowances": (
        "allowances", "total allowances", "allowance", "market supplement", "additional payments", "supplements", "other pay",
        "enhancements", "recurring payments", "annual allowances", "additional pay", "allowances total",
    ),
    "occupancy": (
        "occupancy", "position status", "post status", "occupancy status", "vacancy status", "establishment status",
        "filled vacant", "post occupancy", "position occupancy", "occupied vacant", "staffing status", "incumbency status",
        "assignment status", "post occupancy status", "holder status", "vacancy indicator", "occupied", "vacant", "vacancy",
        "filled", "incumbency", "employment status", "employee status", "status", "filling status", "post state", "position state",
    ),
    "person_ref": (
        "person reference", "payroll number", "employee number", "employee id", "person number", "personnel number",
        "staff number", "staff id", "people reference", "personal reference", "employee code", "pay reference", "resource id",
        "resno", "resource number", "employee reference", "person id", "payroll reference", "pay number", "worker id",
        "personal number", "occupant id", "incumbent id", "staff reference", "hr reference", "assignment number", "user id",
        "holder number", "employee unique id", "payroll id", "worker number", "person code", "assignment id", "resource",
        "incumbent", "payroll", "person", "employee", "works number",
    ),
    "surname": (
        "surname", "last name", "family name", "occupant surname", "employee surname", "employee last name", "legal last name",
        "person surname", "holder surname", "full name", "employee name", "occupant name", "incumbent name", "post holder name",
        "post holder", "postholder", "postholder name", "person name", "holder name", "occupant", "incumbent", "name", "holder",
        "employee", "staff name", "resource t", "resno t", "worker name",
    ),
    "forename": (
        "forename", "first name", "given name", "known as", "preferred name", "christian name", "first forename", "forename s",
        "employee forename", "employee first name", "occupant forename", "preferred first name", "legal first name",
        "known as name", "preferred forename", "given names", "first names", "initials",
    ),
    "ni_number": (
        "ni number", "national insurance number", "ni", "nat ins number", "national insurance", "national identifier",
        "national id", "national insurance reference", "nat insurance number", "national id card number", "ni code",
    ),
    "date_of_birth": ("date of birth", "birth date", "birthdate", "d o b", "birthday", "date birth", "born"),
    "contract_type": (
        "contract type", "employment basis", "type of contract", "employment type", "contract basis", "contract status",
        "employment category", "assignment category", "employee group", "appointment type", "type of appointment",
        "employment contract type", "contract category", "employee category", "employee type", "worker type", "person type",
        "perm temp", "permanent temporary", "appointment basis", "basis of employment", "employee class", "contract type name",
        "employment contract", "type of employment", "basis", "contract", "category", "employee subgroup", "regular temporary",
        "contract nature", "appointment",
    ),
    "contract_end_on": (
        "contract end date", "contract end", "fixed term end date", "ftc end date", "expected end date", "projected end date",
        "assignment end date", "contract expiry date", "contract expiry", "temporary end date", "appointment end date",
        "fixed term end", "planned end date", "projected termination date", "end of contract", "fixed term contract end date",
        "date contract ends", "expected assignment end date", "contract valid to", "post end date", "end date", "expiry date",
        "projected assignment end", "temp end date", "assignment projected end date", "end of fixed term",
    ),
    "started_on": (
        "start date", "started on", "date started", "post start date", "position start date", "employment start date",
        "hire date", "date of hire", "date joined", "joining date", "appointment date", "entry date", "latest start date",
        "date appointed", "date started in post", "assignment start date", "start date in post", "commencement date",
        "contract start date", "job start date", "date of appointment", "current start date", "latest hire date", "joined",
        "position entry date", "date commenced", "entry", "start", "employment date", "in post from", "date in post",
    ),
    "continuous_service_on": (
        "continuous service date", "continuous service", "reckonable service date", "adjusted service date",
        "continuous start date", "continuous employment date", "cont service date", "statutory service date",
        "continuous service start date", "continuous service from", "seniority date", "length of service date",
        "aggregated service date", "reckonable service", "statutory continuous service date", "original hire date",
        "original start date", "enterprise seniority date", "service date", "continuous employment start date",
        "continuous date", "date of continuous service", "csd", "statutory start date", "original service date",
    ),
    "lg_service_on": (
        "lg service date", "local government service date", "lg continuous service date", "continuous local government service",
        "lgs date", "lg start date", "local government start date", "local govt service date", "lg service",
        "local government service", "continuous lg service date", "local government continuous service date", "lgs start date",
        "local government reckonable service", "redundancy modification order date", "lg reckonable service date",
    ),
    "pension_scheme": (
        "pension scheme", "pension", "pension fund", "pension scheme name", "superannuation scheme", "superannuation",
        "pension type", "pension provider", "scheme", "pension plan", "pension scheme membership", "pension membership",
    ),
    "line_manager_post": (
        "line manager post", "reports to position", "reports to post", "line manager post number", "line manager position",
        "manager position", "manager post", "manager position id", "supervisor position", "parent position", "superior position",
        "reports to post number", "reports to position number", "reports to position id", "manager post number",
        "manager position number", "supervisor position code", "supervisor post", "reporting post", "reporting to post",
        "line manager position number", "line manager post reference", "manager post reference", "reporting to position",
        "manager position code", "parent post", "parent position id", "reports to position code", "parent position code",
        "superior position id", "reporting position", "reports to senior post", "higher level position", "higher position",
        "line manager position id", "line manager position reference", "reports to", "reporting to", "reports to reference",
        "reporting line", "line manager", "manager", "supervisor", "line manager reference", "chief position",
    ),
    "agency_name": (
        "agency name", "agency", "supplying agency", "agency supplier", "agency provider", "employment agency",
        "employment business", "recruitment agency", "temp agency", "staffing agency", "agency vendor", "name of agency",
        "agency supplier name", "agency company", "agency supplying", "temporary staffing supplier", "external provider",
    ),
    "absence": ("absence", "absence type", "absence reason", "leave type", "long term absence", "current absence", "leave reason"),
    "absence_until": (
        "absence until", "absence end date", "expected return", "return date", "expected return date", "expected date of return",
        "absence end", "due back", "absent until", "leave end date", "date of return", "return to work date",
    ),
    "notes": ("notes", "comments", "comment", "remarks", "note", "additional information", "further details", "narrative"),
}  # fmt: skip

OCCUPANCIES: dict[str, tuple[str, ...]] = {
    "filled": (
        "occupied", "occ", "o", "f", "in post", "inpost", "active", "substantive", "filled post", "active assignment",
        "active payroll eligible", "currently filled", "staffed", "taken", "current", "employed", "fully occupied", "fill",
        "active process", "held by employee", "occupied post", "in situ", "establishment filled", "permanently filled",
    ),
    "vacant": (
        "vac", "v", "vacancy", "unfilled", "unoccupied", "empty", "open", "not filled", "not occupied", "unstaffed",
        "vacant post", "vacated", "to be filled", "recruiting", "in recruitment", "out to advert", "advertised", "no occupant",
        "open vacancy", "void",
    ),
    "agency": (
        "agy", "a", "agency cover", "agency worker", "covered by agency", "filled by agency", "vacant agency cover", "agency temp",
        "vacant covered by agency", "agency filled", "agency staff", "agency covered", "temp agency", "interim", "ag", "locum",
        "agency occupied", "occupied agency", "occupied by agency", "contingent worker", "temp", "filled agency", "vacant agency",
    ),
    "frozen": (
        "frz", "on hold", "held", "hold", "vacant frozen", "frozen post", "recruitment freeze", "suspended", "vacant on hold",
        "held vacant", "vacant held", "inactive", "freeze", "fzn", "held vacancy",
    ),
    "under offer": (
        "offer", "offered", "offer made", "vacant under offer", "offer accepted", "uo", "u o", "appointed not started", "offer out",
        "appointed", "awaiting start", "pending start", "pre hire", "conditional offer", "under offer pending start", "new starter",
        "recruited", "recruited not started", "filled under offer", "offer pending", "appointed awaiting start",
    ),
}  # fmt: skip

CONTRACT_TYPES: dict[str, tuple[str, ...]] = {
    "permanent": (
        "perm", "p", "established", "substantive", "indefinite", "open ended", "permanent contract", "regular", "permanent full time",
        "permanent part time", "full time permanent", "part time permanent", "pmt", "pm", "permanent employee", "perm ft", "perm pt",
        "unlimited", "permanent term time", "permanent term time only", "fulltime regular", "parttime regular", "full time regular",
        "part time regular", "permanent tto", "ongoing", "unfixed term", "per",
    ),
    "fixed-term": (
        "ftc", "fixed term contract", "fixed", "fixed term", "temporary", "temp", "t", "fxt", "ft contract", "temporary contract",
        "limited term", "limited", "fixed term temporary", "temporary fixed term", "fixed term full time", "fixed term part time",
        "maternity cover", "f", "fix", "fixed term employee", "fulltime temporary", "parttime temporary", "full time temporary",
        "part time temporary", "temporary employee", "fixed period", "tmp", "full time fixed term", "part time fixed term", "ft",
    ),
    "apprentice": ("app", "apprenticeship", "appr", "apprentices", "modern apprentice", "apprentice contract", "apprentice fixed term"),
    "casual": (
        "cas", "relief", "zero hours", "zero hour", "bank", "sessional", "as and when", "c", "casual worker", "bank worker",
        "relief worker", "zero hours contract", "variable hours", "csl", "casual relief", "supply", "casual employee",
    ),
    "agency": (
        "agy", "agency worker", "agency staff", "temp agency", "agency temp", "ag", "contractor", "interim", "contingent worker",
        "contingent", "agency cover", "off payroll", "a", "non employee", "external", "locum", "agency contractor",
    ),
}  # fmt: skip

VALUE_FILLERS = frozenset({"post", "position", "status", "contract", "employee", "worker", "staff", "assignment", "appointment", "the", "is"})
