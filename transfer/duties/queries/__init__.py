"""What is owed in a programme, policy dates, calendars and reminders, always inside what the viewer may see."""

from transfer.duties.queries.calendars import calendar_of, find_feed, find_feed_by_secret, wants_reminders
from transfer.duties.queries.owed import duties_of
from transfer.duties.queries.policy import find_policy, list_policy_dates, own_offsets, policy_offsets
from transfer.duties.queries.reminding import Reminding, due_reminders
from transfer.duties.queries.replies import overdue_replies

__all__ = [
    "Reminding",
    "calendar_of",
    "due_reminders",
    "duties_of",
    "find_feed",
    "find_feed_by_secret",
    "find_policy",
    "list_policy_dates",
    "overdue_replies",
    "own_offsets",
    "policy_offsets",
    "wants_reminders",
]
