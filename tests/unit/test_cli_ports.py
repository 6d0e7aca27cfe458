"""A port that is taken is named before anything is built."""

import os
import socket
from collections.abc import Iterator

import pytest

from smallgestures.cli.ports import require_free_port
from smallgestures.cli.refusals import Refused


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        yield server


def test_a_free_port_is_fine(listener: socket.socket):
    port = listener.getsockname()[1]
    listener.close()

    require_free_port("127.0.0.1", port)


def test_a_taken_port_names_itself_its_holder_and_the_way_out(listener: socket.socket):
    port = listener.getsockname()[1]

    with pytest.raises(Refused) as refusal:
        require_free_port("127.0.0.1", port)

    assert refusal.value.message.startswith(f"Port {port} is in use (by ")
    assert f"process {os.getpid()}" in refusal.value.message
    assert refusal.value.message.endswith(f"make run PORT={port + 1}")


def test_a_port_taken_on_every_address_is_seen():
    with socket.socket() as server:
        server.bind(("0.0.0.0", 0))
        server.listen()

        with pytest.raises(Refused, match="is in use"):
            require_free_port("127.0.0.1", server.getsockname()[1])


def test_an_address_of_another_machine_is_refused_by_name():
    with pytest.raises(Refused, match=r"SG_BIND=192\.0\.2\.1: this machine can't listen there"):
        require_free_port("192.0.2.1", 3999)
