"""Pages are served to this machine alone, unless somebody asks for more and is warned."""

from __future__ import annotations

import re
import socket

import pytest

from ecoasset import env
from ecoasset.launch import children, cli, instance
from ecoasset.launch.messages import Refusal
from ecoasset.paths import DataFolder


def bound(*host: str) -> str:
    command = children.web(DataFolder(env.BASE_DIR), env.read({}), 8000, *host).command
    return command[command.index("--bind") + 1]


def test_the_loopback_unless_told_otherwise() -> None:
    assert bound() == "127.0.0.1:8000"
    assert bound("10.0.0.7") == "10.0.0.7:8000"
    assert bound("::1") == "[::1]:8000"


def test_no_page_of_the_documentation_binds_elsewhere() -> None:
    pages = [*env.BASE_DIR.glob("README*.md"), *(env.BASE_DIR / "docs").rglob("*.*")]
    texts = [page.read_text("utf-8") for page in pages if page.suffix in (".md", ".conf", "")]
    binds = {bind for text in texts for bind in re.findall(r"--bind ([0-9.:]+)", text)}
    assert binds == {"127.0.0.1:8000"}


@pytest.mark.parametrize(
    ("host", "https", "warned"),
    [
        ("127.0.0.1", "false", False),
        ("::1", "false", False),
        ("0.0.0.0", "false", True),
        ("192.0.2.7", "false", True),
        ("192.0.2.7", "true", False),
    ],
)
def test_an_open_address_without_encryption_is_warned_of(
    capsys: pytest.CaptureFixture[str], host: str, https: str, warned: bool
) -> None:
    cli._warn_of_strangers(host, env.read({"ECOASSET_HTTPS": https}))
    assert ("WARNING" in capsys.readouterr().out) is warned


def test_the_port_is_tried_at_the_address_that_was_asked_for() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.2", 0))
        taken.listen()
        port = taken.getsockname()[1]
        instance.check_port(port)
        with pytest.raises(Refusal):
            instance.check_port(port, "127.0.0.2")
