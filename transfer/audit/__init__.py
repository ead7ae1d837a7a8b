"""Append-only events, chained: who changed what, from what to what, and when."""
