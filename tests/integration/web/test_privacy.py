"""What the flows of accounts leave in the logs: nothing of anybody."""

import re

import structlog
from sqlmodel import select
from structlog.testing import LogCapture

from smallgestures.db.engine import transaction
from smallgestures.event_handlers import HANDLERS, JOBS
from smallgestures.logs import RequestLog
from smallgestures.mail.models import MailMessage
from smallgestures.outbox.models import OutboxEvent
from smallgestures.outbox.service import dispatch_due
from tests.integration.web.conftest import Site
from tests.people import PASSWORD

NEW_PASSWORD = "another green meadow"
EMAIL = "ines.private@example.com"


def last_token() -> str:
    with transaction() as db:
        mail = db.exec(select(MailMessage).order_by(MailMessage.id.desc())).first()
    assert mail is not None
    found = re.search(r"token=([\w-]+)", mail.text)
    assert found is not None
    return found[1]


def test_no_line_of_a_log_and_no_event_holds_a_secret_or_an_address(site: Site, capfd):
    site.app = RequestLog(site.app)
    lines = LogCapture()
    # Without the redaction of the product's own logs: nothing may lean on it.
    before = structlog.get_config()["processors"]
    structlog.configure(processors=[structlog.contextvars.merge_contextvars, lines])
    secrets: set[str] = {EMAIL, PASSWORD, NEW_PASSWORD, "Private Name"}
    browser = site.browser()
    try:
        browser.post(
            "/auth/sign-up",
            data={"handle": "ines", "name": "Private Name", "email": EMAIL, "password": PASSWORD},
        )
        secrets |= {browser.cookies["sg_session"], last_token()}
        browser.post("/auth/verify", data={"token": last_token()})
        browser.post("/auth/sign-out")
        browser.post("/auth/sign-in", data={"email": EMAIL, "password": "a wrong one"})
        browser.post("/auth/sign-in", data={"email": EMAIL, "password": PASSWORD})
        secrets.add(browser.cookies["sg_session"])
        browser.post("/auth/forgot", data={"email": EMAIL})
        secrets.add(last_token())
        browser.post("/auth/reset", data={"token": last_token(), "password": NEW_PASSWORD})
        browser.post("/auth/sign-in", content=b"email=%ff" + EMAIL.encode())
        foreign = site.browser(origin=f"https://{EMAIL}")
        foreign.post("/auth/sign-in", data={"email": EMAIL, "password": PASSWORD})
        dispatch_due(transaction, HANDLERS, JOBS)
    finally:
        structlog.configure(processors=before)

    with transaction() as db:
        told = [str(event.model_dump()) for event in db.exec(select(OutboxEvent))]
    printed = capfd.readouterr()
    said = {line["event"] for line in lines.entries}
    assert {"signed up", "sign-in refused", "signed in", "password reset"} <= said
    assert "foreign origin refused" in said
    assert len(told) >= 5
    for secret in secrets:
        assert secret not in str(lines.entries)
        assert secret not in printed.out + printed.err
        assert secret not in str(told)
