"""Which encoding a text file is in: its mark, strict UTF-8 over the whole file, GB18030, or a question.

Any run of bytes above 127 "decodes" as GB18030, Big5 and Western files too, so Chinese is accepted only
when nearly all characters are the common ones of GB 2312 and not all of one half of it (which is how
Korean looks).
"""

import codecs
import re
from collections.abc import Iterator
from pathlib import Path

from orderloom.kernel.tables.faults import FileRefused

CHUNK = 1 << 20
CANDIDATES = ("gb18030", "big5", "cp1252", "shift_jis", "euc_kr", "utf-16-le")
MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
PAIRS = re.compile(rb"[\x81-\xfe](?:[\x30-\x39][\x81-\xfe][\x30-\x39]|[\x40-\x7e\x80-\xfe])")
COMMON_SHARE = 0.75
SECOND_HALF_SHARE = 0.05
ENOUGH_TO_JUDGE = 12
SAMPLE_PAIRS = 200_000


def settle_encoding(path: Path, wanted: str | None = None) -> str:
    """Find the encoding in which the whole file reads without a fault.

    Raises FileRefused when it is not certain.
    """
    if wanted:
        return _checked(path, wanted)
    marked = encoding_by_mark(path)
    if marked:
        return _checked(path, marked)
    if _misfit(path, "utf-8") is None:
        return "utf-8"
    if _misfit(path, "gb18030") is None and looks_chinese(path):
        return "gb18030"
    raise FileRefused("file_encoding_unsure", candidates=previews(path))


def encoding_by_mark(path: Path) -> str | None:
    """Read the byte order mark, if there is one."""
    with path.open("rb") as file:
        head = file.read(4)
    return next((name for mark, name in MARKS if head.startswith(mark)), None)


def _checked(path: Path, encoding: str) -> str:
    try:
        name = codecs.lookup(encoding).name
    except LookupError as unknown:
        raise FileRefused("file_encoding", encoding=encoding, line=1) from unknown
    line = _misfit(path, name)
    if line is not None:
        raise FileRefused("file_encoding", encoding=encoding, line=line, candidates=previews(path))
    return name


def _misfit(path: Path, encoding: str) -> int | None:
    """Return the first line that does not decode, or None. Raises FileRefused for zero bytes in the text."""
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    line = 1
    for chunk, last in _chunks(path):
        try:
            text = decoder.decode(chunk, last)
        except UnicodeDecodeError as misfit:
            return line + chunk[: max(0, misfit.start)].count(b"\n")
        if "\0" in text:
            place = line + text[: text.index("\0")].count("\n")
            raise FileRefused("file_nul", line=place, candidates=previews(path))
        line += text.count("\n")
    return None


def _chunks(path: Path) -> Iterator[tuple[bytes, bool]]:
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            yield chunk, False
    yield b"", True


def looks_chinese(path: Path) -> bool:
    """Tell whether bytes that decode as GB18030 are likely to be meant so."""
    first, second, other = 0, 0, 0
    for chunk, _last in _chunks(path):
        for pair in PAIRS.findall(chunk):
            lead, trail = pair[0], pair[1]
            if trail < 0xA1 or len(pair) > 2 or 0xA4 <= lead <= 0xAF or lead > 0xF7:
                other += 1
            elif lead < 0xB0:  # punctuation and full-width signs, shared by all
                continue
            elif lead <= 0xC8:
                first += 1
            else:
                second += 1
        if first + second + other > SAMPLE_PAIRS:
            break
    letters = first + second
    if letters + other == 0:
        return True
    if letters < COMMON_SHARE * (letters + other):
        return False
    return letters < ENOUGH_TO_JUDGE or second >= SECOND_HALF_SHARE * letters


def previews(path: Path) -> tuple[tuple[str, str], ...]:
    """Show how the first lines that are not plain ASCII would read in each likely encoding."""
    with path.open("rb") as file:
        head = file.read(CHUNK)
    lines = [line for line in head.split(b"\n") if not line.isascii()][:3] or head.split(b"\n")[:3]
    found = []
    for name in CANDIDATES:
        try:
            found.append((name, b"\n".join(lines)[:600].decode(name)[:200]))
        except UnicodeDecodeError:
            continue
    return tuple(found)
