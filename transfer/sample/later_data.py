"""Data that somebody uploads after the programme is loaded: what each side owns (not shared yet) and performance."""

KPI_HEADINGS = ("Number", "Indicator", "Definition", "Period", "Value", "Target", "Polarity", "Source")
KPI_PERIOD, KPI_SOURCE = "Quarter 3 2020/21", "Performance report, January 2021"

# number, indicator, how it is measured, value, target, which way is good
KPIS = (
    ("1", "Referrals within 12 months of an earlier one", "% of referrals in the quarter", 21.4, 20, "Low"),
    ("2", "Enquiries under section 47 that led to a conference", "% of enquiries ended", 38.9, 42, "High"),
    ("3", "Assessments finished in 45 working days", "% of assessments finished", 91.2, 90, "High"),
    ("4", "Children on a protection plan for two years or more", "% of plans open", 1.1, 2, "Low"),
    ("5a", "Children on a protection plan seen in four weeks", "% of children on a plan", 97.5, 98, "High"),
    ("5b", "Children on a protection plan seen in two weeks", "% of children on a plan", 86.3, 90, "High"),
    ("6", "Decision on a referral in one working day", "% of referrals", 94.8, 95, "High"),
    ("7", "Second protection plan in a lifetime", "% of new plans", 18.2, 17, "Low"),
    ("8", "Conferences held in 15 working days", "% of first conferences", 93.0, 92, "High"),
    ("9", "Contacts that became a referral", "% of contacts", 24.6, 25, "Low"),
    ("10", "Children in need with a plan seen in six weeks", "% of children", 88.1, 90, "High"),
    ("11", "Three or more homes in a year", "% of looked after children", 9.7, 10, "Low"),
    ("12", "Looked after children more than 20 miles away", "% of looked after children", 27.9, 24, "Low"),
    ("13", "Reviews held on time", "% of reviews due", 96.4, 97, "High"),
    ("14", "Children who took part in their review", "% of reviews", 95.8, 95, "High"),
    ("15", "Approved fostering households", "Households at the quarter's end", 58, 64, "High"),
    ("16", "Care leavers with a current pathway plan", "% of those entitled", 90.5, 95, "High"),
    ("17", "Care leavers in work, training or education", "% aged 19 to 21", 54.0, 56, "High"),
    ("18", "Social work posts held by agency workers", "% of full-time equivalents", 16.3, 15, "Low"),
    ("19", "Children on a social worker's list", "Average for each case holder", 17.2, 16, "Low"),
)

ASSET_HEADINGS = ("Reference", "Description", "Kind", "Tenure", "Location", "Holder", "Value")

COUNCIL_ASSETS = (
    ("CA-01", "Second floor, Herons Court", "Office", "Freehold", "Herons Court", "Council", 1250000),
    ("CA-02", "Langley Road family hub", "Building", "Freehold", "Langley Road", "Council", 640000),
    ("CA-03", "Upton Lodge contact rooms", "Building", "Leasehold to 2027", "Upton Lodge", "Council", 210000),
    ("CA-04", "Marsh Lane youth centre", "Building", "Freehold", "Marsh Lane", "Council", 480000),
    ("CA-05", "Wexham children's centre", "Building", "Leasehold to 2032", "Wexham", "Council", 395000),
    ("CA-06", "Minibus, 16 seats", "Vehicle", "Owned", "Marsh Lane", "Council", 14500),
    ("CA-07", "Minibus, 12 seats with lift", "Vehicle", "Leased to 2022", "Wexham", "Council", 0),
    ("CA-08", "Early help laptops (31)", "Equipment", "Owned", "Langley Road", "Council", 12400),
    ("CA-09", "Case record servers", "Equipment", "Owned", "Herons Court", "Council", 38000),
    ("CA-10", "Paper archive of closed files", "Records", "Owned", "Store 4, Trading Estate", "Council", 0),
    ("CA-11", "Play equipment, five centres", "Equipment", "Owned", "Several", "Council", 22750),
    ("CA-12", "Case record licences (420 users)", "Licence", "Contract SBC-101", "Herons Court", "Council", 0),
)

TRUST_ASSETS = (
    ("TA-01", "Right to use 212 desks", "Licence", "Licence to occupy", "Herons Court", "Trust", 0),
    ("TA-02", "Children's home, Cedar Close", "Building", "Sub-lease to 2025", "Cedar Close", "Trust", 0),
    ("TA-03", "Home furniture, Cedar Close", "Equipment", "Owned", "Cedar Close", "Trust", 18200),
    ("TA-04", "Pool cars (6)", "Vehicle", "Leased to 2023", "Herons Court", "Trust", 0),
    ("TA-05", "Trust laptops (344)", "Equipment", "Owned", "Several", "Trust", 151300),
    ("TA-06", "Trust telephones (290)", "Equipment", "Leased to 2021", "Several", "Trust", 0),
    ("TA-07", "Finance ledger licence", "Licence", "Contract of the trust", "Herons Court", "Trust", 0),
    ("TA-08", "Payroll deposit", "Cash", "Held", "Bank", "Trust", 45000),
    ("TA-09", "Adoption records since 1974", "Records", "Held for the council", "Store 4, Trading Estate", "Trust", 0),
    ("TA-10", "Meeting room screens (9)", "Equipment", "Owned", "Herons Court", "Trust", 5400),
    ("TA-11", "Website and its address", "Licence", "Owned", "Hosted", "Trust", 3500),
    ("TA-12", "Foster carers' equipment pool", "Equipment", "Owned", "Upton Lodge", "Trust", 9800),
)
