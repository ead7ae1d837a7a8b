"""Pure values and arithmetic that more than one context needs. Nothing here knows Flask or the database."""
