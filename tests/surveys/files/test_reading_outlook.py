"""Mails as Outlook keeps them, made stream by stream."""

from __future__ import annotations

import pytest

from surveys.files.document import document_check
from surveys.files.readers.outlook import outlook_part, outlook_parts, outlook_words
from surveys.limited.fault import Fault
from tests.surveys.files.samples import compound


def stream(text: str, charset: str = "utf-16-le") -> bytes:
    """Shorter ones would lie in another table."""
    return text.encode(charset).ljust(4096, b"\0")


HEAD = ("", "__properties_version1.0", stream(""))
SUBJECT = ("", "__substg1.0_0037001F", stream("答复"))
ATTACHED = ("__attach_version1.0_#00000000", "__substg1.0_3707001F", stream("附件1.docx"))
DATA = ("__attach_version1.0_#00000001", "__substg1.0_37010102", b"x" * 5000)


@pytest.mark.parametrize(
    "body",
    [
        ("", "__substg1.0_1000001F", stream("我市已建立领导小组。")),
        ("", "__substg1.0_1000001E", stream("我市已建立领导小组。", "gbk")),
        ("", "__substg1.0_10130102", stream("<p>我市已建立领导小组。</p>", "utf-8")),
    ],
    ids=["wide", "narrow", "page"],
)
def test_head_and_text(body: tuple[str, str, bytes]) -> None:
    content = compound([HEAD, SUBJECT, body, ATTACHED])
    words = outlook_words(content)
    assert words.startswith("Subject: 答复\nAttachment: 附件1.docx\n\n我市已建立领导小组。")
    assert document_check(name="函.msg", content=content).media_type == "application/vnd.ms-outlook"


def test_attachments_are_named_and_taken() -> None:
    content = compound([HEAD, ATTACHED, DATA])
    assert outlook_parts(content) == [
        {"name": "附件1.docx", "kind": "attachment"},
        {"name": "2", "kind": "attachment"},
    ]
    assert outlook_part(content, 1) == b"x" * 5000
    for number in (0, 2):
        with pytest.raises(Fault, match="no_such_part"):
            outlook_part(content, number)
