"""How lines are split: which rule catches a line, and what becomes of its pence. Source: domain/finance.md §1–2."""

METHODS = (
    "direct", "follow the service", "driver", "time", "ring-fence", "exclude", "agreed default", "leave unallocated",
)  # fmt: skip
