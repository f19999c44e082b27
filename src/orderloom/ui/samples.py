"""What the style guide shows: made-up orders in both languages."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django import forms
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from orderloom.kernel import clock
from orderloom.kernel.money import Money
from orderloom.ui.charts import Bar, Day, bars, flow, spark
from orderloom.ui.shapes import (
    Chip,
    Column,
    Entry,
    Found,
    FoundGroup,
    MenuItem,
    NavGroup,
    NavItem,
    Paging,
    Segment,
    Step,
    Tab,
)
from orderloom.ui.status import VOCABULARY

Facts = dict[str, Any]


def pick(english: str, chinese: str) -> str:
    """Return the made-up name in the language of the reader."""
    return chinese if (get_language() or "en").startswith("zh") else english


def suppliers() -> list[str]:
    """Return the names of made-up suppliers."""
    return [
        pick("Hongyun Cups", "鸿运杯业"),
        pick("Jinhua Textile", "金华布艺"),
        pick("Lihe Shoes", "利和鞋业"),
        pick("Shenzhen Kesi", "深圳壳思"),
        pick("Yiwu Lanxin", "义乌蓝芯工艺"),
    ]


class SampleForm(forms.Form):
    """One field of each kind."""

    name = forms.CharField(label="", max_length=80)
    email = forms.EmailField(label="", required=False)
    weight = forms.IntegerField(label="", min_value=1)
    language = forms.ChoiceField(label="", choices=(("en", "English"), ("zh", "简体中文")))
    note = forms.CharField(label="", required=False, widget=forms.Textarea(attrs={"rows": 2}))
    due = forms.DateField(label="", required=False, widget=forms.DateInput(attrs={"type": "date"}))
    active = forms.BooleanField(label="", required=False)

    def __init__(self, data: QueryDict | None = None, prefix: str | None = None) -> None:
        """Take the words when the form is drawn, so that they are in the reader's language."""
        super().__init__(data, prefix=prefix, initial={"weight": 1, "active": True})
        words = {
            "name": (_("Supplier"), ""),
            "email": (_("E-mail"), _("Tasks are sent here as well.")),
            "weight": (_("Weight"), _("2 gets twice as many tasks as 1.")),
            "language": (_("Language"), ""),
            "note": (_("Note"), ""),
            "due": (_("Due"), ""),
            "active": (_("Takes new tasks"), _("Switch off to pause; open tasks stay.")),
        }
        for key, (label, text) in words.items():
            self.fields[key].label, self.fields[key].help_text = label, text


def wrong_form() -> SampleForm:
    """Return the form after a submission that was refused."""
    form = SampleForm(QueryDict("w-name=&w-email=chen.hongyun&w-weight=0&w-language=en"), prefix="w")
    form.is_valid()
    form.add_error(None, _("Some of the input cannot be used."))
    return form


def nav() -> list[NavGroup]:
    """Return the merchant's side bar."""
    return [
        NavGroup(
            [
                NavItem(_("Today"), "#", "home"),
                NavItem(_("Orders"), "#", "list-details", 69, hot=True, current=True),
                NavItem(pick("Etsy, due in 3 days", "Etsy 3 天内到期"), "#", count=18, sub=True),
                NavItem(_("Supplier tasks"), "#", "clipboard-list", 598),
            ]
        ),
        NavGroup(
            [NavItem(_("Suppliers"), "#", "building-factory-2"), NavItem(_("Categories"), "#", "tag")],
            _("Partners & catalogue"),
        ),
        NavGroup(
            [
                NavItem(_("Automation"), "#", "bolt"),
                NavItem(_("Import"), "#", "arrows-exchange"),
                NavItem(_("Settings"), "#", "settings"),
            ],
            _("Set-up"),
        ),
    ]


def rows(now: datetime) -> list[Facts]:
    """Return lines of an order list in every state."""
    makers = suppliers()
    shapes = [
        ("etsy", "received", "you", -52, ""),
        ("amazon", "in_production", "supplier", -3, _("No tracking 48 h")),
        ("shopify", "in_production", "supplier", 5, ""),
        ("woocommerce", "ready_to_ship", "supplier", 26, ""),
        ("manual", "purchasing", "system", 50, ""),
        ("etsy", "shipped", "carrier", 80, ""),
        ("tmall", "completed", "nobody", None, ""),
        ("amazon", "on_hold", "staff", 130, ""),
        ("shopify", "cancelled", "nobody", None, ""),
    ]
    long_name = pick(
        "Ceramic mug 330 ml, name print on both sides, gift box with a ribbon and a card",
        "陶瓷马克杯 330ml 双面姓名定制 礼盒装 附丝带与贺卡",
    )
    items = [
        long_name,
        pick("Canvas tote, heart", "帆布袋 爱心印花"),
        pick("Kids sneaker, green", "儿童运动鞋 绿色"),
    ]
    waits = {
        "system": pick("Automation", "自动派单"),
        "carrier": "YunExpress",
        "staff": pick("Lin Mei", "林梅"),
        "you": pick("Lin Mei", "林梅"),
    }
    return [
        {
            "number": f"SO-{10482 - index}",
            "platform": platform,
            "buyer": ["Ella Novak", "James Okafor", "Chloé Martin", "王晓磊"][index % 4],
            "item": items[index % 3],
            "quantity": [1, 12, 120, 4][index % 4],
            "money": Money(Decimal("12.90") * (index * index + 1), "USD"),
            "code": code,
            "flag": flag,
            "kind": kind,
            "wait": waits.get(kind, makers[index % 5] if kind == "supplier" else ""),
            "due": None if hours is None else now + timedelta(hours=hours),
            "placed": now - timedelta(minutes=27 + index * 190),
        }
        for index, (platform, code, kind, hours, flag) in enumerate(shapes)
    ]


def timeline(now: datetime) -> list[Entry]:
    """Return one event of each kind."""
    maker, person = suppliers()[0], pick("Lin Mei", "林梅")
    cracked = pick(
        "One mug cracked in the kiln. Ready on the 23rd all the same.",
        "有一个杯子烧裂了，今晚重烧，23 号能交。",
    )
    inside = pick("Customer is a repeat wholesaler.", "老批发客户，若延误就升级物流。")
    return [
        Entry(maker, "", now - timedelta(minutes=38), "message", message=cracked, kind="in"),
        Entry(person, "", now - timedelta(hours=2), "lock", message=inside, kind="int"),
        Entry(
            person,
            pick("changed the due date", "修改了交期"),
            now - timedelta(days=2),
            "pencil",
            pick("22 Nov", "11月22日"),
            pick("23 Nov", "11月23日"),
        ),
        Entry(
            pick("Round robin by category", "按品类轮流派单"),
            "",
            now - timedelta(days=3),
            "route",
            detail=pick("Mugs: next in turn.", "杯类：轮到这一家。"),
            url="#",
            url_label=_("Why this supplier?"),
        ),
        Entry(person, pick("approved the order", "审核通过"), now - timedelta(days=3), "check"),
    ]


def charts() -> Facts:
    """Return the charts of Today."""
    received = [88, 104, 97, 92, 110, 121, 76, 69, 101, 118, 126, 109, 131, 74]
    shipped = [92, 95, 101, 99, 98, 107, 83, 64, 96, 104, 119, 122, 117, 61]
    days = [
        Day(pick(f"{day} Nov", f"11月{day}日"), received[day - 9], shipped[day - 9]) for day in range(9, 23)
    ]
    shares = [(33.3, 0), (33.4, 1), (33.3, 0), (44.0, -6), (56.0, 6)]
    fair = [
        Bar(
            name,
            f"{share}%",
            share * 1.6,
            33.3 * 1.6 if abs(drift) < 2 else 80.0,
            abs(drift) > 2,
            f"{drift:+d}",
        )
        for name, (share, drift) in zip(suppliers(), shares, strict=True)
    ]
    return {
        "flow": flow(days),
        "fair": bars(_("Share of tasks against the rule"), fair),
        "spark_good": spark([150, 141, 138, 132, 130, 121, 119, 112]),
        "spark_bad": spark([30, 33, 28, 31, 36, 35, 35, 41], good=False),
    }


def lists() -> Facts:
    """Return what stands around a list: tabs, filters, columns, paging."""
    return {
        "tabs": [
            Tab(_("All"), "#", 1284, current=True),
            Tab(_("To review"), "#", 37, "warm"),
            Tab(_("In production"), "#", 486),
            Tab(_("Shipped"), "#", 0),
            Tab(_("Exceptions"), "#", 32, "hot"),
        ],
        "chips": [
            Chip(_("Channel"), "Etsy, Amazon", "#"),
            Chip(_("Due"), pick("within 7 days", "7 天内"), "#"),
        ],
        "columns": [
            Column(_("Order"), "w-no"),
            Column(_("Customer"), "w-cust"),
            Column(_("Items")),
            Column(_("Qty"), "w-qty far", right=True),
            Column(_("Amount"), "w-amt far", right=True),
            Column(_("Status"), "w-st"),
            Column(_("Waiting on"), "w-who"),
            Column(_("Due"), "w-due", sort_url="#", sorted="ascending"),
            Column(_("Placed"), "w-age far", right=True, sort_url="#"),
        ],
        "page": Paging(50, 10000, capped=True, next_url="#", counted_seconds_ago=12),
        "segments": [
            Segment(_("All"), "#", current=True),
            Segment(_("Messages"), "#", 3),
            Segment(_("Changes"), "#"),
        ],
        "steps": [
            Step(_("Received"), pick("19 Nov 14:05", "11月19日 14:05"), "ok"),
            Step(_("Reviewed"), pick("14:20, Lin Mei", "14:20 林梅"), "ok"),
            Step(_("In production"), pick("1 of 2 tasks", "2 个任务完成 1 个"), "now"),
            Step(_("Shipped"), pick("planned 23 Nov", "计划 11月23日")),
            Step(_("Completed")),
        ],
        "wizard": [
            Step(_("Choose file"), state="ok"),
            Step(_("Match columns"), state="now"),
            Step(_("Check")),
            Step(_("Import")),
        ],
    }


def palette(query: str) -> list[FoundGroup]:
    """Return what the command palette shows for a query."""
    orders = [Found(f"SO-{10482 - index}", "#", "list-details", _("Order")) for index in range(3)]
    makers = [Found(name, "#", "building-factory-2", _("Supplier")) for name in suppliers()[:2]]
    found = [item for item in (*orders, *makers) if query.lower() in str(item.label).lower()]
    return [FoundGroup(_("Go to"), found)] if found else []


def merchant_samples() -> Facts:
    """Return everything that the merchant's style guide draws."""
    now = clock.now()
    other = MenuItem(pick("Other workspace", "其他工作区"), "#", "building-factory-2")
    return {
        **lists(),
        **charts(),
        "now": now,
        "nav": nav(),
        "place": "Birch & Clay",
        "places": [MenuItem("Birch & Clay", "#", "check", current=True), other],
        "person": pick("Lin Mei", "林梅"),
        "person_menu": [MenuItem(_("Settings"), "#", "settings"), MenuItem(_("Sign out"), "#", "logout")],
        "notices_url": "#",
        "notices": 6,
        "palette_url": reverse("ui:styleguide_palette"),
        "rows": rows(now),
        "timeline": timeline(now),
        "vocabulary": VOCABULARY,
        "suppliers": suppliers(),
        "form": SampleForm(),
        "wrong": wrong_form(),
        "about": Decimal("19.10"),
        "keyvalues": [(_("Customer paid"), "$ 218.80"), (_("Supplier cost"), "¥ 136.00")],
        "phone_url": reverse("ui:styleguide_phone"),
    }


def phone_samples() -> Facts:
    """Return everything that the supplier's style guide draws."""
    now = clock.now()
    return {
        "now": now,
        "place": suppliers()[0],
        "phone": True,
        "nav": [
            NavGroup(
                [
                    NavItem(_("Tasks"), "#", "clipboard-list", 4, current=True),
                    NavItem(_("History"), "#", "history"),
                    NavItem(_("Me"), "#", "user"),
                ]
            )
        ],
        "tabs": [
            Tab(pick("To do", "要做"), "#", 4, "hot", current=True),
            Tab(pick("Making", "生产中"), "#", 8),
            Tab(pick("To ship", "待发货"), "#", 2),
            Tab(pick("Shipped", "已发货"), "#"),
        ],
        "tasks": [
            {
                "number": "T-20915",
                "code": "offered",
                "due": now + timedelta(minutes=80),
                "item": pick("Ceramic mug 330 ml, name print", "陶瓷马克杯 330ml 姓名定制"),
                "quantity": 4,
                "money": Money(Decimal(46), "CNY"),
                "made": None,
            },
            {
                "number": "T-20911",
                "code": "in_production",
                "due": now - timedelta(hours=5),
                "item": pick("Enamel mug 350 ml, logo", "搪瓷杯 350ml 企业标"),
                "quantity": 120,
                "money": Money(Decimal(1240), "CNY"),
                "made": 90,
            },
            {
                "number": "T-20902",
                "code": "ready_to_ship",
                "due": now + timedelta(hours=24),
                "item": pick("Ceramic mug 330 ml, blush", "陶瓷马克杯 330ml 粉色"),
                "quantity": 24,
                "money": Money(Decimal(276), "CNY"),
                "made": 24,
            },
        ],
        "reasons": [
            pick("No capacity", "产能不足"),
            pick("Price too low", "价格太低"),
            pick("Material missing", "缺材料"),
        ],
        "form": SampleForm(),
        "timeline": timeline(now),
    }
