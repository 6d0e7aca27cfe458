"""Noticing changes of the code, for `make dev`."""

import threading

from watchfiles import PythonFilter, watch

from smallgestures.cli.paths import ROOT


class CodeChanges:
    """Notices changes of Python files, so that the worker runs the code as it is."""

    def __init__(self, stopping: threading.Event) -> None:
        self._seen = threading.Event()
        threading.Thread(target=self._watch, args=(stopping,), daemon=True).start()

    def _watch(self, stopping: threading.Event) -> None:
        for _ in watch(ROOT / "smallgestures", watch_filter=PythonFilter(), stop_event=stopping):
            self._seen.set()

    def seen(self) -> bool:
        """Whether something changed since the last call."""
        was_set = self._seen.is_set()
        self._seen.clear()
        return was_set
