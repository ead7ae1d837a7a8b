"""Who acts in the sample's story."""

from dataclasses import dataclass

from transfer.identity.queries import find_user_by_email
from transfer.kernel import clock
from transfer.kernel.errors import NotFound
from transfer.programmes.models import Programme
from transfer.programmes.queries import find_viewer
from transfer.programmes.rules import Viewer
from transfer.sample import story

LEAD = story.USERS[0]


def find_lead(programme: Programme) -> Viewer | None:
    """The sample's lead; None in a programme that was loaded by hand, or where the lead has gone."""
    user = find_user_by_email(LEAD.email)
    return find_viewer(programme, user, clock.today()) if user else None


@dataclass(frozen=True)
class Cast:
    """The people of the story, as the programme knows them."""

    programme: Programme

    def viewer(self, email: str) -> Viewer:
        """Who this person is in the programme. Raises NotFound for somebody who is no member."""
        user = find_user_by_email(email)
        found = find_viewer(self.programme, user, clock.today()) if user else None
        if found is None:
            raise NotFound(f"{email} is not in the sample programme")
        return found

    @property
    def lead(self) -> Viewer:
        return self.viewer(LEAD.email)
