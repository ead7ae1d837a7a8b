"""What letters are called, and when one that was refused is tried again."""

from datetime import timedelta

SUBJECTS = {
    "invitation": "Set up your account in Transfer",
    "place": "You were given a place in a programme in Transfer",
    "new_password": "Choose a new password for Transfer",
    "correction": "A version that you read in Transfer was corrected",
    "reminder": "Something is owed soon in a transfer",
    "password_changed": "Your password for Transfer was changed",
}
LEASE = timedelta(minutes=10)
LONGEST_WAIT = timedelta(hours=6)
MOST_ATTEMPTS = 12
KEPT = timedelta(days=30)


def wait_after(attempts: int) -> timedelta:
    """How long a refused letter rests: 1, 2, 4 … minutes, at most six hours."""
    doublings = min(attempts - 1, 10)  # far past the longest wait, and never too large a number
    return min(timedelta(minutes=2**doublings), LONGEST_WAIT)
