"""Is the port free, and if not, who has it?"""

import errno
import socket

import psutil

from smallgestures.cli.refusals import Refused

LOOPBACK = ("127.0.0.1", "localhost")


def require_free_port(bind: str, port: int, *, setting: str = "") -> None:
    """Return when the server will be able to listen.

    Args:
        bind: One of this machine's addresses.
        port: Where it will listen.
        setting: What chooses this port, if not PORT.

    Raises:
        Refused: The port is taken, needs more rights, or the address is not this machine's.
    """
    # A browser may ask ::1 first for "localhost": another server there would answer in our place.
    hosts = [bind, "::1"] if bind in LOOPBACK else [bind]
    for host in hosts:
        _require_free(host, port, setting=setting, optional=host != bind)


def _require_free(host: str, port: int, *, setting: str, optional: bool) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((host, port))
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            another = f"{setting or 'PORT'}={_next_port(port)}"
            command = f"{another} make run" if setting else f"make run {another}"
            raise Refused(
                f"Port {port} is in use (by {_holder(port)}). Choose another: {command}"
            ) from None
        if optional:  # no IPv6 on this machine
            return
        if error.errno == errno.EACCES:
            raise Refused(
                f"Port {port} needs more rights than you have. Choose one above 1023: "
                "make run PORT=3000"
            ) from None
        raise Refused(
            f"SG_BIND={host}: this machine can't listen there ({error.strerror}). "
            "Expected one of its own addresses, such as 127.0.0.1."
        ) from None


def _holder(port: int) -> str:
    try:
        for connection in psutil.net_connections(kind="tcp"):
            if connection.status != psutil.CONN_LISTEN or not connection.laddr:
                continue
            if connection.laddr.port == port and connection.pid:
                return f"{psutil.Process(connection.pid).name()}, process {connection.pid}"
    except (psutil.AccessDenied, psutil.NoSuchProcess):
        pass  # who it is stays unknown; that it is taken is what matters
    return "another user's process"


def _next_port(port: int) -> int:
    return port + 1 if port < 65535 else 3000  # noqa: PLR2004 (the last port)
