"""What a run says to the person at the terminal."""

import sys

import click

from smallgestures.settings import Settings


def say(message: str) -> None:
    """Tell the person now, also through a pipe."""
    click.echo(message)
    sys.stdout.flush()


def welcome(settings: Settings) -> str:
    """Return what a person needs to know once everything answers."""
    lines = ["", f"  Small Gestures is running at {settings.site_url}", ""]
    if settings.demo:
        lines += [*_demo_people(), ""]
    if settings.uses_sandbox:
        lines += [
            "  Payments go to the Stripe sandbox of this machine: no real money. "
            "Pay with card 4242 4242 4242 4242.",
            "",
        ]
    lines += ["  Ctrl-C stops everything.", ""]
    return "\n".join(lines)


def _demo_people() -> list[str]:
    from smallgestures.seed import PASSWORD, PEOPLE

    lines = [f"  Sign in as one of the demo people, password {PASSWORD}:"]
    for person in PEOPLE:
        roles = ", ".join(sorted(person.roles)) or "viewer"
        lines.append(f"    {person.handle + '@example.com':24} {roles}")
    return lines
