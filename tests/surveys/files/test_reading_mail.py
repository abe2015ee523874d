"""Mails as programs here write them, and as nobody should."""

from __future__ import annotations

import base64

import pytest

from surveys.files.readers import mime
from surveys.files.readers.mail import mail_part, mail_parts, mail_words
from surveys.files.readers.mime import TooManyParts
from surveys.files.readers.page import web_words
from surveys.files.readers.words import MOST_CHARACTERS

ALTERNATIVE = """From: a@example.cn
Content-Type: multipart/mixed; boundary=m

--m
Content-Type: multipart/alternative; boundary="a"

--a
Content-Type: text/html; charset=utf-8

<p>正文</p>
--a
Content-Type: text/plain; charset=utf-8

正文
--a--
--m
Content-Type: text/plain; charset=utf-8
Content-Disposition: attachment; filename=x.txt

附件
--m
Content-Type: message/rfc822

Subject: inner
Content-Type: text/plain

转发
--m--
"""


def body(head: str, payload: bytes) -> str:
    return mail_words(f"{head}\n\n".encode() + payload).partition("\n\n")[2]


def test_every_part_is_there_and_every_attachment_named() -> None:
    words = "From: a@example.cn\nAttachment: x.txt\nAttachment: inner.eml\n\n正文"
    inner = "----------\nSubject: inner\n\n转发"
    assert mail_words(ALTERNATIVE.encode()) == f"{words}\n\n{inner}"
    assert mail_parts(ALTERNATIVE.encode()) == [
        {"name": "x.txt", "kind": "attachment"},
        {"name": "inner.eml", "kind": "message"},
    ]


def test_html_alone_is_read_as_words() -> None:
    content = "Content-Type: text/html; charset=utf-8\n\n<p>甲&amp;乙</p>".encode()
    assert mail_words(content) == "\n\n甲&乙"


@pytest.mark.parametrize(
    "charset", ["bogus", "rot13", "punycode", "idna", "\x00", "utf-8", "x" * 500, '"'], ids=repr
)
def test_an_unknown_charset_is_guessed_from_the_text(charset: str) -> None:
    head = f"Content-Type: text/plain; charset={charset}"
    assert body(head, "答复".encode()) == "答复"


def test_a_charset_that_says_too_little() -> None:
    """GB 2312 has no 镕; the mail that says GB 2312 has it all the same."""
    head = "Content-Type: text/plain; charset=gb2312"
    assert body(head, "镕".encode("gbk")) == "镕"
    assert body("Content-Type: text/plain; charset=us-ascii", "答复".encode("gb18030")) == "答复"


def test_a_body_in_base64() -> None:
    head = "Content-Type: text/plain; charset=gbk\nContent-Transfer-Encoding: base64"
    assert body(head, base64.b64encode("答复".encode("gbk"))) == "答复"


@pytest.mark.parametrize(
    ("header", "shown"),
    [
        ("From: a@[", "From: a@["),
        ('From: "', 'From: "'),
        ("From: =?utf-8?b?55Sy?= <a@example.cn>", "From: 甲 <a@example.cn>"),
        ("Subject: =?utf-8?q?=ff?= ‹", "Subject: \ufffd ‹"),
        ("Subject: =?bogus?b?562U5aSN?=", "Subject: 答复"),
        ("Subject: =?utf-8?b?5?=", "Subject: =?utf-8?b?5?="),
        ("Subject: 答复", "Subject: 答复"),
        ("Subject: a\n\tb", "Subject: a b"),
    ],
)
def test_headers_are_shown_whatever_they_hold(header: str, shown: str) -> None:
    assert mail_words(f"{header}\n\nx".encode()) == f"{shown}\n\nx"


def test_raw_headers_of_old_programs() -> None:
    assert mail_words("Subject: 答复\n\n正文".encode("gb18030")) == "Subject: 答复\n\n正文"


def test_the_first_of_two_subjects_counts() -> None:
    assert mail_words(b"Subject: a\nSubject: b\n\nx") == "Subject: a\n\nx"


@pytest.mark.parametrize(
    "head",
    [
        'Content-Type: text/plain; x="' + ";" * 500_000,
        "Subject: " + "=?x?q?" * 100_000,
        "From: " + "(" * 500_000,
    ],
)
def test_endless_headers_are_cut_before_they_are_read(head: str) -> None:
    assert mail_words(f"{head}\n\n甲".encode()).endswith("\n\n甲")


def test_parts_in_parts_without_end_are_not_read() -> None:
    nested = "".join(
        f"Content-Type: multipart/mixed; boundary=b{n}\n\n--b{n}\n" for n in range(900)
    )
    with pytest.raises(TooManyParts):
        mail_words(nested.encode())
    with pytest.raises(TooManyParts):
        mail_words(b"Subject: x\n\n" + b"\n" * (mime.MOST_LINES + 1))


def test_a_long_mail_is_cut() -> None:
    assert len(mail_words(b"Subject: x\n\n" + b"a" * 7_000_000)) == MOST_CHARACTERS


@pytest.mark.parametrize("content", [b"", b"\n", b"Content-Type: multipart/mixed\n\nx"])
def test_a_mail_without_text_is_its_head(content: bytes) -> None:
    assert mail_words(content).strip() == ""


def multipart(*parts: str, kind: str = "mixed") -> bytes:
    joined = "".join(f"--b\n{part}\n" for part in parts)
    return f"Subject: s\nContent-Type: multipart/{kind}; boundary=b\n\n{joined}--b--".encode()


PLAIN, PAGE = "Content-Type: text/plain; charset=utf-8\n\n", "Content-Type: text/html\n\n"


@pytest.mark.parametrize(
    ("plain", "page", "shown"),
    [
        (" ", "<p>我市已建立领导小组。</p>", "我市已建立领导小组。"),
        ("请用浏览器查看", "<p>我市已建立领导小组。</p>", "我市已建立领导小组。"),
        ("我市已建立领导小组。", "<p>我市已建立 领导小组。</p>", "我市已建立 领导小组。"),
        ("已建立领导小组。\n附言。", "<p>已建立领导小组。</p>", "已建立领导小组。\n附言。"),
        ("甲市无。", "<p>乙市有。</p>", "甲市无。\n\n乙市有。"),
    ],
    ids=["blank", "placeholder", "same", "plain is fuller", "different"],
)
def test_of_two_forms_the_fuller_is_shown_and_two_texts_both(
    plain: str, page: str, shown: str
) -> None:
    words = mail_words(multipart(PLAIN + plain, PAGE + page, kind="alternative"))
    assert words == f"Subject: s\n\n{shown}"


def test_texts_that_stand_one_behind_the_other_are_all_shown() -> None:
    forms = multipart(PLAIN + "甲", PAGE + "<p>甲市</p>", kind="alternative").decode()
    inner = forms.replace("--b", "--c").replace("boundary=b", "boundary=c").partition("\n")[2]
    content = multipart(PLAIN + "我市已建立。", inner, PAGE + "<p>我市已建立。附言。</p>")
    assert mail_words(content) == "Subject: s\n\n我市已建立。\n\n甲市\n\n我市已建立。附言。"


@pytest.mark.parametrize(
    ("head", "name"),
    [
        ("name*0*=gb2312''%B4%F0%B8%B4;\n name*1*=%CA%E9.pdf", "答复书.pdf"),
        ('name="=?utf-8?B?5oiR55qE?=\n =?utf-8?Q?).xlsx?="', "我的).xlsx"),
        ('name="附件一.doc"', "附件一.doc"),
        ("x=y", "1.pdf"),
    ],
)
def test_names_of_attachments_however_they_are_written(head: str, name: str) -> None:
    content = multipart(f"Content-Type: application/pdf; {head}\n\nx")
    for coded in (content, content.decode().encode("gbk")):
        assert mail_parts(coded) == [{"name": name, "kind": "attachment"}]


def test_a_mail_inside_a_mail_is_shown_and_taken_even_where_it_is_packed() -> None:
    inner = "Subject: 原件\nContent-Type: text/plain; charset=utf-8\n\n原文".encode()
    packed = base64.b64encode(inner).decode()
    head = "Content-Type: message/rfc822\nContent-Transfer-Encoding: base64\n\n"
    for content in (
        multipart(head + packed),
        multipart("Content-Type: message/rfc822\n\n" + inner.decode()),
    ):
        assert mail_words(content).endswith("Subject: 原件\n\n原文")
        assert mail_parts(content) == [{"name": "原件.eml", "kind": "message"}]
        assert mail_words(mail_part(content, 0)) == "Subject: 原件\n\n原文"


def test_a_saved_page_is_its_page() -> None:
    page = base64.b64encode("<p>未建立</p>".encode("gb18030")).decode()
    head = "Content-Type: text/html; charset=gb2312\nContent-Transfer-Encoding: base64\n\n"
    content = b"MIME-Version: 1.0\n" + multipart(head + page, kind="related")
    assert web_words(content) == "未建立"
