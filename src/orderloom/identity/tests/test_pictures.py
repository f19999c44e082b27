"""A logo is a picture and nothing else."""

import struct
import zlib

import pytest

from orderloom.identity.pictures import LARGEST, checked_picture
from orderloom.kernel.errors import Invalid

PLAIN = (
    b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8"><path d="M0 0h8v8z" fill="#123456"/></svg>'
)


def png(width: int = 8, height: int = 8) -> bytes:
    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    rows = zlib.compress(b"".join(b"\0" + b"\x7f" * width for _row in range(min(height, 64))))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def webp(width: int = 8, height: int = 8) -> bytes:
    body = (
        b"VP8L"
        + struct.pack("<I", 10)
        + b"\x2f"
        + struct.pack("<I", width - 1 | height - 1 << 14)
        + b"\0" * 5
    )
    return b"RIFF" + struct.pack("<I", len(body) + 4) + b"WEBP" + body


@pytest.mark.parametrize(("content", "kind"), [(png(), "png"), (webp(), "webp"), (PLAIN, "svg")])
def test_pictures_of_three_kinds_are_taken(content: bytes, kind: str):
    assert checked_picture(content).kind == kind


def drawing(inside: str, attributes: str = "") -> bytes:
    return f'<svg xmlns="http://www.w3.org/2000/svg" {attributes}>{inside}</svg>'.encode()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"GIF89a" + b"\0" * 40,
        b"<html><svg></svg></html>",
        png(4000, 8),
        png()[:-4],
        png() + b"<script>",
        png().replace(b"IDAT", b"IDAX"),
        webp(3000, 8),
        webp()[:22],
        PLAIN + b" " * LARGEST,
        PLAIN[:-4],
        drawing("<script>alert(1)</script>"),
        drawing("<style>*{}</style>"),
        drawing("<foreignObject/>"),
        drawing("<image href='https://elsewhere.example/x.png'/>"),
        drawing("<a href='javascript:alert(1)'><path d='M0 0'/></a>"),
        drawing("<use href='https://elsewhere.example/x.svg#a'/>"),
        drawing(
            "<use xlink:href='data:image/svg+xml;base64,AAAA'/>", 'xmlns:xlink="http://www.w3.org/1999/xlink"'
        ),
        drawing("<path fill='url(https://elsewhere.example)'/>"),
        drawing("<path onload='alert(1)'/>"),
        drawing("<path style='fill:red'/>"),
        drawing("<svg/>"),
        drawing("<animate/>"),
        b'<?xml-stylesheet href="https://elsewhere.example"?>' + PLAIN,
        b'<!DOCTYPE svg [<!ENTITY a "aaaa">]>' + PLAIN,
    ],
)
def test_everything_else_is_refused(content: bytes):
    with pytest.raises(Invalid) as refused:
        checked_picture(content)
    assert set(refused.value.fields) == {"logo"}
