"""The small coloured marks of the shops an order can come from."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Mark:
    """A letter on the platform's colour; the name is a proper noun and is not translated."""

    name: str
    letter: str
    colour: str


MARKS: dict[str, Mark] = {
    "amazon": Mark("Amazon", "a", "#1F2A37"),
    "etsy": Mark("Etsy", "E", "#C8501A"),
    "shopify": Mark("Shopify", "S", "#4C7A33"),
    "woocommerce": Mark("WooCommerce", "W", "#6B3F87"),
    "tmall": Mark("Tmall", "T", "#B4232A"),
    "taobao": Mark("Taobao", "T", "#C24A00"),
    "tiktok": Mark("TikTok Shop", "T", "#111111"),
    "temu": Mark("Temu", "T", "#B84A00"),
    "ebay": Mark("eBay", "e", "#2B5DB0"),
    "api": Mark("API", "A", "#3346A8"),
    "manual": Mark("", "M", "#5A606C"),
    "other": Mark("", "O", "#5A606C"),
}


def mark(platform: str) -> Mark:
    """Return the mark of a platform; an unknown one gets its own first letter on grey."""
    known = MARKS.get(platform.lower())
    return known or Mark(platform, platform[:1].upper() or "?", "#5A606C")
