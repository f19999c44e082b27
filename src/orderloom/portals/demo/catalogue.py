"""What the demo workspace sells, and who makes it."""

from dataclasses import dataclass

from orderloom.partners.commands import SupplierInput

CATEGORIES = {
    "Mugs": "杯类",
    "Mugs > Ceramic": "陶瓷杯",
    "Mugs > Enamel": "搪瓷杯",
    "Bags": "包袋",
    "Shoes": "鞋类",
    "Ornaments": "挂饰",
    "Apparel": "服装",
    "Phone cases": "手机壳",
    "Candles": "蜡烛",
}


@dataclass(frozen=True, slots=True)
class DemoSupplier:
    """A supplier of the demo with what it makes."""

    supplier: SupplierInput
    makes: tuple[str, ...]


def _maker(
    code: str, name: str, region: str, makes: tuple[str, ...], contact: str, member: str = ""
) -> DemoSupplier:
    members = (f"{member}@demo.example",) if member else ()
    return DemoSupplier(
        SupplierInput(
            name=name, code=code, region=region, contact_name=contact, members=members,
            email=members[0] if members else "", language="en" if name.isascii() else "zh-hans",
        ),
        makes,
    )  # fmt: skip


SUPPLIERS = (
    _maker("HY", "鸿运杯业", "浙江永康", ("Mugs",), "陈师傅", "hongyun"),
    _maker("CZ", "潮州一鸣陶瓷", "广东潮州", ("Mugs", "Mugs > Ceramic"), "林一鸣", "yiming"),
    _maker("DH", "德化白瓷", "福建德化", ("Mugs > Ceramic",), "苏白"),
    _maker("JH", "Jinhua Textile", "Jinhua, Zhejiang", ("Bags", "Apparel"), "Wei Jin", "jinhua"),
    _maker("RF", "瑞丰制衣", "广东中山", ("Apparel", "Bags"), "何瑞"),
    _maker("LH", "利和鞋业", "福建莆田", ("Shoes",), "吴利"),
    _maker("PT", "莆田恒达", "福建莆田", ("Shoes",), "林恒"),
    _maker("LX", "义乌蓝芯工艺", "浙江义乌", ("Ornaments",), "骆蓝"),
    _maker("KS", "深圳壳思", "广东深圳", ("Phone cases",), "郑可"),
)


@dataclass(frozen=True, slots=True)
class Product:
    """A thing that the demo's shops sell; `asks` is the label of its personalisation, if it has one."""

    sku: str
    title: str
    variants: tuple[str, ...]
    category: str
    price: str
    asks: str = ""


PRODUCTS = (
    Product(
        "MUG-330",
        "Ceramic mug 330 ml, name print",
        ("White", "Blush", "Sage"),
        "Mugs > Ceramic",
        "18.50",
        "Name",
    ),
    Product(
        "MUG-350", "Enamel mug 350 ml, logo", ("Forest green", "Cream"), "Mugs > Enamel", "19.90", "Logo text"
    ),
    Product("TOT-NAT", "Canvas tote, natural, heart", ("38 × 42 cm",), "Bags", "17.50"),
    Product("TEE-NVY", "Heavy cotton tee, navy", ("S", "M", "L", "XL"), "Apparel", "12.90"),
    Product("SNK-GRN", "Kids sneaker, green", ("28", "30", "32", "34"), "Shoes", "42.00"),
    Product("ORN-GLS", "Glass ornament, engraved", ("Red", "Clear"), "Ornaments", "9.95", "Engraving"),
    Product(
        "CAS-PET", "Phone case, pet portrait", ("iPhone 16", "Pixel 10"), "Phone cases", "24.00", "Pet’s name"
    ),
)
BUYERS = (
    ("Aiko Tanaka", "4-2-8 Shibakoen", "Tokyo", "", "105-0011", "Japan", "JP"),
    ("Lukas Weber", "Invalidenstraße 44", "Berlin", "", "10115", "Germany", "DE"),
    ("Marta Ruiz", "Calle de Alcalá 52", "Madrid", "", "28014", "Spain", "ES"),
    ("Tom Sutherland", "18 Rose Street", "Edinburgh", "", "EH2 2NG", "United Kingdom", "GB"),
    ("Bluebird Gifts", "77 Commercial Street", "Portland", "ME", "04101", "United States", "US"),
    ("Diego Alvarez", "2140 NW Flanders St", "Portland", "OR", "97210", "United States", "US"),
    ("Chloé Martin", "11 rue des Martyrs", "Paris", "", "75009", "France", "FR"),
    ("王晓磊", "南京西路 1266 号", "上海", "上海", "200040", "China", "CN"),
    ("Harbor & Pine", "3 Granary Wharf", "Leeds", "", "LS1 4BR", "United Kingdom", "GB"),
    ("James Okafor", "902 Peachtree St", "Atlanta", "GA", "30309", "United States", "US"),
)
WORDS = ("Nana Ruth", "Liam & Zoë", "小雨", "Team Birch 2026", "Best Dad", "Mochi", "Ole", "Grandpa Joe ☕")
