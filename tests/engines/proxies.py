"""The proxy configurations of docs/proxy/ as real nginx and Caddy, on ports of their own."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from ecoasset.env import BASE_DIR
from ecoasset.launch.process import spawn, stop
from tests.engines.background import wait_until

NAME = "ecoasset.example.org"
SHIPPED = BASE_DIR / "docs" / "proxy"
CERTIFICATE = "/etc/ssl/ecoasset/fullchain.pem"
KEY = "/etc/ssl/ecoasset/privkey.pem"
UPSTREAM = "127.0.0.1:8000"


class NoProxy(Exception):
    """Why it cannot run here; the text is the reason of a skip."""


@dataclass(frozen=True)
class Ports:
    """Where the proxy listens, and the product behind it."""

    plain: int
    tls: int
    upstream: int


def certificate(folder: Path) -> tuple[Path, Path]:
    """Self-signed, for `NAME`."""
    if shutil.which("openssl") is None:
        raise NoProxy("no openssl to make a certificate with")
    chain, key = folder / "fullchain.pem", folder / "privkey.pem"
    command = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"]
    name = ["-subj", f"/CN={NAME}", "-addext", f"subjectAltName=DNS:{NAME}"]
    files = ["-keyout", str(key), "-out", str(chain)]
    subprocess.run([*command, "-nodes", *name, *files], check=True, capture_output=True)
    return chain, key


@contextmanager
def serving(kind: str, folder: Path, ports: Ports) -> Iterator[None]:
    """`nginx` or `caddy` by the shipped file, with nothing changed but ports and places."""
    program = shutil.which(kind) or shutil.which(kind, path="/usr/sbin")
    if program is None:
        raise NoProxy(f"no {kind} on this machine")
    chain, key = certificate(folder)
    write = {"nginx": _nginx, "caddy": _caddy}[kind]
    arguments = write(folder, ports, {CERTIFICATE: str(chain), KEY: str(key)})
    log = folder / f"{kind}.log"
    environ = {**os.environ, "HOME": str(folder), "XDG_DATA_HOME": str(folder)}
    with log.open("wb") as output:
        process = spawn(
            (program, *arguments),
            folder=folder,
            environ=environ,
            output=output,
            errors=subprocess.STDOUT,
        )
    try:
        wait_until(lambda: _listens(ports.tls) or process.poll() is not None)
        assert process.poll() is None, log.read_text("utf-8", "replace")
        yield
    finally:
        stop([process], 10)


def _nginx(folder: Path, ports: Ports, places: dict[str, str]) -> tuple[str, ...]:
    """The shipped file is one site; nginx wants the frame that Debian has around it."""
    site = (SHIPPED / "nginx.conf").read_text("utf-8")
    site = re.sub(r"^ *listen +\[::\]:.*\n", "", site, flags=re.MULTILINE)
    site = _replaced(site, {"listen 80;": f"listen 127.0.0.1:{ports.plain};"})
    site = _replaced(site, {"listen 443 ssl;": f"listen 127.0.0.1:{ports.tls} ssl;"})
    site = _replaced(site, {UPSTREAM: f"127.0.0.1:{ports.upstream}", **places})
    temporary = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    paths = "\n".join(f"{name}_temp_path {folder}/{name};" for name in temporary)
    frame = f"""
{"user root;" if os.getuid() == 0 else ""}
daemon off; worker_processes 1; pid {folder}/nginx.pid; error_log stderr;
events {{ worker_connections 64; }}
http {{ access_log off; {paths}
{site} }}
"""
    whole = folder / "whole.conf"
    whole.write_text(frame, "utf-8")
    return ("-p", str(folder), "-c", str(whole), "-e", "stderr")


def _caddy(folder: Path, ports: Ports, places: dict[str, str]) -> tuple[str, ...]:
    site = (SHIPPED / "Caddyfile").read_text("utf-8")
    site = _replaced(site, {UPSTREAM: f"127.0.0.1:{ports.upstream}", **places})
    start = f"{{\nadmin off\nhttp_port {ports.plain}\nhttps_port {ports.tls}\n}}\n"
    whole = folder / "Caddyfile"
    whole.write_text(start + site, "utf-8")
    return ("run", "--config", str(whole), "--adapter", "caddyfile")


def _replaced(text: str, words: dict[str, str]) -> str:
    """A word that is no longer there would leave the machine's own place in its stead."""
    for old, new in words.items():
        assert old in text, old
        text = text.replace(old, new)
    return text


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
