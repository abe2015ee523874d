"""`manage.py read_document`: what an upload would give, as JSON and as text."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from pytest_django import Settings

from tests.surveys.evidence.test_evidence_part_pages import MAIL, NAME
from tests.surveys.files.samples import encrypted_pdf

pytestmark = pytest.mark.usefixtures("english")


def read(*files: Path, **options: Any) -> str:
    out = io.StringIO()
    call_command("read_document", *map(str, files), stdout=out, **options)
    return out.getvalue()


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    contents = {"函.eml": MAIL.encode(), "密.pdf": encrypted_pdf(), "图.png": b"\x89PNG\r\n\x1a\nx"}
    for name, content in contents.items():
        (tmp_path / name).write_bytes(content)
    return [tmp_path / name for name in (*contents, "无.pdf")]


def test_a_list_with_every_file_whatever_becomes_of_it(files: list[Path]) -> None:
    mail, closed, picture, missing = json.loads(read(*files, json=True))
    keys = ["file", "accepted", "media_type", "reason", "text", "parts"]
    assert [list(one) for one in (mail, closed, picture, missing)] == [keys] * 4
    assert (mail["file"], mail["accepted"], mail["reason"]) == (str(files[0]), True, None)
    assert mail["media_type"] == "message/rfc822"
    assert "详见附件。" in mail["text"]
    assert mail["parts"] == [
        {"name": NAME, "kind": "attachment"},
        {"name": "x.exe", "kind": "attachment"},
    ]
    assert (closed["accepted"], closed["media_type"], closed["text"]) == (False, None, "")
    assert "protected by a password" in closed["reason"]
    assert (picture["accepted"], picture["text"]) == (True, "")
    assert "cannot be read here" in picture["reason"]
    assert (missing["accepted"], missing["parts"]) == (False, [])


def test_without_json_it_is_read_by_people(files: list[Path]) -> None:
    text = read(*files)
    assert f"{files[0]}: message/rfc822\n" in text
    assert f"inside: {NAME} (attachment)" in text
    assert f"{files[1]}: refused\n" in text


def test_each_file_is_a_paragraph(tmp_path: Path, settings: Settings) -> None:
    text, empty = tmp_path / "函.txt", tmp_path / "空.txt"
    text.write_text("\n第一行\n第二行\n\n", "utf-8")
    empty.touch()
    missing = tmp_path / "无.pdf"
    assert read(text, missing, text) == (
        f"{text}: text/plain\n\n第一行\n第二行\n\n"
        f"{missing}: refused\nNo such file or directory\n\n"
        f"{text}: text/plain\n\n第一行\n第二行\n"
    )
    assert len(read(empty).splitlines()) == 2
    size = text.stat().st_size
    for most, accepted in ((size, True), (size - 1, False)):
        settings.UPLOAD_MAX_BYTES = most
        [found] = json.loads(read(text, json=True))
        assert found["accepted"] is accepted
