"""What is sealed here can be read here, and nowhere else."""

import pytest

from smallgestures.sealed import SealedWithAnotherKey, seal, unseal
from smallgestures.settings import get_settings


@pytest.fixture
def key(monkeypatch: pytest.MonkeyPatch):
    """Let the installation have another secret from now on."""

    def change(secret: str) -> None:
        monkeypatch.setenv("SG_SECRET_KEY", secret * 32)
        get_settings.cache_clear()

    change("a")
    return change


def test_what_was_sealed_is_read_again_as_it_was(key):
    assert unseal(seal("Rua das Flores 12, شكراً 👩‍👩‍👧")) == "Rua das Flores 12, شكراً 👩‍👩‍👧"


def test_with_another_key_the_words_say_what_the_operator_has_to_do(key):
    sealed = seal("NYX-ABCD")

    key("b")
    with pytest.raises(SealedWithAnotherKey, match="put back the file secret_key") as refused:
        unseal(sealed)
    assert "NYX" not in str(refused.value)

    key("a")
    assert unseal(sealed) == "NYX-ABCD"
