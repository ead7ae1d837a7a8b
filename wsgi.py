"""What a web server and the flask command import."""

from transfer import cli
from transfer.app import create_app
from transfer.sample.accounts import refuse_sample_accounts

app = create_app()
cli.install(app)
refuse_sample_accounts(app)
