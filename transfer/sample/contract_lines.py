"""The council's contracts register: ten agreements for the whole service, and sixty for placements."""

from dataclasses import dataclass
from datetime import date

WHOLE_SERVICE = "Children's services"


@dataclass(frozen=True)
class ContractLine:
    """pounds: a whole number, or the words that stand in the register instead of one."""

    reference: str
    title: str
    supplier: str | None
    service: str
    annual: int | str
    total: int | None
    start_on: date
    end_on: date
    notice_months: int
    route: str
    supplier_kind: str | None


def _main(reference: str, title: str, supplier: str, annual: int | str, total: int,
          start: str, end: str, notice: int) -> ContractLine:  # fmt: skip
    begins, ends = date.fromisoformat(start), date.fromisoformat(end)
    return ContractLine(reference, title, supplier, WHOLE_SERVICE, annual, total, begins, ends, notice,
                        "Open tender", None)  # fmt: skip


MAIN = (
    _main("SBC-100", "Computers, network and service desk", "Ashdown Systems plc", 1850000, 5550000,
          "2012-04-01", "2022-03-31", 12),
    _main("SBC-101", "Social care and early help case records", "Casebook Software Ltd", "£164,000.00", 656000,
          "2016-07-01", "2021-06-30", 6),
    _main("SBC-102", "School improvement and education support", "Learning Partners LLP", 2400000, 12000000,
          "2013-09-30", "2021-09-29", 6),
    _main("SBC-103", "Supply of temporary staff", "Fulcrum Vendor Services Ltd", 3100000, 12400000,
          "2018-04-01", "2022-03-31", 3),
    _main("SBC-104", "Advocates for looked after children", "Speak Up Together", 98000, 392000,
          "2019-04-01", "2022-03-31", 3),
    _main("SBC-105", "Visitors for looked after children", "Thames Valley Befrienders", 24500, 122500,
          "2019-04-01", "2021-03-31", 3),
    _main("SBC-106", "Interpreters and translations", "Plain Tongues Ltd", 61000, 244000,
          "2017-10-01", "2021-09-30", 1),
    _main("SBC-107", "Family time in supervised rooms", "The Playhouse Charity", 142000, 710000,
          "2018-09-01", "2021-08-31", 3),
    _main("SBC-108", "Hair and urine testing", "Kestrel Laboratories Ltd", 33000, 165000,
          "2020-01-01", "2021-12-31", 1),
    _main("SBC-109", "Shared legal team of six councils", "Downland Legal Partnership", 720000, 2160000,
          "2015-04-01", "2025-03-31", 12),
)  # fmt: skip

KINDS = {"S": "Supported lodging", "M": "Parent and child home", "F": "Independent foster home", "R": "Children's home"}
SUPPLIERS = {
    "S": ("Stepstone Lodgings Ltd", "Key in Hand CIC"),
    "M": ("Nightingale Family Homes Ltd", "First Steps Together"),
    "F": ("Rowan Tree Fostering Ltd", "Larkfield Foster Carers"),
    "R": ("Beech Avenue Homes Ltd", "Millpond Care Ltd"),
}
SERVICES = {"C": "Children Looked After and Leaving Care", "F": "Fostering"}
SUPPLIER_KINDS = {"-": None, "S": "SME", "V": "VCSE"}

# reference, pounds a year, start, end, months of notice, service, kind of home, kind of supplier
PLACEMENTS = """
PL-1000 52690 2018-02-05 2025-02-03 1 C S -
PL-1001 79698 2017-04-01 2020-03-31 1 C M -
PL-1002 248801 2016-10-16 2021-10-15 1 C M -
PL-1003 79646 2015-06-28 2021-06-26 1 F F -
PL-1004 62070 2017-08-26 2021-08-25 3 C F S
PL-1005 199658 2017-01-31 2022-01-30 1 C M -
PL-1006 230419 2018-10-30 2021-10-29 1 F M V
PL-1007 88357 2015-11-21 2021-11-19 2 F R -
PL-1008 174522 2019-03-21 2022-03-20 2 F S -
PL-1009 117642 2017-05-03 2021-05-02 1 F R -
PL-1010 26484 2015-10-26 2021-10-24 2 C S V
PL-1011 to-follow 2017-02-12 2022-02-11 3 C R S
PL-1012 39491 2018-07-05 2024-07-03 1 C M S
PL-1013 99028 2019-08-05 2024-08-03 3 F F -
PL-1014 219479 2019-04-21 2024-04-19 2 F S S
PL-1015 168399 2017-08-03 2024-08-01 1 F S S
PL-1016 153648 2015-09-24 2021-09-22 3 C F -
PL-1017 148982 2021-09-25 2017-09-26 1 F F V
PL-1018 251516 2019-10-02 2021-10-01 1 C S V
PL-1019 118025 2017-07-22 2021-07-21 2 F M -
PL-1020 51109 2016-09-11 2021-09-10 1 F M V
PL-1020 19916 2019-08-25 2021-08-24 1 C F V
PL-1022 179920 2017-01-03 2022-01-02 1 C F V
PL-1023 228592 2018-08-06 2021-08-05 2 F F S
PL-1024 51692 2018-12-01 2021-11-30 1 F R -
PL-1025 199840 2018-11-18 2021-11-17 3 F S V
PL-1026 92867 2016-02-01 2022-01-30 3 C M V
PL-1027 155218 2019-09-14 2025-09-12 1 C M -
PL-1028 20885 2015-01-07 2022-01-05 1 F F -
PL-1029 83290 2015-09-14 2021-09-12 3 C F V
PL-1030 116859 2016-02-23 2021-02-21 2 F F V
PL-1031 65085 2018-11-20 2025-11-18 3 C M S
PL-1032 132850 2018-05-16 2024-05-14 3 F F S
PL-1033 44863 2018-08-11 2021-08-10 2 C M V
PL-1034 153260 2017-12-28 2023-12-27 3 C S V
PL-1035 113707 2019-07-04 2023-07-03 1 C M S
PL-1036 200131 2015-08-28 2021-08-26 2 C M V
PL-1037 140291 2015-05-14 2021-05-12 1 C F V
PL-1038 242607 2018-03-24 2021-03-23 2 F F S
PL-1039 87809 2019-03-24 2023-03-23 1 F F S
PL-1040 160110 2015-03-24 2022-03-22 1 C M S
PL-1041 22433 2016-10-19 2021-10-18 1 F S V
PL-1042 126214 2016-08-09 2021-08-08 3 F S -
PL-1043 116112 2018-05-16 2022-05-15 1 C M -
PL-1044 190481 2019-05-22 2024-05-20 3 C M V
PL-1045 37492 2018-05-18 2021-05-17 1 F S -
PL-1046 130069 2017-12-31 2021-12-30 3 F S -
PL-1047 227314 2019-09-04 2026-09-02 1 C F V
PL-1048 61615 2018-05-03 2024-05-01 3 C F S
PL-1049 39008 2016-12-12 2021-12-11 3 F S -
PL-1050 23825 2017-02-23 2024-02-22 2 C R S
PL-1051 151438 2016-08-31 2021-08-30 2 C S V
PL-1052 78305 2018-07-20 2021-07-19 3 F F S
PL-1053 258502 2016-07-26 2023-07-25 1 F S -
PL-1054 173027 2019-05-01 2021-04-30 3 C S S
PL-1055 165524 2019-05-07 2025-05-05 1 C F -
PL-1056 44301 2015-04-04 2021-04-02 1 C F V
PL-1057 134777 2017-09-10 2024-09-08 3 C S S
PL-1058 136451 2018-09-24 2024-09-22 1 C S -
PL-1059 91223 2019-04-23 2023-04-22 1 F F -
"""


def _placement(number: int, row: str) -> ContractLine:
    reference, annual, start, end, notice, service, kind, supplier_kind = row.split()
    amount = int(annual) if annual.isdigit() else annual.replace("-", " ")
    supplier = None if reference == "PL-1009" else SUPPLIERS[kind][number % 2]
    return ContractLine(reference, f"{KINDS[kind]}, agreement {number}", supplier, SERVICES[service], amount, None,
                        date.fromisoformat(start), date.fromisoformat(end), int(notice),
                        "Spot purchase", SUPPLIER_KINDS[supplier_kind])  # fmt: skip


def contract_lines() -> list[ContractLine]:
    """All 70 in order. Faults: no supplier, no amount, a repeated reference, an end before its start, one long over."""
    rows = [row for row in PLACEMENTS.split("\n") if row]
    return [*MAIN, *(_placement(number, row) for number, row in enumerate(rows, start=1))]
