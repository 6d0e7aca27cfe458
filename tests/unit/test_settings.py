"""What may be set, and what stops the start."""

import threading
from pathlib import Path

import pytest
from pydantic import ValidationError

from smallgestures.settings import Settings


@pytest.fixture
def refused():
    """Say what is wrong with a set of settings."""

    def read(**values: object) -> str:
        with pytest.raises(ValidationError) as error:
            Settings(**values)
        return str(error.value)

    return read


class TestSettings:
    @pytest.mark.parametrize(
        ("name", "value"),
        [
            ("SG_PORT", "70000"),
            ("SG_PORT", "three thousand"),
            ("SG_LOG_LEVEL", "loud"),
            ("SG_DEMO", "perhaps"),
            ("SG_LEASE_S", "0"),
            ("SG_TRUSTED_PROXIES", "10.0.0.0/8, everybody"),
            ("SG_PUBLIC_URL", "clips.example.com"),
            ("SG_PUBLIC_URL", "ftp://clips.example.com"),
            ("SG_PUBLIC_URL", "https://clips.example.com/app"),
            ("SG_PUBLIC_URL", "https://me:pw@clips.example.com"),
            ("SG_PUBLIC_URL", "https://clips.example.com:http"),
            ("SG_SECRET_KEY", "short"),
            ("SG_SMTP_URL", "mail.example.com"),
            ("SG_STRIPE_SECRET_KEY", "pk_test_51"),
            ("SG_STRIPE_WEBHOOK_SECRET", "sk_test_51"),
            ("SG_STRIPE_SANDBOX_PORT", "0"),
            ("SG_STRIPE_SWEEP_S", "0"),
        ],
    )
    def test_a_wrong_value_names_itself(self, monkeypatch, name: str, value: str):
        monkeypatch.setenv(name, value)

        with pytest.raises(ValidationError) as error:
            Settings()

        assert [name.removeprefix("SG_").lower()] == [
            str(one["loc"][0]) for one in error.value.errors()
        ]

    def test_never_shows_a_secret(self, monkeypatch):
        monkeypatch.setenv("SG_SECRET_KEY", "k" * 40)
        monkeypatch.setenv("SG_SMTP_URL", "smtp://me:hunter2@mail.example.com")
        monkeypatch.setenv("SG_STRIPE_SECRET_KEY", "sk_test_51abc")
        monkeypatch.setenv("SG_STRIPE_WEBHOOK_SECRET", "whsec_def")

        shown = repr(Settings())

        for secret in ("kkkk", "hunter2", "51abc", "def"):
            assert secret not in shown

    def test_can_not_be_changed(self):
        with pytest.raises(ValidationError, match="frozen"):
            Settings().port = 4000

    def test_proxies_are_networks(self):
        found = Settings(trusted_proxies="10.0.0.0/8, 192.168.1.4,")

        assert [str(network) for network in found.trusted_proxies] == [
            "10.0.0.0/8",
            "192.168.1.4/32",
        ]


class TestDemo:
    @pytest.mark.parametrize("bind", ["0.0.0.0", "192.168.1.4", "::", "clips.example.com"])
    def test_is_refused_where_others_can_reach_it(self, refused, bind: str):
        words = refused(bind=bind)

        assert "demo people" in words
        assert "SG_BIND" in words
        assert bind in words
        assert "SG_DEMO=false" in words

    def test_is_refused_behind_a_public_address(self, refused):
        assert "clips.example.com" in refused(public_url="https://clips.example.com")

    @pytest.mark.parametrize("bind", ["127.0.0.1", "localhost", "::1"])
    def test_is_fine_on_this_machine(self, bind: str):
        assert Settings(bind=bind).demo

    def test_can_be_left_out_to_be_public(self):
        found = Settings(demo=False, bind="0.0.0.0", public_url="https://clips.example.com")

        assert found.is_https


class TestWebProcesses:
    def test_are_several_only_with_redis_between_them(self, refused):
        words = refused(web_processes=2)

        assert "SG_WEB_PROCESSES=2 needs SG_REDIS_URL" in words
        assert Settings(web_processes=2, redis_url="redis://localhost").web_processes == 2

    @pytest.mark.parametrize("number", [None, 1])
    def test_is_one_without(self, number: int | None):
        assert Settings(web_processes=number).web_processes == number


class TestStripe:
    @pytest.mark.parametrize("key", ["sk_live_51abc", "rk_live_51abc"])
    def test_is_never_asked_with_a_live_key(self, refused, key: str):
        words = refused(stripe_secret_key=key, stripe_webhook_secret="whsec_1")

        assert "live keys are refused: nothing here may move real money" in words
        assert "sk_test_…" in words
        assert "51abc" not in words

    def test_needs_the_secret_that_signs_what_it_says(self, refused):
        words = refused(stripe_secret_key="sk_test_51", port=3001)

        assert "SG_STRIPE_WEBHOOK_SECRET is not" in words
        assert "stripe listen --forward-to http://localhost:3001/webhooks/stripe" in words

    @pytest.mark.parametrize("key", ["sk_test_51", "rk_test_51"])
    def test_takes_payments_anywhere_with_a_test_key(self, key: str):
        found = Settings(
            demo=False,
            public_url="https://clips.example.com",
            stripe_secret_key=key,
            stripe_webhook_secret="whsec_1",
        )

        assert found.takes_payments
        assert not found.uses_sandbox
        assert found.webhook_secret == "whsec_1"
        assert found.checkout_origin == "https://checkout.stripe.com"

    def test_is_a_sandbox_on_this_machine_without_a_key(self):
        found = Settings(port=3001)

        assert found.takes_payments
        assert found.uses_sandbox
        assert found.checkout_origin == "http://localhost:3002"

    def test_is_nothing_in_public_without_a_key(self):
        found = Settings(demo=False, public_url="https://clips.example.com")

        assert not found.takes_payments
        assert not found.uses_sandbox

    @pytest.mark.parametrize(
        ("values", "port"),
        [
            ({}, 3001),
            ({"port": 65_535}, 1024),
            ({"port": 3005, "stripe_sandbox_port": 4000}, 4000),
        ],
    )
    def test_has_its_sandbox_on_the_port_beside_ours(self, values: dict, port: int):
        assert Settings(**values).sandbox_port == port

    def test_signs_in_the_sandbox_with_a_secret_of_this_machine(self):
        mine, other = Settings(secret_key="s" * 32), Settings(secret_key="t" * 32)

        assert mine.webhook_secret.startswith("whsec_")
        assert mine.webhook_secret == Settings(secret_key="s" * 32).webhook_secret
        assert mine.webhook_secret != other.webhook_secret


class TestAllowedOrigins:
    @pytest.mark.parametrize(
        ("values", "origins"),
        [
            ({}, ("http://localhost:3000", "http://127.0.0.1:3000")),
            ({"port": 3001}, ("http://localhost:3001", "http://127.0.0.1:3001")),
            (
                {"public_url": "http://127.0.0.1:8080"},
                ("http://localhost:8080", "http://127.0.0.1:8080"),
            ),
            ({"public_url": "http://localhost"}, ("http://localhost", "http://127.0.0.1")),
            (
                {"public_url": "https://localhost:3443/"},
                ("https://localhost:3443", "https://127.0.0.1:3443"),
            ),
        ],
    )
    def test_on_this_machine_are_its_two_names(self, values: dict, origins: tuple[str, ...]):
        assert Settings(**values).allowed_origins == origins

    @pytest.mark.parametrize(
        ("public_url", "origin"),
        [
            ("https://clips.example.com", "https://clips.example.com"),
            ("https://Clips.Example.com:443/", "https://clips.example.com"),
            ("http://clips.example.com:80", "http://clips.example.com"),
            ("https://clips.example.com:8443", "https://clips.example.com:8443"),
            ("https://[2001:DB8::1]:8443", "https://[2001:db8::1]:8443"),
        ],
    )
    def test_in_public_is_one_as_browsers_write_it(self, public_url: str, origin: str):
        found = Settings(demo=False, public_url=public_url)

        assert found.allowed_origins == (origin,)
        assert found.site_url == origin


class TestDatabase:
    def test_is_a_file_in_the_data_directory(self, tmp_path: Path):
        assert Settings(data_dir=tmp_path).database == f"sqlite:///{tmp_path}/smallgestures.db"

    @pytest.mark.parametrize("scheme", ["postgres", "postgresql"])
    def test_speaks_to_postgresql_through_psycopg(self, scheme: str):
        found = Settings(database_url=f"{scheme}://maya@db/clips")

        assert found.database == "postgresql+psycopg://maya@db/clips"


class TestSigningKey:
    @pytest.fixture(autouse=True)
    def _none_is_set(self, monkeypatch):
        monkeypatch.delenv("SG_SECRET_KEY")

    def test_is_made_once_and_stays(self, tmp_path: Path):
        first = Settings(data_dir=tmp_path / "new").signing_key

        assert len(first) >= 32
        assert Settings(data_dir=tmp_path / "new").signing_key == first

    def test_is_readable_only_by_its_owner(self, tmp_path: Path):
        assert Settings(data_dir=tmp_path).signing_key

        assert (tmp_path / "secret_key").stat().st_mode & 0o777 == 0o600
        assert [path.name for path in tmp_path.iterdir()] == ["secret_key"]

    def test_is_one_for_all_who_start_at_once(self, tmp_path: Path):
        barrier, keys = threading.Barrier(8), []

        def start() -> None:
            settings = Settings(data_dir=tmp_path)
            barrier.wait()
            keys.append(settings.signing_key)

        threads = [threading.Thread(target=start) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

        assert len(keys) == 8
        assert len(set(keys)) == 1

    def test_is_refused_when_its_file_was_emptied(self, tmp_path: Path):
        (tmp_path / "secret_key").write_text("\n")

        with pytest.raises(ValueError, match="secret_key: expected a secret of at least 32"):
            _ = Settings(data_dir=tmp_path).signing_key

    def test_comes_from_the_setting_when_there_is_one(self, tmp_path: Path):
        found = Settings(data_dir=tmp_path, secret_key="s" * 32)

        assert found.signing_key == b"s" * 32
        assert not (tmp_path / "secret_key").exists()
