"""The errors that cross a context's border, each with the words that a person will read."""


class DomainError(Exception):
    """A business rule refused something.

    field: the name of the form field (or data field) to mend, or None when the whole act is refused.
    message: one plain sentence that says what is wrong and what would be right.
    """

    def __init__(self, message: str, field: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.field = field


class FileRefused(DomainError):
    """A whole file cannot be taken in; nothing of it was stored."""


class StaleVersion(DomainError):
    """Somebody else changed the record since it was read. `current` is what it says now, field by field."""

    def __init__(self, message: str, current: dict[str, object]) -> None:
        super().__init__(message)
        self.current = current


class NotFound(DomainError):
    """The record does not exist inside what its viewer may see."""
