"""Journeys of accounts, in a real browser against the running product.

Whatever happens: a session that has ended changes nothing any more, a link works
once, and no page tells a stranger who has an account.
"""

import re
import secrets

import pytest
from playwright.sync_api import Page, expect

from smallgestures.seed import PASSWORD as DEMO_PASSWORD
from tests.e2e.pages.mailbox import MailboxPage
from tests.e2e.pages.settings import SettingsPage
from tests.e2e.pages.sign_in import ForgotPage, ResetPage, SignInPage
from tests.e2e.pages.sign_up import SignUpPage, VerifyPage
from tests.e2e.visitors import PHONE, Visit
from tests.people import PASSWORD

CONFIRM = "Confirm your e-mail address"
RESET = "Choose a new password"


def unused_handle() -> str:
    return f"p{secrets.token_hex(5)}"


@pytest.mark.parametrize("device", [{}, {"on": PHONE}], ids=["desk", "phone"])
def test_a_newcomer_signs_up_and_confirms_the_address(visit: Visit, device: dict):
    """1 sign up, 2 land where they wanted to go, 3 read the mail, 4 confirm, 5 only once."""
    page, handle = visit(timezone_id="Europe/Lisbon", **device), unused_handle()

    SignUpPage(page).open(then="/settings").sign_up(handle, PASSWORD)
    settings = SettingsPage(page)
    expect(settings.not_confirmed).to_be_visible()
    expect(settings.time_zone).to_have_value("Europe/Lisbon")

    MailboxPage(page).open().follow_link(CONFIRM)
    VerifyPage(page).confirm.click()
    expect(page.get_by_role("status").get_by_text("is confirmed")).to_be_visible()
    expect(settings.confirmed).to_be_visible()

    MailboxPage(page).open().follow_link(CONFIRM)
    VerifyPage(page).confirm.click()
    expect(VerifyPage(page).spent).to_be_visible()


def test_the_form_says_what_is_wrong_and_keeps_what_was_typed(page: Page, somebody: str):
    form = SignUpPage(page).open()

    form.sign_up(somebody, PASSWORD, email="new@example.com")

    expect(page.get_by_text(f"@{somebody} is taken. Try another one.")).to_be_visible()
    expect(form.handle).to_have_value(somebody)
    expect(form.handle).to_have_attribute("aria-invalid", "true")
    expect(form.password).to_have_value("")


def test_a_taken_address_lets_nobody_in(page: Page, visit: Visit, somebody: str):
    """1 a stranger signs up with it, 2 is told to look into the mail, 3 the owner is told."""
    SignUpPage(page).open().sign_up(unused_handle(), PASSWORD, email=f"{somebody}@example.com")

    expect(VerifyPage(page).check_your_mail).to_be_visible()
    page.goto("/settings")
    expect(SignInPage(page).heading).to_be_visible()

    owners = MailboxPage(visit(signed_in_as=somebody)).open()
    expect(owners.mail("You already have an account")).to_be_visible()


def test_a_wrong_password_and_an_unknown_address_get_the_same_answer(page: Page, somebody: str):
    for email in (f"{somebody}@example.com", f"{unused_handle()}@example.com"):
        form = SignInPage(page).open()
        form.sign_in(email, "not the password")

        expect(page.get_by_text("E-mail or password is wrong.")).to_be_visible()
        expect(form.email).to_have_value(email)
        expect(form.reset_it).to_be_visible()


def test_signing_in_leads_on_to_the_page_one_wanted(page: Page, somebody: str):
    page.goto("/settings")
    expect(page).to_have_url(re.compile(r"/sign-in\?next="))

    SignInPage(page).sign_in(f"{somebody}@example.com", PASSWORD)

    expect(SettingsPage(page).name).to_have_value(somebody.capitalize())


def test_signing_in_leads_to_no_other_site(page: Page, somebody: str):
    SignInPage(page).open(then="//evil.example").sign_in(f"{somebody}@example.com", PASSWORD)

    expect(page).to_have_url(re.compile(r"^http://localhost:\d+/$"))


def test_a_forgotten_password_is_reset_by_mail(page: Page, visit: Visit, somebody: str):
    """1 ask, 2 a moderator finds the mail on this machine, 3 choose, 4 all sessions have ended."""
    elsewhere = SettingsPage(visit(signed_in_as=somebody)).open()
    forgot = ForgotPage(page)
    forgot.ask(f"{somebody}@example.com")
    expect(forgot.status).to_contain_text("If ")
    mailbox = MailboxPage(visit(signed_in_as="moderator")).open()
    address = mailbox.mail(RESET).get_by_role("link").first.get_attribute("href")
    assert address is not None

    page.goto(address)
    ResetPage(page).choose("another green meadow")
    expect(page.get_by_text("Your new password is set.")).to_be_visible()
    SignInPage(page).sign_in(f"{somebody}@example.com", "another green meadow")
    expect(page).to_have_url(re.compile(r"/$"))

    elsewhere.rename("Somebody Else")
    expect(elsewhere.page.get_by_text("You have been signed out.")).to_be_visible()


def test_signing_out_ends_it_in_every_tab(visit: Visit, somebody: str):
    """1 two tabs are open, 2 one signs out, 3 the other can change nothing any more."""
    first = SettingsPage(visit(signed_in_as=somebody)).open()
    second = SettingsPage(first.page.context.new_page()).open()

    first.sign_out.click()
    expect(first.page).to_have_url(re.compile(r"/$"))
    second.rename("Somebody Else")

    words = "You have been signed out. Sign in again to go on."
    expect(second.page.get_by_text(words)).to_be_visible()
    expect(second.name).to_have_count(0)


def test_signing_out_everywhere_else_keeps_this_browser(visit: Visit, somebody: str):
    there = SettingsPage(visit(signed_in_as=somebody)).open()
    here = SettingsPage(visit(signed_in_as=somebody)).open()
    expect(here.sessions).to_have_count(2)

    here.sign_out_elsewhere.click()

    expect(here.sessions).to_have_count(1)
    there.rename("Somebody Else")
    expect(there.page.get_by_text("You have been signed out.")).to_be_visible()


def test_a_name_a_zone_and_the_data_saver_are_kept(visit: Visit, somebody: str):
    page = visit(signed_in_as=somebody)
    settings = SettingsPage(page).open()

    settings.rename("Ines de la Cruz")
    expect(page.get_by_text("Your name is saved.")).to_be_visible()
    settings.time_zone.select_option("Asia/Tokyo")
    expect(page.get_by_text("Times are shown in this zone now.")).to_be_visible()
    settings.save_data.check()
    settings.open()

    expect(settings.name).to_have_value("Ines de la Cruz")
    expect(settings.time_zone).to_have_value("Asia/Tokyo")
    expect(settings.save_data).to_be_checked()


def test_everybody_reads_their_own_mail(page: Page, visit: Visit, somebody: str):
    ForgotPage(page).ask(f"{somebody}@example.com")
    expect(ForgotPage(page).status).to_contain_text("If ")

    expect(MailboxPage(page).open().signed_out).to_be_visible()
    own = MailboxPage(visit(signed_in_as=somebody)).open()
    expect(own.mail(RESET)).to_contain_text(f"To {somebody}@example.com")
    others = MailboxPage(visit(signed_in_as="leo"))
    others.page.goto("/sandbox")
    expect(others.page.get_by_role("heading", name="Mailbox")).to_be_visible()
    expect(others.page.get_by_text(somebody)).to_have_count(0)


def test_the_mailbox_shows_what_comes_while_it_is_open(page: Page, visit: Visit, somebody: str):
    own = MailboxPage(visit(signed_in_as=somebody))
    own.page.goto("/sandbox")
    expect(own.page.get_by_role("heading", name="Mailbox")).to_be_visible()

    ForgotPage(page).ask(f"{somebody}@example.com")

    expect(own.mail(RESET)).to_be_visible()


def test_the_forms_work_by_keyboard_alone(page: Page):
    form = SignInPage(page).open()
    form.email.focus()
    page.keyboard.type("leo@example.com")
    page.keyboard.press("Tab")
    page.keyboard.type(DEMO_PASSWORD)
    page.keyboard.press("Enter")

    expect(page).to_have_url(re.compile(r"/$"))


def test_a_password_can_be_looked_at_while_it_is_typed(page: Page):
    form = SignInPage(page).open()
    form.password.fill(PASSWORD)

    page.get_by_role("button", name="Show what is typed").click()

    expect(form.password).to_have_attribute("type", "text")
    expect(form.password).to_have_value(PASSWORD)
