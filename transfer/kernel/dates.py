"""Calendar arithmetic as the field's rules read it. Today is always an argument."""

import calendar
from collections.abc import Callable
from datetime import date, timedelta


def add_months(day: date, months: int) -> date:
    """Calendar months, clamped to the end of a shorter month: 31 Aug + 6 → 28 or 29 Feb."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def days_before(day: date, days: int) -> date:
    return day - timedelta(days=days)


def long_date(day: date | None) -> str:
    """1 April 2021; an absent date is an empty string."""
    return f"{day.day} {day:%B %Y}" if day else ""


def how_far_off(day: date, today: date) -> str:
    """In words: "today", "in 31 days", "3 days ago"."""
    days = (day - today).days
    if days == 0:
        return "today"
    unit = "day" if abs(days) == 1 else "days"
    return f"in {days} {unit}" if days > 0 else f"{-days} {unit} ago"


def financial_year(day: date) -> str:
    """The April-to-March year that holds a day: 1 March 2021 → "2020/21"."""
    start = day.year if (day.month, day.day) >= (4, 1) else day.year - 1
    return f"{start}/{(start + 1) % 100:02d}"


def add_working_days(day: date, days: int, is_working: Callable[[date], bool]) -> date:
    """The day so many working days later (or earlier, when days is below 0); 0 gives the day itself."""
    step = timedelta(days=1 if days > 0 else -1)
    left = abs(days)
    while left:
        day += step
        left -= is_working(day)
    return day


def working_days_between(earlier: date, later: date, is_working: Callable[[date], bool]) -> int:
    """Working days after `earlier` up to and with `later`; below 0 when `later` is the earlier one."""
    if later < earlier:
        return -working_days_between(later, earlier, is_working)
    return sum(is_working(earlier + timedelta(days=number)) for number in range(1, (later - earlier).days + 1))
