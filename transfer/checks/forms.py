"""What the page of checks asks."""

from transfer.web.forms import BaseForm


class AddServicesForm(BaseForm):
    """Which services to add. Its boxes are drawn beside the services."""
