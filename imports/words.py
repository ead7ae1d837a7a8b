"""Headings and known values are matched as people read them: case, spaces, hyphens, "&" and abbreviations aside."""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

_ABBREVIATIONS = {
    "no": "number", "nos": "number", "num": "number", "nr": "number", "nbr": "number", "id": "reference",
    "identifier": "reference", "ref": "reference", "refs": "reference", "refno": "reference", "cd": "code",
    "desc": "description", "descr": "description", "dept": "department", "dep": "department",
    "org": "organisation", "organization": "organisation", "organizational": "organisational",
    "sal": "salary", "hrs": "hours", "hr": "hours", "wk": "week", "wks": "weeks", "wkly": "weekly",
    "wkhrs": "week hours",
    "emp": "employee", "ee": "employee", "pers": "personnel", "mgr": "manager", "mngr": "manager",
    "dob": "date of birth", "cc": "cost centre", "center": "centre", "ctr": "centre", "costc": "cost centre",
    "cctr": "cost centre", "ctre": "centre", "svc": "service", "serv": "service", "dt": "date", "yr": "year",
    "yrs": "years", "ft": "full time", "fulltime": "full time", "parttime": "part time", "amt": "amount",
    "acct": "account", "acc": "account", "a/c": "account", "qty": "quantity", "org.": "organisation",
    "loc": "location", "pos": "position", "posn": "position", "jobtitle": "job title", "forenames": "forename",
    "surnames": "surname", "pct": "percent", "percentage": "percent", "proc": "procurement", "supp": "supplier",
    "cont": "contract", "contr": "contract", "annum": "annual", "annualised": "annual", "annualized": "annual",
    "utilization": "utilisation", "util": "utilisation", "nino": "ni number", "insurance": "insurance",
    "subj": "subjective",
    "costcentre": "cost centre", "costcenter": "cost centre", "startdate": "start date", "enddate": "end date",
    "postno": "post number", "posttitle": "post title", "grp": "group", "cap": "capacity", "lvl": "level",
    "asgn": "assignment", "assgn": "assignment", "sup": "supervisor", "ttl": "title", "rte": "route",
    "ext": "extension", "fcst": "forecast", "act": "actual",
    "orig": "original", "firstname": "first name", "lastname": "last name", "uid": "reference", "yearly": "annual",
    "ac": "account", "ccentre": "cost centre", "ends": "end", "expires": "expiry", "govt": "government", "upon": "on",
    "prov": "provider", "contractors": "contractor", "suppliers": "supplier", "hols": "holidays", "pymt": "payment",
}  # fmt: skip
_INITIALS = re.compile(r"\b(?:[A-Za-z]\.){2,}")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_NOT_WORDS = re.compile(r"[^0-9a-z%£]+")


@lru_cache(maxsize=50_000)
def plain(text: str) -> str:
    """Lower case, "&" as "and", punctuation as spaces, accents dropped: " S. & Services" → "s and services"."""
    folded = unicodedata.normalize("NFKD", text.strip()).casefold()
    folded = "".join(letter for letter in folded if not unicodedata.combining(letter))
    folded = folded.replace("'s", "s").replace("’s", "s").replace("’", "").replace("'", "").replace("&", " and ")
    return " ".join(_NOT_WORDS.sub(" ", folded).split())


@lru_cache(maxsize=50_000)
def heading_key(text: str) -> str:
    """A heading with its abbreviations written out: "Cost Ctr" → "cost centre", "PostNo." → "post number"."""
    whole = "".join(plain(text).split())
    if whole in _ABBREVIATIONS:  # "DoB", "A/C"
        return _ABBREVIATIONS[whole]
    text = _INITIALS.sub(lambda initials: initials[0].replace(".", "") + " ", text)
    spaced = _CAMEL.sub(" ", text).replace("#", " number ").replace("%", " percent ").replace("_", " ")
    words = plain(re.sub(r"\bN\.?I\.?\b", "ni", spaced)).replace("£", " ").split()
    written = " ".join(_ABBREVIATIONS.get(word, word) for word in words)
    return written.replace("reference number", "reference").replace("fore name", "forename")


def value_table(groups: dict[str, Iterable[str]]) -> dict[str, str]:
    """Known values and their synonyms, by plain form: {"filled": ["occupied"]} → {"filled": "filled",
    "occupied": "filled"}."""
    table: dict[str, str] = {}
    for value, synonyms in groups.items():
        for word in (value, *synonyms):
            table.setdefault(plain(word), value)
    return table


PLACEHOLDERS = frozenset({"", "n a", "na", "none", "nil", "not applicable", "null", "blank", "no value"})
"""What people type into a cell that has nothing to say, in plain form; a lone dash is plainly empty."""


_SPELT = frozenset(
    spelling
    for word in PLACEHOLDERS
    for spelling in (word, word.replace(" ", "/"), word.replace(" ", ""), f"({word})", f"{word}.")
) | {"n.a.", "n.a", "-", "–", "—", "--", "(n/a)", "[blank]", "(blank)"}


def is_placeholder(text: str) -> bool:
    """True of "-", "n/a", "None" and the like."""
    if text[-1:].isdigit():  # as nearly every code does, and no such word
        return False
    return len(text) < 16 and text.strip().casefold() in _SPELT
