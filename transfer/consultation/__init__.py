"""Informing and consulting in each transfer: who is affected, who represents them, what is envisaged, what was said."""
