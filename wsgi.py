"""What a web server and the flask command import."""

from transfer import cli
from transfer.app import create_app

app = create_app()
cli.install(app)
