"""A wrong setting stops every command, by its name, with what was expected and the way out."""

import pytest
from click.testing import CliRunner

from smallgestures.cli import main
from smallgestures.cli.refusals import BadSetting, require_settings
from smallgestures.settings import get_settings


@pytest.fixture(autouse=True)
def fresh_settings():
    get_settings.cache_clear()
    yield
    get_settings.cache_clear()


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("SG_PORT", "abc", "SG_PORT=abc: expected a whole number. Unset it to use 3000."),
        ("SG_PORT", "70000", "SG_PORT=70000: expected 65535 or less. Unset it to use 3000."),
        ("SG_DEMO", "maybe", "SG_DEMO=maybe: expected true or false. Unset it to use true."),
        ("SG_LOG_LEVEL", "loud", "expected 'debug', 'info', 'warning' or 'error'. Unset it to use"),
        ("SG_PUBLIC_URL", "clips", "SG_PUBLIC_URL=clips: expected an address such as https://"),
        ("SG_TRUSTED_PROXIES", "me", "SG_TRUSTED_PROXIES=me: expected networks, comma-separated"),
    ],
)
def test_a_wrong_value_is_explained(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, message: str
):
    monkeypatch.setenv(name, value)

    with pytest.raises(BadSetting) as refusal:
        require_settings()

    assert message in refusal.value.message


def test_a_secret_is_never_repeated(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("SG_SECRET_KEY", "too-short-and-secret")

    with pytest.raises(BadSetting) as refusal:
        require_settings()

    assert "SG_SECRET_KEY: expected at least 32 characters" in refusal.value.message
    assert "too-short-and-secret" not in refusal.value.message


def test_every_wrong_setting_is_named_at_once(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("SG_PORT", "x")
    monkeypatch.setenv("SG_DEMO", "maybe")

    with pytest.raises(BadSetting) as refusal:
        require_settings()

    assert [line.split("=")[0] for line in refusal.value.message.splitlines()] == [
        "SG_PORT",
        "SG_DEMO",
    ]


@pytest.mark.parametrize("setting", ["SG_BIND", "SG_PUBLIC_URL"])
def test_demo_people_are_refused_away_from_home(monkeypatch: pytest.MonkeyPatch, setting: str):
    value = {"SG_BIND": "0.0.0.0", "SG_PUBLIC_URL": "https://clips.example.com"}[setting]
    monkeypatch.setenv(setting, value)
    monkeypatch.delenv("SG_DEMO", raising=False)

    with pytest.raises(BadSetting, match="Set SG_DEMO=false"):
        require_settings()


def test_a_wrong_setting_ends_a_command_with_code_2(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("SG_PORT", "abc")

    result = CliRunner().invoke(main, ["run"])

    assert result.exit_code == 2
    assert "SG_PORT=abc" in result.output


def test_seed_is_refused_where_no_demo_is_wanted(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("SG_DEMO", "false")

    result = CliRunner().invoke(main, ["seed"])

    assert result.exit_code == 1
    assert "SG_DEMO=false" in result.output
