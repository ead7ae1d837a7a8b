"""The sign-in form."""

from govuk_frontend_wtf.wtforms_widgets import GovPasswordInput, GovSubmitInput, GovTextInput
from wtforms import PasswordField, StringField, SubmitField
from wtforms.validators import InputRequired

from transfer.web.forms import BaseForm


class SignInForm(BaseForm):
    email = StringField(
        "E-mail address", widget=GovTextInput(), validators=[InputRequired("Enter your e-mail address")]
    )
    password = PasswordField("Password", widget=GovPasswordInput(), validators=[InputRequired("Enter your password")])
    submit = SubmitField("Sign in", widget=GovSubmitInput())
