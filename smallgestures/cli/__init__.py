"""The command `smallgestures`: run the product, and look after it."""

from pathlib import Path

import click

from smallgestures.cli.paths import enter_checkout
from smallgestures.cli.refusals import Refused, require_settings

# Resolved before the working directory becomes the checkout.
_FILE = click.Path(path_type=Path, resolve_path=True, dir_okay=False)
_EXISTING_FILE = click.Path(path_type=Path, resolve_path=True, dir_okay=False, exists=True)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """Small Gestures: short videos, products, and gifts that cost nobody anything."""
    from smallgestures import logs
    from smallgestures.cli.children import die_with_parent

    die_with_parent()
    enter_checkout()
    settings = require_settings()
    logs.configure(level=settings.log_level, style=settings.log_format)


@main.command()
def run() -> None:
    """Start everything and serve until Ctrl-C: database, demo content, worker, pages."""
    from smallgestures.cli.product import Product

    raise SystemExit(Product(require_settings()).run())


@main.command()
def dev() -> None:
    """Do the same, with pages and worker following every change of the code."""
    from smallgestures.cli.product import Product

    raise SystemExit(Product(require_settings(), reload=True).run())


@main.command()
def migrate() -> None:
    """Bring the database to the newest schema."""
    from smallgestures.cli.database import migrate

    migrate(require_settings())


@main.command()
def seed() -> None:
    """Add the demo people, products and clips; what is already there stays as it is."""
    from smallgestures.cli.database import seed

    if not require_settings().demo:
        raise Refused("SG_DEMO=false: no demo content is wanted here. Unset it to seed.")
    seed()


@main.command()
def build() -> None:
    """Build the pages, unless they are as new as the code."""
    from smallgestures.cli import frontend

    done = frontend.build(require_settings())
    click.echo("Built." if done else "The pages are as new as the code.")


@main.command()
def worker() -> None:
    """Do the background work: transcoding, events, mail."""
    from smallgestures import garbage

    with garbage.put_off():
        from smallgestures import worker

    worker.main()


@main.command(hidden=True)
@click.option("--reload", is_flag=True, help="Build and load again when the code changes.")
def web(reload: bool) -> None:
    """Serve the pages and the API on one port; `run` and `dev` start it."""
    from smallgestures.cli import web_server

    serve = web_server.serve_reloading if reload else web_server.serve
    serve(require_settings())


@main.command()
@click.argument("file", type=_EXISTING_FILE)
@click.option("--by", "handle", required=True, help="The creator's handle.")
@click.option("--caption", required=True, help="What stands under the clip.")
@click.option("--product", "products", multiple=True, help="A product's slug; may be repeated.")
def ingest(file: Path, handle: str, caption: str, products: tuple[str, ...]) -> None:
    """Make a clip in the feed of the video FILE, with the same checks as an upload."""
    from smallgestures.cli.ingestion import ingest

    click.echo(ingest(file, handle=handle, caption=caption, products=products))


@main.command()
@click.argument("file", type=_FILE)
def backup(file: Path) -> None:
    """Write database and media into FILE (.tar.gz), while the product runs."""
    from smallgestures.cli.keeping import backup

    click.echo(backup(file))


@main.command()
@click.argument("file", type=_EXISTING_FILE)
def restore(file: Path) -> None:
    """Put back what `backup` wrote into FILE, while the product runs or not."""
    from smallgestures.cli.keeping import restore

    click.echo(restore(file))


@main.command()
def reindex() -> None:
    """Make every entry of search anew, while the product runs."""
    from smallgestures.cli.keeping import reindex

    click.echo(reindex())


@main.command("rebuild-insights")
def rebuild_insights() -> None:
    """Count the figures of all clips anew from what is stored, while the product runs."""
    from smallgestures.cli.keeping import rebuild_insights

    click.echo(rebuild_insights())


@main.command("check-system")
def check_system() -> None:
    """Name the system packages that are missing here, and the command that installs them."""
    from smallgestures.cli.system import report

    lines, complete = report()
    for line in lines:
        click.echo(line)
    raise SystemExit(0 if complete else 1)
