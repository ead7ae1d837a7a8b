"""Wiring only: settings, extensions, contexts, and the policy that lets people in."""

import logging
import os
import sys
from datetime import timedelta
from importlib import import_module
from pathlib import Path
from typing import Any

import structlog
from flask import Flask, abort, current_app, g, redirect, request, session, url_for
from flask.helpers import get_debug_flag
from flask.typing import ResponseReturnValue
from govuk_frontend_wtf.main import WTFormsHelpers
from jinja2 import ChoiceLoader, FileSystemLoader, PackageLoader, PrefixLoader
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.wrappers import Response

from transfer.config import Settings, read_settings
from transfer.extensions import csrf, db, migrate, refuse_writing, writing
from transfer.identity.actions import open_with_token
from transfer.identity.actions.openid import read_groups_file
from transfer.identity.queries import has_codes
from transfer.identity.views.common import session_user
from transfer.jobs.adapters import connect_queue
from transfer.kernel import clock
from transfer.kernel.errors import DomainError
from transfer.programmes.queries import find_programme, find_viewer, sees_named_people
from transfer.programmes.rules import roles_that_may
from transfer.web import errors, filters, limits, security
from transfer.web.access import OPERATOR, PUBLIC, SIGNED_IN, bearer_token
from transfer.web.production import unsafe_settings

CONTEXTS = (
    "identity", "jobs", "programmes", "releases", "establishment", "contracts", "tupe", "budget", "baseline", "opening",
    "steering", "consultation", "reference", "diligence", "liability", "payroll", "duties", "intake", "checks",
    "packs", "privacy", "contract_sum", "overheads", "appraisal", "desk", "operation",
)  # fmt: skip
THIS_MACHINE = ("127.0.0.1", "localhost")  # what asks whether the process lives
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
# What opens to somebody who must set up one-time codes first.
SETTING_UP = frozenset({"identity.codes", "identity.begin_codes", "identity.confirm_codes"})


def create_app(settings: Settings | None = None) -> Flask:
    """The application. settings: read from the environment when not given. An unmarked endpoint stops the start."""
    settings = settings or read_settings()
    _refuse_unsafe(settings)
    app = Flask(__name__, template_folder="../templates", static_folder="static")
    _configure(app, settings)
    _set_up_logs(settings)
    _set_up_templates(app)
    db.init_app(app)
    if settings.read_only:
        with app.app_context():
            refuse_writing(db.engine)
    migrate.init_app(app, db, directory="migrations", compare_type=True)
    csrf.init_app(app)
    if settings.trusted_proxies:
        count = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=count, x_proto=count)  # type: ignore[method-assign]
    security.install(app)
    errors.install(app)
    filters.install(app)
    limits.install(app)
    app.before_request(_start_unit_of_work)
    app.before_request(_check_form_token)
    app.before_request(_let_in)
    app.before_request(_refuse_changes)
    app.after_request(_end_unit_of_work)
    app.teardown_request(_forget)
    _count_apart(settings)
    for context in CONTEXTS:
        _register(app, context)
    app.extensions["huey"] = connect_queue(app, settings)
    app.extensions["openid_groups"] = read_groups_file(settings)
    _refuse_unmarked(app)
    return app


def _refuse_unsafe(settings: Settings) -> None:
    """Raises SystemExit with every reason at once."""
    reasons = unsafe_settings(settings, debug=get_debug_flag())
    if reasons:
        raise SystemExit("\n".join(["Transfer does not start in production:", *(f"- {each}" for each in reasons)]))


def _configure(app: Flask, settings: Settings) -> None:
    app.config.update(
        SETTINGS=settings,
        SECRET_KEY=settings.session_secret(),
        SQLALCHEMY_DATABASE_URI=settings.database(),
        SQLALCHEMY_ENGINE_OPTIONS=settings.engine_options(),
        MAX_CONTENT_LENGTH=settings.max_upload_mb * 1024 * 1024 + 65_536,
        MAX_FORM_MEMORY_SIZE=2_000_000,
        SESSION_COOKIE_SECURE=settings.https_only,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        PERMANENT_SESSION_LIFETIME=timedelta(hours=settings.session_hours),
        WTF_CSRF_TIME_LIMIT=None,
        WTF_CSRF_CHECK_DEFAULT=False,  # _check_form_token does, and knows a program from a person
        TRUSTED_HOSTS=[*settings.hosts(), *THIS_MACHINE] if settings.hosts() else None,
    )
    settings.instance.mkdir(parents=True, exist_ok=True)


def _set_up_logs(settings: Settings) -> None:
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelName(settings.log_level.upper())),
        logger_factory=structlog.WriteLoggerFactory(file=sys.stderr),
    )


def _set_up_templates(app: Flask) -> None:
    app.jinja_loader = ChoiceLoader(
        [
            FileSystemLoader(app.root_path + "/../templates"),
            PrefixLoader(
                {
                    "govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja"),
                    "govuk_frontend_wtf": PackageLoader("govuk_frontend_wtf"),
                }
            ),
        ]
    )
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    WTFormsHelpers(app)


def _count_apart(settings: Settings) -> None:
    """Where each process counts its requests. The library that counts looks for it once, when it is imported."""
    folder = os.environ.setdefault("PROMETHEUS_MULTIPROC_DIR", str(settings.instance / "metrics"))
    Path(folder).mkdir(parents=True, exist_ok=True)


def _register(app: Flask, context: str) -> None:
    try:
        views = import_module(f"transfer.{context}.views")
    except ModuleNotFoundError as error:
        if error.name != f"transfer.{context}.views":
            raise
        return
    app.register_blueprint(views.blueprint)


def _permission(endpoint: str) -> str | None:
    if endpoint == "static":
        return PUBLIC
    return getattr(current_app.view_functions[endpoint], "permission", None)


def _refuse_unmarked(app: Flask) -> None:
    with app.app_context():
        unmarked = [rule.endpoint for rule in app.url_map.iter_rules() if _permission(rule.endpoint) is None]
    if unmarked:
        raise RuntimeError(f"Say who may come in (@require or @public): {', '.join(sorted(set(unmarked)))}")


def _start_unit_of_work() -> None:
    settings: Settings = current_app.config["SETTINGS"]
    g.writing = writing.set(request.method not in SAFE and not settings.read_only)


def _check_form_token() -> None:
    """What a page sends carries the token of that page. A program's request carries no cookie that a page could
    borrow."""
    if bearer_token() is not None:
        g.csrf_valid = True
    elif current_app.config["WTF_CSRF_ENABLED"] and request.endpoint:
        csrf.protect()


def _refuse_changes() -> None:
    """While an upgrade runs, pages can be read. Signing out changes nothing that is kept."""
    settings: Settings = current_app.config["SETTINGS"]
    if settings.read_only and request.method not in SAFE and request.endpoint != "identity.sign_out":
        abort(503, errors.READ_ONLY)


def _let_in() -> ResponseReturnValue | None:
    """Who is asking, what are they in this programme, and does their role hold the view's permission?"""
    g.user = g.viewer = g.programme = g.token = None
    if request.endpoint == "static":
        return None
    if (secret := bearer_token()) is not None:
        _recognise_token(secret)
    else:
        g.user = session_user()
    # An address that nothing answers to: the page that says so still knows who asks.
    permission = _permission(request.endpoint) if request.endpoint else PUBLIC
    if permission == PUBLIC:
        return None
    if not g.user:
        if request.method in SAFE:
            return redirect(url_for("identity.sign_in", next=request.full_path.rstrip("?")))
        abort(401)
    g.must_set_up_codes = _must_set_up_codes()
    if g.must_set_up_codes and request.endpoint not in SETTING_UP:
        return _set_up_first()
    if permission == OPERATOR:
        _refuse_others()
    elif permission != SIGNED_IN:
        _enter_programme(permission or "")
    return None


def _must_set_up_codes() -> bool:
    """Whether a one-time code is asked of this person and they have none. A token has its own limits, and whoever came
    from a provider has been asked there."""
    settings: Settings = current_app.config["SETTINGS"]
    if settings.codes_required == "never" or g.token or session.get("by_openid") or has_codes(g.user):
        return False
    return settings.codes_required == "always" or sees_named_people(g.user, clock.today())


def _set_up_first() -> ResponseReturnValue:
    """Nothing else opens until it is done."""
    if request.method in SAFE:
        return redirect(url_for("identity.codes"))
    abort(403, "Set up one-time codes first: your account needs them because of what you may see.")


def _recognise_token(secret: str) -> None:
    """Who gave the token away, and whether it reaches this view. Its session, if any, is not looked at."""
    try:
        g.token = open_with_token(secret)
    except DomainError as error:
        abort(401, error.message)
    g.user = g.token.user
    scope = getattr(current_app.view_functions.get(request.endpoint or ""), "token_scope", None)
    if request.endpoint and scope not in g.token.scopes:
        abort(403, f"This needs a token with the scope {scope}." if scope else "A token does not open this address.")


def _refuse_others() -> None:
    if not g.user.operator:
        abort(403, "This is open to whoever runs this service.")


def _enter_programme(permission: str) -> None:
    programme = find_programme((request.view_args or {}).get("slug", ""))
    viewer = find_viewer(programme, g.user, clock.today()) if programme else None
    if not programme or not viewer:
        abort(404)
    if g.token and "people" not in g.token.scopes:
        viewer = viewer.without_people()
    g.programme, g.viewer = programme, viewer.acting(permission)
    if not viewer.may(permission):
        abort(403, f"This is open to: {', '.join(roles_that_may(permission)) or 'nobody'}.")


def _end_unit_of_work(response: Response) -> Response:
    if request.method not in SAFE and response.status_code < 400:
        db.session.commit()
    else:
        db.session.rollback()
    return response


def _forget(error: BaseException | None) -> Any:
    token = g.pop("writing", None)
    if token is not None:
        writing.reset(token)
