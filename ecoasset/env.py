"""The only reader of the environment; standard library only, so that `run` can use it."""

import difflib
import ipaddress
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

BASE_DIR = Path(__file__).resolve().parent.parent
PREFIX = "ECOASSET_"
TIME_ZONE = "Asia/Shanghai"
POSIX_TIME_ZONE = "CST-8"  # the same, for programs of a machine without the tables of names
TRUE, FALSE = ("1", "true", "yes", "on"), ("0", "false", "no", "off")
HOST_NAME = re.compile(
    r"\*|\.?[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?|\[[0-9A-Fa-f:.]+\]", re.ASCII
)
LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")
DATABASE_ENGINES = {
    "sqlite": "django.db.backends.sqlite3",
    "postgres": "django.db.backends.postgresql",
    "postgresql": "django.db.backends.postgresql",
}


class SettingError(Exception):
    """A variable that stops the start; its text is one line in Chinese and English."""

    def __init__(self, name: str, chinese: str, english: str) -> None:
        super().__init__(f"设置有误 {name}：{chinese} / {name}: {english}")
        self.name = name


@dataclass(frozen=True)
class Database:
    """One database address, taken apart."""

    engine: str
    name: str
    user: str = ""
    password: str = field(default="", repr=False)
    host: str = ""
    port: str = ""
    options: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Config:
    """Everything that the environment decides."""

    data: Path
    debug: bool
    secret_key: str
    digest_key: str
    allowed_hosts: list[str]
    trusted_origins: list[str]
    https: bool
    production: bool
    trusted_proxies: list[str]
    log_level: str
    upload_mb: int
    rendered_mb: int
    page_images_mb: int
    sweep_seconds: int
    web_processes: int
    worker_processes: int
    database: Database | None
    redis_url: str


@dataclass(frozen=True)
class Reader:
    """Typed access to one mapping of variables; an empty value counts as not given."""

    environ: Mapping[str, str]

    def text(self, name: str, default: str = "", *, minimum: int = 0) -> str:
        value = self.environ.get(name, "").strip() or default
        if value and len(value) < minimum:
            raise SettingError(
                name, f"至少需要 {minimum} 个字符", f"expected at least {minimum} characters"
            )
        return value

    def flag(self, name: str, default: bool) -> bool:
        value = self.text(name).lower()
        if value and value not in TRUE + FALSE:
            raise SettingError(
                name, f"应为 true 或 false，现为“{value}”", f"expected true or false, got '{value}'"
            )
        return value in TRUE if value else default

    def number(self, name: str, default: int, lowest: int, highest: int) -> int:
        value = self.text(name, str(default))
        if not re.fullmatch(r"[0-9]{1,9}", value) or not lowest <= int(value) <= highest:
            raise SettingError(
                name,
                f"应为 {lowest} 至 {highest} 之间的整数，现为“{value}”",
                f"expected a whole number from {lowest} to {highest}, got '{value}'",
            )
        return int(value)

    def choice(self, name: str, default: str, allowed: tuple[str, ...]) -> str:
        value = self.text(name, default).upper()
        if value not in allowed:
            words = ", ".join(allowed)
            raise SettingError(
                name, f"应为 {words} 之一，现为“{value}”", f"expected one of {words}, got '{value}'"
            )
        return value

    def words(self, name: str, default: str = "") -> list[str]:
        return [word.strip() for word in self.text(name, default).split(",") if word.strip()]

    def hosts(self, name: str, default: str) -> list[str]:
        values = self.words(name, default)
        for value in values:
            if not HOST_NAME.fullmatch(value):
                raise SettingError(
                    name,
                    f"应为主机名，以逗号分隔，不带 http:// 和端口，现为“{value}”",
                    f"expected host names, separated by commas, without http:// and port, "
                    f"got '{value}'",
                )
        return values

    def origins(self, name: str) -> list[str]:
        values = self.words(name)
        for value in values:
            if not re.fullmatch(r"https?://[^/\s]+", value):
                raise SettingError(
                    name,
                    f"应为 https://主机 形式，以逗号分隔，现为“{value}”",
                    f"expected https://host, separated by commas, got '{value}'",
                )
        return values

    def proxies(self, name: str) -> list[str]:
        """Addresses, networks, and `unix` for whoever may write to our socket file."""
        values = self.words(name)
        for value in values:
            try:
                if value != "unix":
                    ipaddress.ip_network(value)
            except ValueError:
                raise SettingError(
                    name,
                    f"应为地址、网段（10.0.0.0/8）或 unix，以逗号分隔，现为“{value}”",
                    "expected addresses, networks (10.0.0.0/8) or unix, separated by commas, "
                    f"got '{value}'",
                ) from None
        return values

    def folder(self, name: str, default: Path) -> Path:
        value = self.text(name, str(default))
        try:
            path = Path(value).expanduser().absolute()
            if path.exists() and not path.is_dir():
                raise SettingError(
                    name, f"应为文件夹，现为文件 {path}", f"expected a folder, {path} is a file"
                )
        except (OSError, RuntimeError) as error:  # ~nobody, a name that is too long
            raise SettingError(
                name, f"不能用作文件夹：“{value}”（{error}）", f"no folder: '{value}' ({error})"
            ) from None
        return path

    def redis(self, name: str) -> str:
        """The address never appears in a refusal: it may hold a password."""
        value = self.text(name)
        if value and not _is_redis(value):
            raise SettingError(
                name,
                "应为 redis://主机:端口/库号、rediss://… 或 redis+socket:///路径",
                "expected redis://host:port/number, rediss://… or redis+socket:///path",
            )
        return value

    def database(self, name: str) -> Database | None:
        """The address never appears in a refusal: it may hold a password."""
        value = self.text(name)
        if not value:
            return None
        found = _database(value)
        if found is None:
            raise SettingError(
                name,
                "应为 postgresql://用户:密码@主机:端口/库名 或 sqlite:////路径",
                "expected postgresql://user:password@host:port/name or sqlite:////path",
            )
        return found


def _is_redis(value: str) -> bool:
    if value.startswith("redis+socket://"):
        return re.fullmatch(r"redis\+socket:///\S+", value) is not None
    parts = _split(value)
    if parts is None or parts.scheme not in ("redis", "rediss"):
        return False
    return bool(parts.hostname) and re.fullmatch(r"(/[0-9]{0,5})?", parts.path) is not None


def _database(value: str) -> Database | None:
    parts = _split(value)
    engine = DATABASE_ENGINES.get(parts.scheme) if parts else None
    if parts is None or engine is None:
        return None
    path = unquote(parts.path.removeprefix("/"))
    whole = path.startswith("/") and not parts.netloc  # a relative one depends on the process
    if not path or "\0" in path or (parts.scheme == "sqlite" and not whole):
        return None
    options = dict(parse_qsl(parts.query))
    host = options.pop("host", unquote(parts.hostname or ""))
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    return Database(engine, path, user, password, host, str(parts.port or ""), options)


def _split(value: str) -> SplitResult | None:
    """None for blanks, a port that is no number up to 65535, or a host that cannot be one."""
    try:
        parts = urlsplit(value)
        port, host = parts.port, parts.hostname or ""
    except ValueError:
        return None
    fits = re.fullmatch(r"[\w.:%-]*", host) is not None and port != 0
    return parts if fits and re.search(r"\s", value) is None else None


def read(environ: Mapping[str, str] | None = None) -> Config:
    """Every setting, checked; raises SettingError at the first that is unknown or malformed."""
    env = Reader(os.environ if environ is None else environ)
    https = env.flag("ECOASSET_HTTPS", False)
    config = Config(
        data=env.folder("ECOASSET_DATA", BASE_DIR / "var"),
        debug=env.flag("ECOASSET_DEBUG", False),
        secret_key=env.text("ECOASSET_SECRET_KEY", minimum=32),
        digest_key=env.text("ECOASSET_DIGEST_KEY", minimum=32),
        allowed_hosts=env.hosts("ECOASSET_ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]"),
        trusted_origins=env.origins("ECOASSET_TRUSTED_ORIGINS"),
        https=https,
        # Whoever serves over HTTPS serves other people; a public demo says that it is one.
        production=env.flag("ECOASSET_PRODUCTION", https),
        trusted_proxies=env.proxies("ECOASSET_TRUSTED_PROXIES"),
        log_level=env.choice("ECOASSET_LOG_LEVEL", "INFO", LOG_LEVELS),
        upload_mb=env.number("ECOASSET_UPLOAD_MB", 100, 1, 1000),
        rendered_mb=env.number("ECOASSET_RENDERED_MB", 64, 0, 10_000),
        page_images_mb=env.number("ECOASSET_PAGE_IMAGES_MB", 256, 0, 100_000),
        sweep_seconds=env.number("ECOASSET_SWEEP_SECONDS", 15, 1, 3600),
        web_processes=env.number("ECOASSET_WEB_PROCESSES", 2, 1, 64),
        worker_processes=env.number("ECOASSET_WORKER_PROCESSES", 2, 1, 64),
        database=env.database("DATABASE_URL"),
        redis_url=env.redis("REDIS_URL"),
    )
    _refuse_unknown(env.environ)
    return config


KNOWN = frozenset(
    f"{PREFIX}{field_name.upper()}"
    for field_name in Config.__dataclass_fields__
    if field_name not in ("database", "redis_url")
)


def _refuse_unknown(environ: Mapping[str, str]) -> None:
    """Also in lower case: nothing reads `ecoasset_debug`, whatever its author thinks."""
    for name in sorted(environ):
        if name.upper().startswith(PREFIX) and name not in KNOWN:
            near = difflib.get_close_matches(name.upper(), KNOWN, n=1) or [", ".join(sorted(KNOWN))]
            raise SettingError(
                name, f"没有这个设置；可用：{near[0]}", f"unknown setting; known: {near[0]}"
            )
