"""Transfer: planning a transfer of public services, carrying it out and proving what was done."""

__version__ = "0.1.0"
