"""Small workbooks made by hand, the hostile ones too."""

import zipfile
from collections.abc import Iterable
from pathlib import Path

NS = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
HEAD = f'<?xml version="1.0"?><worksheet {NS}>'
TYPES = f"""<?xml version="1.0" encoding="UTF-8"?><Types xmlns="{PACKAGE}/content-types">
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
<Default Extension="xml" ContentType="application/xml"/></Types>"""
ROOT = f"""<?xml version="1.0"?><Relationships xmlns="{PACKAGE}/relationships">
<Relationship Id="rId1" Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>"""


def workbook(
    path: Path,
    *sheets: str | Iterable[str],
    strings: str | Iterable[str] = f"<sst {NS}/>",
    names: tuple[str, ...] = ("First", "Second", "Third"),
    target: str = "worksheets/sheet{}.xml",
) -> Path:
    """Write a workbook with these sheets' XML."""
    numbers = range(1, len(sheets) + 1)
    listed = "".join(f'<sheet name="{names[n - 1]}" sheetId="{n}" r:id="rId{n}"/>' for n in numbers)
    links = "".join(
        f'<Relationship Id="rId{n}" Type="{OFFICE}/worksheet" Target="{target.format(n)}"/>' for n in numbers
    )
    links += f'<Relationship Id="rId99" Type="{OFFICE}/sharedStrings" Target="sharedStrings.xml"/>'
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as package:
        package.writestr("[Content_Types].xml", TYPES)
        package.writestr("_rels/.rels", ROOT)
        package.writestr(
            "xl/workbook.xml", f'<workbook {NS} xmlns:r="{OFFICE}"><sheets>{listed}</sheets></workbook>'
        )
        package.writestr(
            "xl/_rels/workbook.xml.rels",
            f'<Relationships xmlns="{PACKAGE}/relationships">{links}</Relationships>',
        )
        _write(package, "xl/sharedStrings.xml", strings)
        for number, sheet in zip(numbers, sheets, strict=True):
            _write(package, "xl/" + target.format(number), sheet)
    return path


def _write(package: zipfile.ZipFile, name: str, content: str | Iterable[str]) -> None:
    with package.open(name, "w", force_zip64=True) as part:
        for piece in [content] if isinstance(content, str) else content:
            part.write(piece.encode())


def sheet(*rows: str, after: str = "") -> str:
    """Write a sheet of rows, each the XML of its cells."""
    body = "".join(f'<row r="{number}">{cells}</row>' for number, cells in enumerate(rows, 1))
    return f"{HEAD}<sheetData>{body}</sheetData>{after}</worksheet>"


def text(where: str, content: str) -> str:
    """Write a cell with text."""
    return f'<c r="{where}" t="inlineStr"><is><t>{content}</t></is></c>'


def number(where: str, content: str) -> str:
    """Write a cell with a number."""
    return f'<c r="{where}"><v>{content}</v></c>'
