"""Invented people. The same seed always gives the same ones; National Insurance numbers start QQ (never issued)."""

import random
from dataclasses import dataclass
from datetime import date, timedelta

SURNAMES = (
    "Abara", "Aldous", "Anstey", "Baptiste", "Barlow", "Begum", "Bhatt", "Blakeway", "Brandreth", "Cardew",
    "Castellan", "Chowdhury", "Clegg", "Corrigan", "Dacosta", "Dhillon", "Dunmore", "Eastham", "Ekwueme",
    "Fairclough", "Fennimore", "Ferreira", "Gainsford", "Ghosh", "Greenhalgh", "Hadley", "Haslam", "Hollis",
    "Ibrahim", "Inskip", "Jagger", "Jankowska", "Kapoor", "Keating", "Kirkbride", "Kowalczyk", "Lambourne", "Larkin",
    "Ledger", "Mahmood", "Malik", "Marchetti", "Mbeki", "Merriweather", "Nadeem", "Napier", "Norrington", "Oduya",
    "Ormerod", "Osei", "Pargeter", "Pemberton", "Penhaligon", "Pryce", "Radcliffe", "Rawal", "Rostron", "Sandhu",
    "Saxby", "Sesay", "Shah", "Silvester", "Tandoh", "Tasker", "Thackeray", "Umar", "Underhill", "Vickers",
    "Wadsworth", "Wickham", "Wojcik", "Yarrow", "Yilmaz",
)  # fmt: skip
FORENAMES = (
    "Abigail", "Adil", "Agnieszka", "Alan", "Amara", "Angela", "Anita", "Barbara", "Beverley", "Callum", "Catherine",
    "Chidi", "Claire", "Colin", "Daniela", "Deborah", "Denise", "Ebony", "Edward", "Eleanor", "Emeka", "Fatima",
    "Fiona", "Gareth", "Gemma", "Graham", "Harjit", "Helen", "Imogen", "Iris", "Jasmin", "Joanne", "Joseph", "Kamal",
    "Karen", "Kwame", "Laura", "Liam", "Lorraine", "Lucy", "Magda", "Marcus", "Maria", "Michelle", "Nadia", "Naomi",
    "Neil", "Nicola", "Oluwaseun", "Oscar", "Pamela", "Patrick", "Paula", "Rachel", "Rajan", "Rebecca", "Robert",
    "Ruth", "Samira", "Sandra", "Sean", "Shanice", "Simon", "Sophie", "Stella", "Sunita", "Teresa", "Trevor",
    "Veronica", "Yvonne",
)  # fmt: skip
AGENCIES = ("Harbour Social Work", "Northway Care Staffing", "Tern Locums", "Well Street Recruitment")


@dataclass(frozen=True)
class Person:
    payroll: str
    surname: str
    forename: str
    ni_number: str
    born_on: date
    started_on: date
    continuous_on: date


class Register:
    """Hands out people one after another, each once. Two registers with one seed hand out the same people."""

    def __init__(self, seed: int, first_payroll: int) -> None:
        self.rng = random.Random(seed)
        self._payroll = first_payroll
        # A stride that shares no factor with the range visits each number once, so no two people share one.
        self._ni = seed * 7919 % 1_000_000

    def name(self) -> tuple[str, str]:
        return self.rng.choice(SURNAMES), self.rng.choice(FORENAMES)

    def agency(self) -> str:
        return self.rng.choice(AGENCIES)

    def person(self, started_on: date | None = None) -> Person:
        """The next invented employee, joined before 2021 unless a start is given."""
        self._payroll += 1
        self._ni = (self._ni + 385_003) % 1_000_000
        surname, forename = self.name()
        start = started_on or date(2001, 1, 8) + timedelta(days=self.rng.randrange(7200))
        earlier = 0 if started_on else self.rng.choice((0, 0, 0, 731, 1827, 3030))
        return Person(
            payroll=str(self._payroll),
            surname=surname,
            forename=forename,
            ni_number=f"QQ{self._ni:06d}{'ABCD'[self._ni % 4]}",
            born_on=date(1957, 1, 1) + timedelta(days=self.rng.randrange(7600)),
            started_on=start,
            continuous_on=start - timedelta(days=earlier),
        )
