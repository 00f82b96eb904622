"""The settings: config.toml and secrets from the environment, turned into typed values or one list of what is wrong."""

import re
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Any, Final, Literal, cast
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, SecretStr, ValidationError
from pydantic_core import ErrorDetails

from bot.database_address import check_database_url, passwords_in

ENVIRONMENT: Final = {
    "MINISHOP_TELEGRAM_TOKEN": ("telegram", "token"),
    "MINISHOP_TELEGRAM_SHOP_TOKENS": ("telegram", "shop_tokens"),
    "MINISHOP_TELEGRAM_API_URL": ("telegram", "api_url"),
    "MINISHOP_WEBHOOK_SECRET": ("telegram", "webhook_secret"),
    "MINISHOP_DATABASE_URL": ("database", "url"),
    "MINISHOP_PAYMENT_SECRET": ("payments", "secret"),
}
_TOML_TYPES: Final = {bool: "true or false", int: "a whole number", float: "a number", str: "text", list: "a list"}


class ConfigError(Exception):
    """The settings cannot be used. `problems` has one sentence for each reason, and none shows a secret."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = tuple(problems)


def _bot_token(token: SecretStr) -> SecretStr:
    if re.fullmatch(r"\d+:[A-Za-z0-9_-]{30,50}", token.get_secret_value(), re.ASCII) is None:
        raise ValueError("does not look like a bot token")
    return token


def _separated(tokens: object) -> object:
    """The environment has no lists: commas stand between tokens there."""
    if isinstance(tokens, str):
        return tuple(token.strip() for token in tokens.split(",") if token.strip())
    return tuple(tokens) if isinstance(tokens, list) else tokens


def _webhook_secret(secret: SecretStr) -> SecretStr:
    if re.fullmatch(r"[A-Za-z0-9_-]{16,256}", secret.get_secret_value(), re.ASCII) is None:
        raise ValueError("does not look like a webhook secret")
    return secret


def _payment_secret(secret: SecretStr) -> SecretStr:
    if len(secret.get_secret_value()) < 32:
        raise ValueError("is too short")
    return secret


def _http_url(url: str) -> str:
    try:
        parts = urlsplit(url)
        usable = parts.scheme in ("http", "https") and parts.hostname
    except ValueError:  # Its text quotes the address, password and all.
        usable = False
    if not usable:
        raise ValueError("is not a web address")
    return url.rstrip("/")


def _http_url_or_empty(url: str) -> str:
    return _http_url(url) if url else url


class _Section(BaseModel):
    """A field's description ends the sentence "it must be …" when its value is refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, hide_input_in_errors=True)


class Telegram(_Section):
    """The bot's account, and how updates come in."""

    token: Annotated[SecretStr, AfterValidator(_bot_token)] = Field(
        description="the token from @BotFather, digits:letters, in MINISHOP_TELEGRAM_TOKEN or here"
    )
    api_url: Annotated[str, AfterValidator(_http_url)] = Field(
        default="https://api.telegram.org", description="the address of a Bot API server, http://… or https://…"
    )
    shop_tokens: Annotated[
        tuple[Annotated[SecretStr, AfterValidator(_bot_token)], ...], BeforeValidator(_separated)
    ] = Field(default=(), description='further bots of this installation: ["digits:letters", …]')
    mode: Literal["polling", "webhook"] = Field(default="polling", description='"polling" or "webhook"')
    webhook_secret: Annotated[SecretStr, AfterValidator(_webhook_secret)] | None = Field(
        default=None, description="16 to 256 letters, digits, _ and -, in MINISHOP_WEBHOOK_SECRET or here"
    )

    @property
    def tokens(self) -> tuple[str, ...]:
        """Every bot's token, the installation's own first."""
        return tuple(token.get_secret_value() for token in (self.token, *self.shop_tokens))


class Web(_Section):
    """Where the bot's own pages listen, and their address from outside (no slash at its end; empty: none)."""

    host: str = Field(default="127.0.0.1", min_length=1, description="the host name or address to listen on")
    port: int = Field(default=0, ge=0, le=65535, description="a whole number from 1 to 65535, or 0 for no pages")
    public_url: Annotated[str, AfterValidator(_http_url_or_empty)] = Field(
        default="", description='the address people reach the pages at, http://… or https://…, or ""'
    )


class Database(_Section):
    """Where orders are remembered."""

    url: Annotated[str, AfterValidator(check_database_url)] = Field(
        default="sqlite:///var/minishop.db",
        repr=False,
        description="sqlite:/// and the path of a file, or postgresql://user:password@host/database",
    )


class Payments(_Section):
    """Payment links. Each shop's own keys are in the database, sealed with this secret."""

    secret: Annotated[SecretStr, AfterValidator(_payment_secret)] | None = Field(
        default=None, description="32 or more characters that nobody can guess, in MINISHOP_PAYMENT_SECRET or here"
    )
    toss_api_url: Annotated[str, AfterValidator(_http_url)] = Field(
        default="https://api.tosspayments.com", description="the address of Toss Payments' API, https://…"
    )
    toss_script_url: Annotated[str, AfterValidator(_http_url)] = Field(
        default="https://js.tosspayments.com/v2/standard", description="the address of Toss Payments' script, https://…"
    )


class Operator(_Section):
    """Who hears of trouble with the installation itself."""

    chat_id: int | None = Field(default=None, description="the number of a Telegram chat")


class Locale(_Section):
    """The language for people whose own is neither of ours."""

    default: Literal["ko", "en"] = Field(default="ko", description='"ko" or "en"')


class Settings(_Section):
    """Everything that can be set; one attribute for each section of config.toml."""

    telegram: Telegram
    web: Web = Web()
    database: Database = Database()
    payments: Payments = Payments()
    operator: Operator = Operator()
    locale: Locale = Locale()

    @property
    def secrets(self) -> tuple[str, ...]:
        """What no log line may show."""
        secrets = (self.telegram.webhook_secret, self.payments.secret)
        own = (secret.get_secret_value() for secret in secrets if secret)
        return (*self.telegram.tokens, *own, *passwords_in(self.database.url))


SECTIONS: Final = {name: cast("type[_Section]", field.annotation) for name, field in Settings.model_fields.items()}


def load(path: Path, env: Mapping[str, str]) -> Settings:
    """The settings of the file, the environment's values first. Raises ConfigError with every problem at once."""
    raw = {section: {} for section in SECTIONS} | _parse(_read(path), path)
    origin = _overlay(raw, env)
    try:
        settings = Settings.model_validate(raw)
        problems = list(_contradictions(settings))
        if not problems:
            return settings
    except ValidationError as refused:
        problems = [_problem(error, raw, origin) for error in refused.errors()]
    # Outside the handler: the validation error holds the values, and a traceback would show it as the context.
    raise ConfigError(problems)


def _contradictions(settings: Settings) -> Iterator[str]:
    """What each key allows, but not together."""
    telegram, web = settings.telegram, settings.web
    if len({token.partition(":")[0] for token in telegram.tokens}) < len(telegram.tokens):
        yield "telegram.shop_tokens: names a bot twice. Each bot's token stands once."
    if telegram.mode != "webhook":
        return
    if telegram.webhook_secret is None:
        yield 'telegram.webhook_secret: is missing. With mode = "webhook" set MINISHOP_WEBHOOK_SECRET.'
    if not web.public_url:
        yield 'web.public_url: is missing. With mode = "webhook" it is the address at which Telegram reaches you.'
    if not web.port:
        yield 'web.port: is 0. With mode = "webhook" name the port to listen on, such as 8080.'


def _read(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8-sig")  # Notepad begins a file with a byte order mark.
    except FileNotFoundError:
        problem = f"{path}: there is no such file. Make one: cp config.example.toml {path}"
    except IsADirectoryError:
        problem = f"{path}: is a folder. Name the file: {path / 'config.toml'}"
    except OSError as error:
        problem = f"{path}: cannot be read ({error.strerror}). Let the user who runs the bot read it."
    except UnicodeDecodeError as error:
        problem = f"{path}: byte {error.start + 1} is not UTF-8. Save the file as UTF-8 text."
    raise ConfigError([problem])


def _parse(text: str, path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        problem = f"{path}: is not TOML: {error}. Text needs quotes; compare with config.example.toml."
    raise ConfigError([problem])


def _overlay(raw: dict[str, Any], env: Mapping[str, str]) -> dict[tuple[str, ...], str]:
    """Writes the environment's values over the file's and tells which key came from which variable."""
    origin: dict[tuple[str, ...], str] = {}
    for variable, (section, key) in ENVIRONMENT.items():
        # An empty variable is how container tools pass on one that is not set.
        if env.get(variable) and isinstance(raw[section], dict):
            raw[section][key] = env[variable]
            origin[section, key] = variable
    return origin


def _problem(error: ErrorDetails, raw: Mapping[str, Any], origin: Mapping[tuple[str, ...], str]) -> str:
    location = tuple(str(part) for part in error["loc"][:2])  # A third would be the place within a list.
    name = ".".join(location)
    if error["type"] == "extra_forbidden":
        return _unknown(location, raw)
    if len(location) == 1:
        return f"{name}: is {_type_name(error['input'])}, not a section. Write [{name}] and its keys below."
    came_from = f" (from {origin[location]})" if location in origin else ""
    expected = SECTIONS[location[0]].model_fields[location[1]].description
    return f"{name}{came_from}: {_fault(error)}. It must be {expected}."


def _fault(error: ErrorDetails) -> str:
    """What is wrong with a value, without the value: it may be a secret, or stand where a secret belongs."""
    match error["type"]:
        case "missing":
            return "is missing"
        case "value_error":
            return str(error["ctx"]["error"])
        case kind if kind.endswith("_type"):
            return f"is {_type_name(error['input'])}"
        case _:
            return "cannot have this value"


def _type_name(value: object) -> str:
    return _TOML_TYPES.get(type(value), "a section" if isinstance(value, dict) else "a date or time")


def _unknown(location: tuple[str, ...], raw: Mapping[str, Any]) -> str:
    if len(location) == 2:
        section, key = location
        return f"{section}.{key}: there is no such key. {_nearest_key(section, key)}"
    (name,) = location
    if isinstance(raw[name], dict):
        return f"[{name}]: there is no such section. {_nearest(name, SECTIONS, lambda known: f'[{known}]')}"
    return f"{name}: stands outside every section. {_nearest_key('', name)}"


def _nearest_key(section: str, key: str) -> str:
    """The key that was meant: one of the same section that looks like it, else the same name in another section."""
    elsewhere = [other for other, model in SECTIONS.items() if key in model.model_fields]
    if elsewhere:
        return f"Did you mean {elsewhere[0]}.{key}? Write it below [{elsewhere[0]}]."
    if section:
        return _nearest(key, SECTIONS[section].model_fields, lambda known: f"{section}.{known}")
    return _nearest(key, SECTIONS, lambda known: f"[{known}]")


def _nearest(word: str, known: Mapping[str, object], write: Callable[[str], str]) -> str:
    if close := get_close_matches(word, known, n=1):
        return f"Did you mean {write(close[0])}?"
    return f"There are: {', '.join(map(write, known))}."
