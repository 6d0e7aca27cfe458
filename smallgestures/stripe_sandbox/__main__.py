"""`python -m smallgestures.stripe_sandbox`."""

import os
from pathlib import Path

import click

from smallgestures.stripe_sandbox.parent import end_with_parent


@click.command()
@click.option("--port", type=click.IntRange(1, 65535), default=3001, show_default=True)
@click.option("--bind", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option(
    "--database", type=click.Path(dir_okay=False, path_type=Path), required=True, help="Its store."
)
@click.option("--public-url", help="Where people reach it [default: http://localhost:PORT].")
@click.option("--webhook-url", help="Where events are sent; without it they are only kept.")
@click.option("--webhook-secret-env", help="The variable that holds the signing secret.")
@click.option(
    "--api-key-env", help="The variable that holds the one key taken [default: any sk_test_ key]."
)
@click.option("--parent-pid", type=int, help="End when this process, our parent, is gone (Linux).")
def main(
    *,
    port: int,
    bind: str,
    database: Path,
    public_url: str | None,
    webhook_url: str | None,
    webhook_secret_env: str | None,
    api_key_env: str | None,
    parent_pid: int | None,
) -> None:
    """Serve a Stripe-compatible API and its payment page; no real money moves."""
    if parent_pid is not None:
        end_with_parent(parent_pid)
    secret = _secret(webhook_secret_env, "--webhook-secret-env") if webhook_url else ""
    api_key = _secret(api_key_env, "--api-key-env") if api_key_env else None

    # Only now: it takes a second, and what is wrong above is said at once.
    from smallgestures.stripe_sandbox.server import Options, serve  # noqa: PLC0415
    from smallgestures.stripe_sandbox.webhooks import Receiver  # noqa: PLC0415

    serve(
        Options(
            port=port,
            bind=bind,
            database=database,
            public_url=(public_url or f"http://localhost:{port}").rstrip("/"),
            receiver=Receiver(webhook_url, secret) if webhook_url else None,
            api_key=api_key,
        )
    )


def _secret(variable: str | None, option: str) -> str:
    value = os.environ.get(variable or "")
    if not value:
        raise click.UsageError(f"{option} must name a variable that holds a secret.")
    return value


if __name__ == "__main__":
    main()
