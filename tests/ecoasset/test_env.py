from pathlib import Path

import pytest

from ecoasset import env


def refused(**variables: str) -> str:
    with pytest.raises(env.SettingError) as caught:
        env.read(variables)
    text = str(caught.value)
    assert "\n" not in text
    assert caught.value.name in variables
    assert caught.value.name in text
    return text


def test_nothing_given_means_this_machine_alone() -> None:
    config = env.read({})
    assert config.data == env.BASE_DIR / "var"
    assert config.database is None
    assert config.redis_url == ""
    assert config.debug is False
    assert config.https is False
    assert config.production is False


def test_whoever_serves_over_https_is_a_production_unless_it_says_otherwise() -> None:
    assert env.read({"ECOASSET_HTTPS": "true"}).production is True
    assert env.read({"ECOASSET_PRODUCTION": "true"}).production is True
    public_demo = {"ECOASSET_HTTPS": "true", "ECOASSET_PRODUCTION": "false"}
    assert env.read(public_demo).production is False


def test_an_empty_value_counts_as_not_given() -> None:
    assert env.read({"DATABASE_URL": "", "ECOASSET_DEBUG": " "}) == env.read({})


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("ECOASSET_DEBUG", "maybe", "true or false"),
        ("ECOASSET_HTTPS", "2", "true or false"),
        ("ECOASSET_UPLOAD_MB", "0", "from 1 to 1000"),
        ("ECOASSET_UPLOAD_MB", "１０", "from 1 to 1000"),
        ("ECOASSET_SWEEP_SECONDS", "15s", "from 1 to 3600"),
        ("ECOASSET_WEB_PROCESSES", "-1", "from 1 to 64"),
        ("ECOASSET_LOG_LEVEL", "LOUD", "one of DEBUG"),
        ("ECOASSET_TRUSTED_PROXIES", "proxy.example", "addresses, networks"),
        ("ECOASSET_TRUSTED_PROXIES", "10.0.0.1/8", "addresses, networks"),
        ("ECOASSET_TRUSTED_PROXIES", "*", "addresses, networks"),
        ("ECOASSET_SECRET_KEY", "short", "at least 32"),
        ("ECOASSET_DIGEST_KEY", "short", "at least 32"),
        ("ECOASSET_TRUSTED_ORIGINS", "example.org", "https://host"),
        ("DATABASE_URL", "mysql://root:geheim@host/name", "postgresql://"),
        ("DATABASE_URL", "postgresql://user:geheim@host", "postgresql://"),
        ("DATABASE_URL", "postgresql://user:geheim@host:port/name", "postgresql://"),
        ("REDIS_URL", "localhost:6379", "redis://"),
        ("REDIS_URL", "redis://", "redis://"),
        ("REDIS_URL", "redis://:geheim@localhost:abc/0", "redis://"),
        ("REDIS_URL", "redis://:geheim@localhost:99999", "redis://"),
        ("REDIS_URL", "redis://localhost:0", "redis://"),
        ("REDIS_URL", "redis://a b c", "redis://"),
        ("REDIS_URL", "redis://localhost/zero", "redis://"),
        ("REDIS_URL", "redis://localhost/0/1", "redis://"),
        ("REDIS_URL", "redis://[::1", "redis://"),
        ("REDIS_URL", "redis+socket://relative", "redis://"),
        ("DATABASE_URL", "sqlite:///rel.db", "sqlite:////path"),
        ("DATABASE_URL", "sqlite://host/srv/eco.db", "sqlite:////path"),
        ("DATABASE_URL", "sqlite:///:memory:", "sqlite:////path"),
        ("DATABASE_URL", "postgresql://user:geheim@a b/name", "postgresql://"),
        ("DATABASE_URL", "postgresql://user:geheim@host:99999/name", "postgresql://"),
        ("ECOASSET_ALLOWED_HOSTS", "http://x y", "host names"),
        ("ECOASSET_ALLOWED_HOSTS", "a.example, b.example:8000", "host names"),
        ("ECOASSET_ALLOWED_HOSTS", "a.example/path", "host names"),
        ("ECOASSET_DATA", "~nosuchuser/x", "no folder"),
        ("ECOASSET_DATA", "/tmp/" + "x" * 300, "no folder"),
    ],
)
def test_a_malformed_value_is_refused(name: str, value: str, expected: str) -> None:
    text = refused(**{name: value})
    assert expected in text
    assert "geheim" not in text, "an address may hold a password"


def test_an_unknown_variable_is_refused_with_the_nearest_known() -> None:
    assert "ECOASSET_DATA" in refused(ECOASSET_DATE="/tmp/x")
    assert "ECOASSET_DEBUG" in refused(ecoasset_debug="true")


@pytest.mark.parametrize(
    "url",
    [
        "redis://localhost",
        "redis://localhost:6379/0",
        "redis://:pass%20word@redis.example:6380/15",
        "rediss://user:word@[::1]:6379/1?ssl_cert_reqs=required",
        "redis+socket:///run/redis.sock?virtual_host=1",
    ],
)
def test_brokers(url: str) -> None:
    assert env.read({"REDIS_URL": url}).redis_url == url


@pytest.mark.parametrize("hosts", ["*", ".example.org", "10.0.0.7, [fd00::7]", "eco_1.example"])
def test_host_names(hosts: str) -> None:
    found = env.read({"ECOASSET_ALLOWED_HOSTS": hosts}).allowed_hosts
    assert found == [host.strip() for host in hosts.split(",")]


def test_a_file_is_no_data_folder(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("x", "utf-8")
    assert "is a file" in refused(ECOASSET_DATA=str(file))


def test_every_variable_of_ours_is_read_and_no_other(tmp_path: Path) -> None:
    values = {
        "ECOASSET_DATA": str(tmp_path),
        "ECOASSET_DEBUG": "true",
        "ECOASSET_SECRET_KEY": "s" * 32,
        "ECOASSET_DIGEST_KEY": "d" * 32,
        "ECOASSET_ALLOWED_HOSTS": "a.example, b.example",
        "ECOASSET_TRUSTED_ORIGINS": "https://a.example",
        "ECOASSET_HTTPS": "yes",
        "ECOASSET_PRODUCTION": "yes",
        "ECOASSET_TRUSTED_PROXIES": "127.0.0.1, 10.0.0.0/8, fd00::/8, unix",
        "ECOASSET_LOG_LEVEL": "debug",
        "ECOASSET_UPLOAD_MB": "3",
        "ECOASSET_RENDERED_MB": "7",
        "ECOASSET_PAGE_IMAGES_MB": "8",
        "ECOASSET_SWEEP_SECONDS": "4",
        "ECOASSET_WEB_PROCESSES": "5",
        "ECOASSET_WORKER_PROCESSES": "6",
    }
    assert set(values) == env.KNOWN
    config, default = env.read(values), env.read({})
    for name in values:
        field = name.removeprefix(env.PREFIX).lower()
        assert getattr(config, field) != getattr(default, field), name
    assert config.allowed_hosts == ["a.example", "b.example"]


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        (
            "postgresql://us%40er:p%2Fw@db.example:5433/eco?sslmode=require",
            env.Database(
                "django.db.backends.postgresql",
                "eco",
                "us@er",
                "p/w",
                "db.example",
                "5433",
                {"sslmode": "require"},
            ),
        ),
        (
            "postgres://eco@/eco?host=/run/pg",
            env.Database("django.db.backends.postgresql", "eco", "eco", "", "/run/pg"),
        ),
        ("sqlite:////srv/eco.db", env.Database("django.db.backends.sqlite3", "/srv/eco.db")),
    ],
)
def test_database_addresses(url: str, expected: env.Database) -> None:
    assert env.read({"DATABASE_URL": url}).database == expected


def test_a_password_does_not_show_in_what_is_printed() -> None:
    config = env.read({"DATABASE_URL": "postgresql://eco:geheim@db/eco"})
    assert "geheim" not in repr(config.database)
