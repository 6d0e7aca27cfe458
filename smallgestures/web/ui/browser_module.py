"""JavaScript that lies beside the Python that uses it."""

import os
from pathlib import Path
from uuid import uuid4

_PACKAGE = Path(__file__).parents[2]


def browser_module(beside: str, name: str) -> str:
    """Link a module into the assets, and return the address from which it is imported.

    Its neighbours come along and lie there as they do here: they import each other by relative
    paths.

    Reflex's own `rx.asset(…, shared=True)` does the same, but reads the source of everything on
    the call stack to learn who asks: for forty modules that was a half of the start of a process.

    Args:
        beside: The `__file__` of who asks.
        name: The module, a file in the same folder.

    Raises:
        FileNotFoundError: There is no such file.
    """
    here = Path(beside).resolve().parent
    address = f"external/{here.relative_to(_PACKAGE.parent)}"
    folder = Path.cwd() / "assets" / address
    folder.mkdir(parents=True, exist_ok=True)
    if not (here / name).is_file():
        raise FileNotFoundError(here / name)
    for module in here.glob("*.js*"):
        _link(folder / module.name, module)
    return f"$/public/{address}/{name}"


def _link(link: Path, source: Path) -> None:
    if link.is_symlink() and link.readlink() == source:
        return  # untouched, so that nobody who watches the folder sees a change
    # Under another name first: several processes start at once, and each finds a whole link.
    new = link.with_name(f".{uuid4().hex}")
    new.symlink_to(source)
    os.replace(new, link)
