"""Which passwords are taken, and what checking one costs."""

import pytest
from pwdlib import PasswordHash

from smallgestures.accounts.errors import PasswordNotAllowed
from smallgestures.accounts.passwords import check_password, hash_password, matches


class TestCheckPassword:
    @pytest.mark.parametrize(
        "password", ["short", "x" * 9, "x" * 201, "qwertyuiop", "PASSWORD123", "aaaaaaaaaaaa"]
    )
    def test_refuses_the_short_the_long_and_the_common(self, password: str):
        with pytest.raises(PasswordNotAllowed):
            check_password(password)

    def test_refuses_the_persons_own_address(self):
        with pytest.raises(PasswordNotAllowed, match="handle, name or e-mail"):
            check_password("Ines@example.com", not_like=("ines", "Ines", "ines@example.com"))

    def test_takes_a_few_words(self):
        assert check_password("a quiet green meadow") == "a quiet green meadow"


class TestMatches:
    def test_knows_the_password_by_its_hash(self):
        hashed = hash_password("a quiet green meadow")

        assert hashed.startswith("$argon2id$")
        assert matches("a quiet green meadow", hashed)
        assert not matches("a loud red meadow", hashed)

    def test_takes_the_same_text_typed_in_another_way(self):
        assert matches("e\u0301t\u00e9 de porc 1", hash_password("\u00e9te\u0301 de porc 1"))

    def test_does_the_same_work_for_nobody(self, monkeypatch: pytest.MonkeyPatch):
        checks = []
        verify = PasswordHash.verify
        monkeypatch.setattr(
            PasswordHash, "verify", lambda *args: checks.append(args) or verify(*args)
        )
        hashed = hash_password("a quiet green meadow")

        matches("a loud red meadow", hashed)
        matches("a loud red meadow", None)

        assert len(checks) == 2
        parameters = [args[2].rsplit("$", 2)[0] for args in checks]
        assert parameters[0] == parameters[1]
