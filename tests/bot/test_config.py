"""What settings are taken, and that everything wrong with them is told at once and without the secrets."""

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

from bot.config import ENVIRONMENT, SECTIONS, ConfigError, Locale, Settings, Telegram, load

TOKEN = "123456789:AAcanaryCanaryCanaryCanaryCanaryCan"
SECOND = "987654321:AAcanaryCanaryCanaryCanaryCanaryCan"
THIRD = "555555555:AAcanaryCanaryCanaryCanaryCanaryCan"
SECRET = "canary-webhook_Secret-0123456789"
ENV = {"MINISHOP_TELEGRAM_TOKEN": TOKEN}
WEBHOOK = '[telegram]\nmode = "webhook"\n[web]\nport = 8080\npublic_url = "https://orders.example.com/"\n'
EXAMPLE = Path(__file__).parents[2] / "config.example.toml"


@pytest.fixture
def config(tmp_path: Path) -> Path:
    return tmp_path / "config.toml"


def problems(path: Path, text: str, env: dict[str, str] | None = None) -> tuple[str, ...]:
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        load(path, ENV if env is None else env)
    return caught.value.problems


def uncommented_example() -> dict[str, Any]:
    return tomllib.loads(re.sub(r"^#(?=\w+ = )", "", EXAMPLE.read_text(encoding="utf-8"), flags=re.MULTILINE))


def test_an_empty_file_and_a_token_in_the_environment_are_enough(config: Path) -> None:
    config.touch()
    settings = load(config, ENV)
    assert settings.telegram.token.get_secret_value() == TOKEN
    assert (settings.telegram.api_url, settings.telegram.mode) == ("https://api.telegram.org", "polling")
    assert (settings.web.host, settings.web.port, settings.web.public_url) == ("127.0.0.1", 0, "")
    assert settings.database.url == "sqlite:///var/minishop.db"
    assert settings.operator.chat_id is None
    assert settings.locale == Locale(default="ko")
    assert settings.secrets == (TOKEN,)


def test_the_files_values_are_taken_and_addresses_lose_their_last_slash(config: Path) -> None:
    config.write_text(
        f'[telegram]\ntoken = "{TOKEN}"\napi_url = "http://127.0.0.1:8081/"\n[web]\nport = 80\n'
        'public_url = "https://orders.example.com/"\n[operator]\nchat_id = -1001234567890\n[locale]\ndefault = "en"\n'
    )
    settings = load(config, {})
    assert settings.telegram.api_url == "http://127.0.0.1:8081"
    assert (settings.web.port, settings.web.public_url) == (80, "https://orders.example.com")
    assert settings.operator.chat_id == -1001234567890
    assert settings.locale.default == "en"


def test_the_environment_wins_over_the_file(config: Path) -> None:
    config.write_text('[telegram]\ntoken = "1:wrong"\napi_url = "ftp://wrong"\n[database]\nurl = "wrong"\n')
    env = {"MINISHOP_TELEGRAM_API_URL": "http://localhost:1", "MINISHOP_DATABASE_URL": "sqlite:////srv/shop.db"}
    settings = load(config, ENV | env)
    assert settings.telegram.api_url == "http://localhost:1"
    assert settings.database.url == "sqlite:////srv/shop.db"


def test_an_empty_variable_counts_as_not_set(config: Path) -> None:
    config.write_text(f'[telegram]\ntoken = "{TOKEN}"\n')
    assert load(config, dict.fromkeys(ENVIRONMENT, "")).telegram.token.get_secret_value() == TOKEN


def test_settings_cannot_be_changed(config: Path) -> None:
    config.touch()
    settings = load(config, ENV)
    with pytest.raises(ValueError, match="frozen"):
        settings.web.port = 1


def test_a_missing_token_says_where_it_comes_from_and_where_it_goes(config: Path) -> None:
    (problem,) = problems(config, "", {})
    assert problem.startswith("telegram.token: is missing")
    assert "@BotFather" in problem
    assert "MINISHOP_TELEGRAM_TOKEN" in problem


def test_every_problem_is_told_in_one_go(config: Path) -> None:
    text = '[telegram]\ntoken = 5\nmode = "push"\n[web]\nport = -1\nprot = 1\n[locale]\ndefault = "jp"\n[backup]\n'
    named = [problem.split(":")[0] for problem in problems(config, text, {})]
    assert sorted(named) == ["[backup]", "locale.default", "telegram.mode", "telegram.token", "web.port", "web.prot"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('[telegram]\nmode = "push"', 'telegram.mode: cannot have this value. It must be "polling" or "webhook".'),
        ("[telegram]\nshop_tokens = 5", "telegram.shop_tokens: is a whole number. It must be further bots of this"),
        ("[telegram]\nshop_tokens = [5]", "telegram.shop_tokens: is a whole number."),
        ('[telegram]\napi_url = "api.telegram.org"', "telegram.api_url: is not a web address."),
        ('[telegram]\napi_url = "http://[::1"', "telegram.api_url: is not a web address."),
        ('[web]\nport = "80"', "web.port: is text. It must be a whole number from 1 to 65535, or 0"),
        ("[web]\nport = true", "web.port: is true or false."),
        ("[web]\nport = 65536", "web.port: cannot have this value."),
        ('[web]\nhost = ""', "web.host: cannot have this value."),
        ("[web]\npublic_url = 2026-01-01", "web.public_url: is a date or time."),
        ('[database]\nurl = "mysql://db/shop"', "database.url: names a database other than SQLite and PostgreSQL."),
        ('[database]\nurl = "postgresql+psycopg://db/shop"', "database.url: names a database other than SQLite"),
        ('[database]\nurl = "postgresql:///shop"', "database.url: names no server. It must be sqlite:/// and"),
        ('[database]\nurl = "postgresql://db"', "database.url: names no database on that server."),
        ('[database]\nurl = "postgresql://db/shop/orders"', "database.url: names no database on that server."),
        ('[database]\nurl = "postgresql://db:x/shop"', "database.url: cannot be read: in a password / must be written"),
        ('[database]\nurl = "postgresql://a:b@c@db/shop"', "database.url: cannot be read: in a password"),
        ('[database]\nurl = "postgresql://a:b/c@db/shop"', "database.url: cannot be read: in a password"),
        ('[database]\nurl = "postgresql://db/shop?tls=on"', "database.url: has an option that is not known; there are"),
        ('[database]\nurl = "sqlite:///:memory:"', "database.url: names no file"),
        ('[database]\nurl = "sqlite:///"', "database.url: names no file"),
        ("[operator]\nchat_id = 1.5", "operator.chat_id: is a number. It must be the number of a Telegram chat."),
        ('[locale]\ndefault = "jp"', 'locale.default: cannot have this value. It must be "ko" or "en".'),
        ("[web]\nprot = 1", "web.prot: there is no such key. Did you mean web.port?"),
        ("[telegram]\nport = 1", "telegram.port: there is no such key. Did you mean web.port? Write it below [web]."),
        ("[locale]\nxyz = 1", "locale.xyz: there is no such key. There are: locale.default."),
        ("[telegarm]\n", "[telegarm]: there is no such section. Did you mean [telegram]?"),
        ("port = 1", "port: stands outside every section. Did you mean web.port? Write it below [web]."),
        ("xyz = 1", "xyz: stands outside every section. There are: [telegram], [web],"),
        ("web = 1", "web: is a whole number, not a section. Write [web] and its keys below."),
        ("[[web]]\nport = 1", "web: is a list, not a section."),
        ("telegram = 1", "telegram: is a whole number, not a section."),
    ],
)
def test_a_problem_names_the_key_and_what_to_do(config: Path, text: str, expected: str) -> None:
    (problem,) = problems(config, text)
    assert problem.startswith(expected)


def test_a_refused_value_from_the_environment_names_its_variable(config: Path) -> None:
    (problem,) = problems(config, "", ENV | {"MINISHOP_DATABASE_URL": "mysql://db"})
    assert problem.startswith("database.url (from MINISHOP_DATABASE_URL): names a database")


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://shop:p%40ss@db.example:5433/shop?sslmode=require",
        "postgresql+asyncpg://shop@db/shop",
        "postgres://db/shop",
        "postgresql:///shop?host=/var/run/postgresql",
    ],
)
def test_address_of_a_postgresql_server_is_taken_as_it_is(config: Path, url: str) -> None:
    config.write_text("")
    assert load(config, ENV | {"MINISHOP_DATABASE_URL": url}).database.url == url


def test_password_of_the_database_is_a_secret_in_every_spelling(config: Path) -> None:
    config.write_text("")
    settings = load(config, ENV | {"MINISHOP_DATABASE_URL": "postgresql://shop:c%41nary@db/shop"})
    assert settings.secrets == (TOKEN, "cAnary", "c%41nary")
    assert "nary" not in f"{settings} {settings!r}"


@pytest.mark.parametrize("token", ["canary", "123456789:canary", f"{TOKEN} ", f"bot{TOKEN}", "１２:" + TOKEN[10:]])
def test_what_is_no_token_is_refused_without_showing_it(config: Path, token: str) -> None:
    (problem,) = problems(config, "", {"MINISHOP_TELEGRAM_TOKEN": token})
    assert "does not look like a bot token" in problem
    assert token not in problem


@pytest.mark.parametrize(
    "text",
    [
        f'[telegram]\ntoken = "{TOKEN}"\nmode = "{TOKEN}"\ntokn = "{TOKEN}"',
        f'[telegram]\ntoken = ["{TOKEN}"]\napi_url = "{TOKEN}"',
        f'telegram = "{TOKEN}"\ntoken = "{TOKEN}"',
        f'[telegram]\ntoken = "{TOKEN}',
        f"[telegram]\ntoken = {TOKEN}",
        f'[web]\nport = "{TOKEN}"\nhost = 1\n[database]\nurl = "postgresql://shop:{TOKEN}@db/shop"\n',
        f'[telegram]\ntoken = "{TOKEN}"\n[database]\nurl = "postgresql://shop:a/{TOKEN}?canary=1@db/shop"\n',
        f'[telegram]\ntoken = "{TOKEN}"\n[database]\nurl = "postgresql://shop:1?canary=1&canary#@db/shop"\n',
    ],
)
def test_no_error_shows_a_secret_not_even_in_its_traceback(config: Path, text: str) -> None:
    config.write_text(text)
    with pytest.raises(ConfigError) as caught:
        load(config, {})
    assert "anary" not in str(caught.value) + repr(caught.value)
    assert caught.value.__context__ is None


def test_settings_do_not_show_secrets_when_printed(config: Path) -> None:
    config.write_text(WEBHOOK)
    secrets = {"MINISHOP_TELEGRAM_SHOP_TOKENS": SECOND, "MINISHOP_WEBHOOK_SECRET": SECRET}
    settings = load(config, ENV | secrets | {"MINISHOP_DATABASE_URL": "sqlite:///canary.db"})
    assert "anary" not in f"{settings} {settings!r}"


# Several bots


def test_further_bots_come_from_the_file(config: Path) -> None:
    config.write_text(f'[telegram]\nshop_tokens = ["{SECOND}", "{THIRD}"]\n')
    settings = load(config, ENV)
    assert settings.telegram.tokens == settings.secrets == (TOKEN, SECOND, THIRD)


@pytest.mark.parametrize("given", [f"{SECOND},{THIRD}", f" {SECOND} , {THIRD},"])
def test_further_bots_come_from_the_environment_and_win_over_the_file(config: Path, given: str) -> None:
    config.write_text('[telegram]\nshop_tokens = ["wrong"]\n')
    settings = load(config, ENV | {"MINISHOP_TELEGRAM_SHOP_TOKENS": given})
    assert settings.telegram.tokens == (TOKEN, SECOND, THIRD)


@pytest.mark.parametrize("again", [TOKEN, f"123456789:{'x' * 35}", f"{SECOND},{SECOND}"])
def test_a_bot_stands_once_even_with_two_tokens(config: Path, again: str) -> None:
    (problem,) = problems(config, "", ENV | {"MINISHOP_TELEGRAM_SHOP_TOKENS": again})
    assert problem == "telegram.shop_tokens: names a bot twice. Each bot's token stands once."


def test_a_bad_token_among_several_is_refused_without_showing_it(config: Path) -> None:
    (problem,) = problems(config, "", ENV | {"MINISHOP_TELEGRAM_SHOP_TOKENS": f"{SECOND},canary"})
    assert problem.startswith(
        "telegram.shop_tokens (from MINISHOP_TELEGRAM_SHOP_TOKENS): does not look like a bot token."
    )
    assert "anary" not in problem


# Webhooks


def test_webhook_mode_loads_with_secret_address_and_port(config: Path) -> None:
    config.write_text(WEBHOOK)
    settings = load(config, ENV | {"MINISHOP_WEBHOOK_SECRET": SECRET})
    assert (settings.telegram.mode, settings.web.port) == ("webhook", 8080)
    assert settings.web.public_url == "https://orders.example.com"


def test_what_keeps_logs_clean_gets_every_token_and_the_webhook_secret(config: Path) -> None:
    config.touch()
    secrets = {"MINISHOP_TELEGRAM_SHOP_TOKENS": SECOND, "MINISHOP_WEBHOOK_SECRET": SECRET}
    assert load(config, ENV | secrets).secrets == (TOKEN, SECOND, SECRET)


def test_webhook_mode_says_everything_that_it_lacks_at_once(config: Path) -> None:
    found = problems(config, '[telegram]\nmode = "webhook"\n')
    assert [problem.split(":")[0] for problem in found] == ["telegram.webhook_secret", "web.public_url", "web.port"]
    assert "MINISHOP_WEBHOOK_SECRET" in found[0]


@pytest.mark.parametrize(
    ("lacking", "named"),
    [("port = 8080\n", "web.port"), ('public_url = "https://orders.example.com/"\n', "web.public_url")],
)
def test_webhook_mode_names_the_one_thing_that_it_lacks(config: Path, lacking: str, named: str) -> None:
    (problem,) = problems(config, WEBHOOK.replace(lacking, ""), ENV | {"MINISHOP_WEBHOOK_SECRET": SECRET})
    assert problem.startswith(f"{named}: is ")


@pytest.mark.parametrize(
    "secret", ["canary", "canary" * 43, "canary canary canary", "canary.canary.canary", "카나리" * 9]
)
def test_what_telegram_would_not_take_as_a_secret_is_refused_without_showing_it(config: Path, secret: str) -> None:
    (problem,) = problems(config, WEBHOOK, ENV | {"MINISHOP_WEBHOOK_SECRET": secret})
    assert problem.startswith(
        "telegram.webhook_secret (from MINISHOP_WEBHOOK_SECRET): does not look like a webhook secret. It must be 16 to"
    )
    assert secret not in problem


def test_a_missing_file_says_how_to_make_one(config: Path) -> None:
    with pytest.raises(ConfigError, match=re.escape(f"cp config.example.toml {config}")):
        load(config, ENV)


def test_broken_toml_says_line_and_column(config: Path) -> None:
    (problem,) = problems(config, "[web]\nport = \n")
    assert "line 2, column 8" in problem


def test_a_folder_and_an_unreadable_file_are_refused(tmp_path: Path) -> None:
    loop = tmp_path / "loop.toml"
    loop.symlink_to(loop)
    with pytest.raises(ConfigError, match="is a folder"):
        load(tmp_path, ENV)
    with pytest.raises(ConfigError, match="cannot be read"):
        load(loop, ENV)


def test_a_file_in_another_encoding_is_refused_and_a_byte_order_mark_is_not(config: Path) -> None:
    config.write_bytes("# 설정\n".encode("euc-kr"))
    with pytest.raises(ConfigError, match="byte 3 is not UTF-8"):
        load(config, ENV)
    config.write_text("[web]\nport = 81\n", encoding="utf-8-sig")
    assert load(config, ENV).web.port == 81


def test_the_example_loads_as_it_is_and_has_every_default() -> None:
    assert load(EXAMPLE, ENV) == Settings(telegram=Telegram.model_validate({"token": TOKEN}))


def test_the_example_and_the_settings_have_the_same_keys() -> None:
    example = {(section, key) for section, keys in uncommented_example().items() for key in keys}
    known = {(section, key) for section, model in SECTIONS.items() for key in model.model_fields}
    assert example == known
    assert known >= set(ENVIRONMENT.values())


def test_the_example_loads_with_every_key_uncommented_and_names_every_variable(config: Path) -> None:
    text = EXAMPLE.read_text(encoding="utf-8")
    config.write_text(re.sub(r"^#(?=\w+ = )", "", text, flags=re.MULTILINE))
    assert load(config, {}).operator.chat_id == 123456789
    assert all(variable in text for variable in ENVIRONMENT)


def test_every_key_says_what_it_must_be() -> None:
    fields = [field for model in SECTIONS.values() for field in model.model_fields.values()]
    assert fields
    assert all(field.description for field in fields)
