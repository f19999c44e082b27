"""The columns of a file of suppliers, in English and Chinese, and what their cells may hold."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from orderloom.catalog.rules import folded
from orderloom.kernel.errors import Text
from orderloom.kernel.tables.faults import declare
from orderloom.kernel.tables.numbers import parse_quantity
from orderloom.partners.commands import SupplierInput
from orderloom.partners.states import SupplierStatus

HEADINGS: dict[str, tuple[str, ...]] = {
    "name": (
        "name",
        "supplier",
        "supplier name",
        "company",
        "名称",
        "供应商",
        "供应商名称",
        "公司",
        "公司名称",
    ),
    "code": ("code", "supplier code", "id", "编码", "编号", "供应商编码", "供应商编号"),
    "categories": ("categories", "category", "products", "类目", "品类", "分类", "经营类目", "类别"),
    "weight": ("weight", "share", "权重", "比重"),
    "status": ("status", "state", "active", "状态"),
    "language": ("language", "lang", "语言"),
    "contact_name": ("contact", "contact name", "contact person", "联系人"),
    "email": ("email", "e-mail", "mail", "邮箱", "电子邮箱"),
    "phone": ("phone", "mobile", "telephone", "tel", "电话", "手机", "手机号", "联系电话"),
    "wechat": ("wechat", "weixin", "微信", "微信号"),
    "region": ("region", "city", "address", "地区", "城市", "地址"),
    "members": ("members", "member", "sign-in", "login", "sign-in e-mail", "登录邮箱", "登录账号", "成员"),
    "note": ("note", "notes", "remark", "备注"),
}
_STATES = {
    SupplierStatus.ACTIVE: ("", "active", "yes", "1", "true", "启用", "正常", "合作中"),
    SupplierStatus.PAUSED: ("paused", "inactive", "no", "0", "false", "停用", "暂停"),
}
STATES = {word: str(status) for status, words in _STATES.items() for word in words}
_TONGUES = {
    "zh-hans": ("", "zh", "zh-hans", "zh-cn", "chinese", "中文", "简体中文"),
    "en": ("en", "english", "英文", "英语"),
}
TONGUES = {word: language for language, words in _TONGUES.items() for word in words}
declare(
    {
        "no_name_column": (
            _("The file has no column with the suppliers’ names."),
            _("Give one column the heading Name or 名称. The others may be code, categories, weight, status, language, "
              "contact, email, phone, wechat, region and members."),
        )
    }
)  # fmt: skip
SEVERAL = re.compile(r"[;|、；\n]+")


class BadCell(ValueError):
    """A cell that cannot be used: its column, why, and what to do."""

    def __init__(self, column: str, reason: Text, fix: Text) -> None:
        self.column, self.reason, self.fix = column, reason, fix
        super().__init__(str(reason))


@dataclass(frozen=True, slots=True)
class SupplierRow:
    """A row as it was understood; `said` names the cells that hold something: an empty one changes nothing."""

    supplier: SupplierInput
    categories: tuple[str, ...]
    said: frozenset[str]


def columns_of(header: Sequence[str]) -> dict[str, int]:
    """Return where each known field stands in the heading."""
    known = {folded(word): name for name, words in HEADINGS.items() for word in words}
    found: dict[str, int] = {}
    for index, heading in enumerate(header):
        name = known.get(folded(heading).replace("_", " "))
        if name and name not in found:
            found[name] = index
    return found


def read_row(values: Mapping[str, str]) -> SupplierRow:
    """Understand the cells of one row. Raises BadCell."""
    cell = {name: " ".join(text.split()) for name, text in values.items()}
    name = cell.get("name", "")
    if not name:
        raise BadCell("name", _("The supplier has no name."), _("Fill in the name."))
    supplier = SupplierInput(
        name=name,
        code=cell.get("code", ""),
        weight=_weight(cell.get("weight", "")),
        status=_one_of("status", cell.get("status", ""), STATES, _("Use active or paused.")),
        language=_one_of("language", cell.get("language", ""), TONGUES, _("Use en or zh.")),
        contact_name=cell.get("contact_name", ""),
        email=cell.get("email", ""),
        phone=cell.get("phone", ""),
        wechat=cell.get("wechat", ""),
        region=cell.get("region", ""),
        note=cell.get("note", ""),
        members=_several(re.sub(r"[,，\s]+", ";", values.get("members", ""))),
    )
    categories = values.get("categories", "")
    said = frozenset(name for name, text in cell.items() if text)
    return SupplierRow(supplier, _several(categories), said)


def _weight(text: str) -> int:
    if not text:
        return 1
    try:
        return parse_quantity(text)
    except ValueError as error:
        reason = _("The weight “%(text)s” is no whole number.") % {"text": text}
        raise BadCell("weight", reason, _("Use a whole number from 1 to 1,000.")) from error


def _one_of(column: str, text: str, known: Mapping[str, str], fix: Text) -> str:
    found = known.get(folded(text))
    if found is None:
        raise BadCell(column, _("“%(text)s” is not understood.") % {"text": text}, fix)
    return found


def _several(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(part.strip() for part in SEVERAL.split(text) if part.strip()))
