"""People: counts, the list of posts, one post, and what posts cost."""

from transfer.establishment.views import cost, posts, scales, structure, time, workforce
from transfer.establishment.views.common import blueprint

__all__ = ["blueprint", "cost", "posts", "scales", "structure", "time", "workforce"]
