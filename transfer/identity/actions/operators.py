"""Who runs the service."""

from transfer.audit.actions import Actor, record
from transfer.identity.models import User
from transfer.identity.queries import find_user_by_email
from transfer.kernel.errors import NotFound


def make_operator(actor: Actor, email: str, *, operator: bool) -> User:
    """Let an account see all long work and the workers, or no longer. Raises NotFound."""
    user = find_user_by_email(email)
    if user is None:
        raise NotFound(f"No account has the e-mail address {email}", "email")
    if user.operator != operator:
        words = "An account may look after the service" if operator else "An account no longer looks after the service"
        record(actor, "make_operator", ("user", user.id), words, changes={"operator": (user.operator, operator)})
        user.operator = operator
    return user
