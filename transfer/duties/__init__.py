"""What HR owes, by when and to whom: computed from what the rooms below record, with a calendar and reminders."""
