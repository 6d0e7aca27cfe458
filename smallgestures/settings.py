"""Settings, read once from the environment; a wrong one stops start-up by its name."""

import hmac
import ipaddress
import os
import secrets
from functools import cache, cached_property
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import SplitResult, urlsplit

from pydantic import Field, SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

Network = ipaddress.IPv4Network | ipaddress.IPv6Network

SECRET_LENGTH = 32
HIGHEST_PORT = 65_535
LOOPBACK_HOSTS = {"localhost", "127.0.0.1", "::1"}


class Settings(BaseSettings):
    """Everything that differs between a laptop, the tests and production."""

    model_config = SettingsConfigDict(
        env_prefix="SG_", frozen=True, extra="ignore", hide_input_in_errors=True
    )

    data_dir: Path = Field(
        default=Path(".data"), description="Database, media and mail of the embedded tier."
    )
    database_url: str = Field(default="", description="Empty: SQLite in the data directory.")
    redis_url: SecretStr | None = Field(default=None, description="Unset: limits live in memory.")
    web_processes: int | None = Field(
        default=None, ge=1, description="Unset: one, and with Redis two for each core and one more."
    )
    media_url: str | None = Field(default=None, description="Unset: a folder, else s3://bucket.")
    bind: str = Field(default="127.0.0.1", description="The address that the server listens on.")
    port: int = Field(default=3000, ge=1, le=65535)
    public_url: str = Field(default="", description="The address that people type.")
    secret_key: SecretStr | None = Field(
        default=None,
        min_length=SECRET_LENGTH,
        description="Unset: made once, kept in the data directory.",
    )
    trusted_proxies: Annotated[tuple[Network, ...], NoDecode] = Field(
        default=(), description="Whose X-Forwarded-For is believed, as networks, comma-separated."
    )
    smtp_url: SecretStr | None = Field(
        default=None, description="smtp://user:password@host:port; unset: the mailbox at /sandbox."
    )
    mail_from: str = "Small Gestures <hello@example.com>"
    stripe_secret_key: SecretStr | None = Field(
        default=None, description="sk_test_…; unset: the sandbox on this machine."
    )
    stripe_webhook_secret: SecretStr | None = Field(
        default=None, description="whsec_…, as `stripe listen` prints it."
    )
    stripe_sandbox_port: int | None = Field(
        default=None, ge=1, le=65535, description="Unset: the port beside our own."
    )
    stripe_timeout_s: int = Field(
        default=6, ge=1, description="Seconds that Stripe has for an answer, twice."
    )
    stripe_sweep_s: int = Field(
        default=60, ge=1, description="Seconds between two looks for what no webhook told."
    )
    lease_s: int = Field(
        default=30, ge=1, description="Seconds after which a dead worker's job is taken over."
    )
    log_level: Literal["debug", "info", "warning", "error"] = "info"
    log_format: Literal["console", "json"] = "console"
    blocked_domains: Path | None = Field(
        default=None, description="A file of domains that no creator may link to, one a line."
    )
    demo: bool = Field(default=True, description="Seed the demo people and clips.")
    upload_quota_mb: int = Field(
        default=5000, ge=1, description="How many MB a person may upload within seven days."
    )
    metrics_token: SecretStr | None = Field(
        default=None, description="Bearer token for /metrics; unset: this machine only."
    )

    @field_validator("trusted_proxies", mode="before")
    @classmethod
    def _split_networks(cls, value: object) -> object:
        if isinstance(value, str):
            return tuple(
                ipaddress.ip_network(part.strip()) for part in value.split(",") if part.strip()
            )
        return value

    @field_validator("smtp_url")
    @classmethod
    def _mail_server(cls, value: SecretStr | None) -> SecretStr | None:
        parts = urlsplit(value.get_secret_value()) if value else None
        if parts and (parts.scheme not in {"smtp", "smtps"} or not parts.hostname):
            raise ValueError("expected smtp://user:password@host:port, or smtps://… for TLS")
        return value

    @field_validator("blocked_domains")
    @classmethod
    def _file_is_there(cls, value: Path | None) -> Path | None:
        if value is not None and not value.is_file():
            raise ValueError("expected a file of domains, one a line; there is none")
        return value

    @field_validator("stripe_secret_key")
    @classmethod
    def _test_key(cls, value: SecretStr | None) -> SecretStr | None:
        key = value.get_secret_value() if value else ""
        if key.startswith(("sk_live_", "rk_live_")):
            raise ValueError(
                "this is a live key, and live keys are refused: nothing here may move real money. "
                "Use the key of a test environment, sk_test_…"
            )
        if value is not None and not key.startswith(("sk_test_", "rk_test_")):
            raise ValueError("expected sk_test_…, the secret key of a Stripe test environment")
        return value

    @field_validator("stripe_webhook_secret")
    @classmethod
    def _webhook_secret(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and not value.get_secret_value().startswith("whsec_"):
            raise ValueError("expected whsec_…, as `stripe listen` prints it")
        return value

    @field_validator("public_url")
    @classmethod
    def _plain_origin(cls, value: str) -> str:
        parts = urlsplit(value)
        if value and (parts.scheme not in {"http", "https"} or not parts.hostname):
            raise ValueError("expected an address such as https://clips.example.com")
        if parts.path.strip("/") or parts.query or parts.fragment or parts.username is not None:
            raise ValueError("expected nothing but a host, as in https://clips.example.com")
        return _origin(parts) if value else value

    @model_validator(mode="after")
    def _demo_stays_at_home(self) -> "Settings":
        """Everybody can read the demo people's password, so they never leave this machine."""
        hosts = {self.bind, urlsplit(self.site_url).hostname or ""}
        if self.demo and not hosts <= LOOPBACK_HOSTS:
            raise ValueError(
                "the demo people, whose password is public, are refused on any address but this "
                f"machine's own; SG_BIND and SG_PUBLIC_URL name {', '.join(sorted(hosts))}. "
                "Set SG_DEMO=false, or leave SG_BIND and SG_PUBLIC_URL unset"
            )
        return self

    @model_validator(mode="after")
    def _key_brings_its_secret(self) -> "Settings":
        if self.stripe_secret_key and not self.stripe_webhook_secret:
            raise ValueError(
                "SG_STRIPE_SECRET_KEY is set, SG_STRIPE_WEBHOOK_SECRET is not: without it nothing "
                "that Stripe says can be believed. `stripe listen --forward-to "
                f"{self.site_url}/webhooks/stripe` prints it"
            )
        return self

    @model_validator(mode="after")
    def _processes_share_redis(self) -> "Settings":
        if (self.web_processes or 1) > 1 and self.redis_url is None:
            raise ValueError(
                f"SG_WEB_PROCESSES={self.web_processes} needs SG_REDIS_URL, through which several "
                "share limits and live news. Set it, or leave SG_WEB_PROCESSES unset"
            )
        return self

    @property
    def uses_sandbox(self) -> bool:
        """Whether payments go to the sandbox of this machine, which nobody else can reach."""
        at_home = urlsplit(self.site_url).hostname in LOOPBACK_HOSTS
        return self.stripe_secret_key is None and at_home

    @property
    def upload_quota_bytes(self) -> int:
        """How many bytes a person may upload within seven days."""
        return self.upload_quota_mb * 1_000_000

    @property
    def takes_payments(self) -> bool:
        """Whether anything can be bought here."""
        return self.stripe_secret_key is not None or self.uses_sandbox

    @property
    def sandbox_port(self) -> int:
        """Where the Stripe sandbox listens, on this machine alone."""
        return self.stripe_sandbox_port or (self.port + 1 if self.port < HIGHEST_PORT else 1024)

    @property
    def checkout_origin(self) -> str:
        """The origin of the page on which people pay."""
        if self.uses_sandbox:
            return f"http://localhost:{self.sandbox_port}"
        return "https://checkout.stripe.com"

    @cached_property
    def webhook_secret(self) -> str:
        """What webhooks are signed with; the sandbox's is made from our own secret."""
        if self.stripe_webhook_secret:
            return self.stripe_webhook_secret.get_secret_value()
        digest = hmac.new(self.signing_key, b"stripe sandbox webhooks", "sha256").hexdigest()
        return f"whsec_{digest}"

    @property
    def site_url(self) -> str:
        """The address people use, without a slash at its end."""
        return self.public_url or f"http://localhost:{self.port}"

    @property
    def is_https(self) -> bool:
        """Whether people reach the site through TLS."""
        return self.site_url.startswith("https://")

    @cached_property
    def allowed_origins(self) -> tuple[str, ...]:
        """The only origins whose requests may change anything."""
        if urlsplit(self.site_url).hostname not in LOOPBACK_HOSTS:
            return (self.site_url,)
        scheme, _, rest = self.site_url.partition("://")
        port = rest.rpartition("]")[2].partition(":")[2]
        port = f":{port}" if port else ""
        return tuple(f"{scheme}://{host}{port}" for host in ("localhost", "127.0.0.1"))

    @cached_property
    def database(self) -> str:
        """The SQLAlchemy URL of the database."""
        if not self.database_url:
            return f"sqlite:///{self.data_dir.resolve() / 'smallgestures.db'}"
        if self.database_url.startswith(("postgresql://", "postgres://")):
            return "postgresql+psycopg://" + self.database_url.split("://", 1)[1]
        return self.database_url

    @cached_property
    def signing_key(self) -> bytes:
        """The secret that cookies are signed with, made at first use and readable only to us."""
        if self.secret_key:
            return self.secret_key.get_secret_value().encode()
        return _kept_secret(self.data_dir / "secret_key").encode()


def _origin(address: SplitResult) -> str:
    """Return the address as browsers name it in `Origin`: lower case, no usual port."""
    host = f"[{address.hostname}]" if ":" in (address.hostname or "") else address.hostname
    usual = {"http": 80, "https": 443}[address.scheme]
    port = "" if address.port in {None, usual} else f":{address.port}"
    return f"{address.scheme}://{host}{port}"


def _kept_secret(path: Path) -> str:
    """Return the secret in `path`, making it (mode 0600) when there is none yet."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    if not path.exists():
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_urlsafe(48))
        try:
            os.link(draft, path)  # atomic: of two first starts, one wins and both read it
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    secret = path.read_text().strip()
    if len(secret) < SECRET_LENGTH:
        raise ValueError(
            f"{path}: expected a secret of at least {SECRET_LENGTH} characters. Put back the file "
            "that was there, or set SG_SECRET_KEY. Only if it is lost, delete the file to have a "
            "new one made: what was sealed with the old one can't be read any more"
        )
    return secret


@cache
def get_settings() -> Settings:
    """Return the process-wide settings."""
    return Settings()
