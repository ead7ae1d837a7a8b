"""The sign-in form."""

from govuk_frontend_wtf.wtforms_widgets import GovCheckboxesInput, GovPasswordInput, GovSubmitInput, GovTextInput
from wtforms import PasswordField, SelectMultipleField, StringField, SubmitField
from wtforms.validators import InputRequired, Length

from transfer.identity.rules import SCOPES, SHORTEST_PASSWORD
from transfer.web.forms import BaseForm, DayField, offered


class SignInForm(BaseForm):
    email = StringField(
        "E-mail address", widget=GovTextInput(), validators=[InputRequired("Enter your e-mail address")]
    )
    password = PasswordField("Password", widget=GovPasswordInput(), validators=[InputRequired("Enter your password")])
    submit = SubmitField("Sign in", widget=GovSubmitInput())


def _new_password(label: str) -> PasswordField:
    return PasswordField(
        label,
        description=f"{SHORTEST_PASSWORD} characters or more. Four words that do not belong together are enough.",
        widget=GovPasswordInput(),
        render_kw={"params": {"autocomplete": "new-password"}},
        validators=[InputRequired("Enter a password")],
    )


class AskPasswordForm(BaseForm):
    email = StringField(
        "E-mail address",
        widget=GovTextInput(),
        validators=[InputRequired("Enter your e-mail address"), Length(max=254)],
    )
    submit = SubmitField("Ask for a link", widget=GovSubmitInput())


class NewPasswordForm(BaseForm):
    password = _new_password("New password")
    submit = SubmitField("Change password", widget=GovSubmitInput())


class InvitationForm(BaseForm):
    name = StringField(
        "Your name",
        description="As others in the programme know you",
        widget=GovTextInput(),
        validators=[InputRequired("Enter your name"), Length(max=200)],
    )
    password = _new_password("Password")
    submit = SubmitField("Set up the account", widget=GovSubmitInput())


class ChangePasswordForm(BaseForm):
    old = PasswordField(
        "Present password", widget=GovPasswordInput(), validators=[InputRequired("Enter your present password")]
    )
    password = _new_password("New password")
    submit = SubmitField("Change password", widget=GovSubmitInput())


class CodeForm(BaseForm):
    """A one-time code, or a recovery code where one is taken."""

    code = StringField(
        "Code",
        widget=GovTextInput(),
        render_kw={"params": {"autocomplete": "one-time-code"}},
        validators=[InputRequired("Enter the code that your device shows"), Length(max=40)],
    )
    submit = SubmitField("Continue", widget=GovSubmitInput())


class RemoveCodesForm(BaseForm):
    password = PasswordField("Password", widget=GovPasswordInput(), validators=[InputRequired("Enter your password")])
    code = StringField(
        "Code",
        description="From your device, or one of your recovery codes",
        widget=GovTextInput(),
        render_kw={"params": {"autocomplete": "one-time-code"}},
        validators=[InputRequired("Enter the code that your device shows"), Length(max=40)],
    )
    submit = SubmitField("Remove one-time codes", widget=GovSubmitInput())


class TokenForm(BaseForm):
    name = StringField(
        "Name",
        description="Which program will use it, so that you know it again",
        widget=GovTextInput(),
        validators=[InputRequired("Enter a name"), Length(max=100)],
    )
    scopes = SelectMultipleField(
        "What it may do",
        widget=GovCheckboxesInput(),
        choices=offered(SCOPES.items()),
        validators=[InputRequired("Choose what the token may do")],
    )
    expires_on = DayField(
        "Last day",
        description="A year from today at the latest, such as 31 3 2027",
        validators=[InputRequired("Enter the last day on which the token opens anything")],
    )
    submit = SubmitField("Make the token", widget=GovSubmitInput())


class ButtonForm(BaseForm):
    """A button alone, with its page's token."""
