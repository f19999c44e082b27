"""The commands of the palette: where one can go and what one can do, by which words they are found, by which keys."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from orderloom.catalog.permissions import MANAGE as CATALOGUE
from orderloom.intake.permissions import EDIT, IMPORT
from orderloom.kernel.actor import Actor
from orderloom.partners.permissions import MANAGE
from orderloom.production.permissions import ANSWER
from orderloom.ui.shapes import Found

PAGES, DEEDS, LOOKS = "pages", "deeds", "looks"


@dataclass(frozen=True, slots=True)
class Command:
    """One command; `words` finds it in both languages, whichever is shown.

    `keys` are pressed one after the other; `post` is sent to the address instead of opening it; `opens` is a sheet of
    the page that is open.
    """

    group: str
    label: str | Promise
    words: str
    icon: str
    page: str = ""
    query: str = ""
    permission: str = ""
    keys: str = ""
    post: str = ""
    opens: str = ""

    def fits(self, text: str) -> bool:
        """Test whether each word that was typed begins a word of the command, or stands in its name."""
        label = str(self.label).casefold()
        known = [*label.split(), *self.words.casefold().split()]
        return all(
            part in label or any(word.startswith(part) for word in known) for part in text.casefold().split()
        )

    def found(self, slug: str) -> Found:
        """Return it as a line of the palette."""
        url = reverse("ui:preferences") if self.post else ""
        if self.page:
            url = reverse(f"merchant:{self.page}", args=(slug,)) + self.query
        return Found(self.label, url, self.icon, keys=self.keys, post=self.post, opens=self.opens)


COMMANDS = (
    Command(PAGES, _("Today"), "home start dashboard 今天 首页 工作台", "home", "today", keys="g h"),
    Command(PAGES, _("Orders"), "list 订单", "list-details", "orders", keys="g o"),
    Command(PAGES, _("Supplier tasks"), "production work 任务 生产", "clipboard-list", "tasks", keys="g t"),
    Command(PAGES, _("Shipments"), "parcels tracking 物流 包裹 发货 运单", "truck-delivery", "shipments", keys="g p"),
    Command(PAGES, _("Cases"), "exceptions problems 异常 工单", "flag", "cases", keys="g c"),
    Command(PAGES, _("Suppliers"), "factory maker 供应商 工厂", "building-factory-2", "suppliers", keys="g s"),
    Command(PAGES, _("Products"), "catalogue sku title 商品 产品", "package", "products"),
    Command(PAGES, _("Categories"), "类目 分类", "tag", "categories"),
    Command(PAGES, _("Automations"), "rules rotation 自动化 规则 派单", "bolt", "automation", keys="g a"),
    Command(PAGES, _("Import"), "upload file 导入", "arrows-exchange", "imports", keys="g i"),
    Command(PAGES, _("Notifications"), "bell 通知", "bell", "notices", keys="g n"),
    Command(PAGES, _("Bulk runs"), "batch undo retry 批量", "history", "runs", keys="g b"),
    Command(PAGES, _("Settings"), "workspace members roles keys 设置", "settings", "settings", keys="g e"),
    Command(
        DEEDS, _("Enter tracking numbers"), "track tracking ship parcels waybill paste 运单号 发货 物流 快递",
        "truck-delivery", "track", permission=ANSWER, keys="g k",
    ),
    Command(
        DEEDS, _("Review orders"), "approve confirm 审核 审单", "check", "orders", "?stage=review",
        permission=EDIT, keys="g r",
    ),
    Command(
        DEEDS, _("Enter a new order"), "add create 新建 订单 录入", "plus", "order-new", permission=EDIT, keys="c o"
    ),
    Command(DEEDS, _("Import orders"), "upload file csv excel 导入 订单", "upload", "imports", permission=IMPORT),
    Command(
        DEEDS, _("Add supplier"), "new create 新增 供应商", "plus", "supplier-new", permission=MANAGE, keys="c s"
    ),
    Command(DEEDS, _("Orders on hold"), "held paused 挂起", "player-pause", "orders", "?held=1"),
    Command(DEEDS, _("Late orders"), "overdue due 逾期 超期 交期", "clock", "orders", "?due=late"),
    Command(DEEDS, _("Orders with exceptions"), "problem flag 异常", "flag", "orders", "?exception=1"),
    Command(DEEDS, _("Tasks without an answer"), "overdue remind 催单 未接单", "clock", "tasks", "?due=answer"),
    Command(
        DEEDS, _("Edit the SKU script"), "code python 脚本", "code", "automation", "?step=sku", permission=CATALOGUE
    ),
    Command(LOOKS, "English", "language 语言 英文 英语", "language", post="language=en"),
    Command(LOOKS, "中文", "language chinese 语言", "language", post="language=zh-hans"),
    Command(LOOKS, _("Light colours"), "theme mode 浅色 主题", "adjustments-horizontal", post="theme=light"),
    Command(LOOKS, _("Dark colours"), "theme mode night 深色 主题", "adjustments-horizontal", post="theme=dark"),
    Command(
        LOOKS, _("Colours as on this device"), "theme mode auto 跟随 主题", "adjustments-horizontal", post="theme=auto"
    ),
    Command(LOOKS, _("Dense rows"), "density compact 密度 紧凑", "adjustments-horizontal", post="density=dense"),
    Command(
        LOOKS, pgettext_lazy("density", "Standard rows"), "density 密度 标准", "adjustments-horizontal",
        post="density=standard",
    ),
    Command(LOOKS, _("Cosy rows"), "density wide 密度 宽松", "adjustments-horizontal", post="density=cosy"),
    Command(LOOKS, _("All keys"), "help shortcuts keyboard ? 帮助 快捷键", "keyboard", opens="keys"),
)  # fmt: skip


def allowed(actor: Actor) -> list[Command]:
    """Return the commands that the actor may give."""
    return [one for one in COMMANDS if not one.permission or actor.can(one.permission)]


def chords(actor: Actor, slug: str) -> list[Found]:
    """Return the commands that have keys, for the page's list of keys."""
    return [one.found(slug) for one in allowed(actor) if one.keys]
