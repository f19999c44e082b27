"""Postal services: all use the Universal Postal Union's S10 numbers, and some have their own besides."""

from orderloom.shipping.carriers.carrier import Carrier, Confidence, Format
from orderloom.shipping.carriers.checksums import mod10, s10

SHAPE, LIKELY, SURE = Confidence

# Where a postal service that belongs to the Union gives out S10 numbers (ISO 3166 alpha-2).
_COUNTRIES = """
AD AE AF AG AI AL AM AO AR AT AU AW AZ BA BB BD BE BF BG BH BI BJ BM BN BO BR BS BT BW BY
BZ CA CD CF CG CH CI CL CM CN CO CR CU CV CW CY CZ DE DJ DK DM DO DZ EC EE EG ER ES ET FI
FJ FK FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GT GU GW GY HK HN HR HT HU ID IE IL
IM IN IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU
LV LY MA MC MD ME MG MK ML MM MN MO MQ MR MS MT MU MV MW MX MY MZ NA NC NE NG NI NL NO NP
NR NU NZ OM PA PE PF PG PH PK PL PR PS PT PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SK
SL SM SN SO SR SS ST SV SX SY SZ TC TD TG TH TJ TL TM TN TO TR TT TV TW TZ UA UG US UY UZ
VA VC VE VG VN VU WS YE ZA ZM ZW
"""
COUNTRIES = _COUNTRIES.split()


def international(*countries: str, service: str = "[A-Z]{2}", confidence: Confidence = SURE) -> Format:
    """Build the format of S10 numbers that the services of `countries` give out."""
    pattern = rf"{service}(?P<serial>\d{{8}})(?P<check>\d)(?:{'|'.join(countries)})"
    lead = "EA" if service.startswith("E") else "RR"
    return Format.of("s10", pattern, f"{lead}123456785{countries[0]}", confidence, s10)


def post(code: str, name_en: str, name_zh: str, country: str, tracking_page: str, *others: Format) -> Carrier:
    """Describe a postal service; `country` is where it gives out S10 numbers, several set apart by `|`."""
    return Carrier(code, name_en, name_zh, tracking_page, (international(*country.split("|")), *others))


IMPB_ROUTE = r"(?:420\d{5}(?=(?:\d{22}|\d{26})\Z)|420\d{9}(?=\d{22}\Z))?"
IMPB_BODY = (
    r"94\d{3}(?:\d{16}|\d{20}|9\d{23})|92\d{3}9\d{15}(?:\d{4})?"
    r"|93\d{3}[0-8]\d{15}(?:\d{4})?|95\d{3}\d{16}(?:\d{4})?"
)
CARRIERS = (
    Carrier(
        "usps",
        "USPS",
        "美国邮政 USPS",
        "https://tools.usps.com/go/TrackConfirmAction?tLabels={number}",
        (
            Format.of(
                "impb",
                rf"{IMPB_ROUTE}(?P<serial>{IMPB_BODY})(?P<check>\d)",
                "9400111206206406260787",
                SURE,
                mod10(3, 1),
            ),
            international("US"),
            Format.of(
                "confirmation",
                r"(?P<serial>\d{19})(?P<check>\d)",
                "03071790000523483741",
                LIKELY,
                mod10(3, 1),
            ),
            Format.of(
                "legacy",
                r"(?:420\d{5}(?:\d{4})?)?(?P<serial>(?:91)?\d{19})(?P<check>\d)",
                "9101123456789000000013",
                LIKELY,
                mod10(3, 1, lead="91"),
            ),
        ),
    ),
    post(
        "canada_post",
        "Canada Post",
        "加拿大邮政",
        "CA",
        "https://www.canadapost-postescanada.ca/track-reperage/en#/search?searchFor={number}",
        Format.of("domestic", r"(?P<serial>\d{15})(?P<check>\d)", "7035114477138472", LIKELY, mod10(3, 1)),
    ),
    post(
        "royal_mail",
        "Royal Mail",
        "英国皇家邮政",
        "GB",
        "https://www.royalmail.com/track-your-item#/tracking-results/{number}",
    ),
    post(
        "australia_post",
        "Australia Post",
        "澳大利亚邮政",
        "AU",
        "https://auspost.com.au/mypost/track/details/{number}",
        Format.of("article", r"(?=[A-Z\d]{0,4}[A-Z])[A-Z\d]{3,5}\d{7,9}", "33ABC0123456", SHAPE),
        Format.of("numeric", r"99\d{18,21}|\d{12}", "997012345678901234567", SHAPE),
    ),
    post(
        "la_poste",
        "La Poste / Colissimo",
        "法国邮政 Colissimo",
        "FR",
        "https://www.laposte.fr/outils/suivre-vos-envois?code={number}",
        Format.of("colissimo", r"\d[A-Z]\d{11}", "6A12345678901", LIKELY),
    ),
    post(
        "deutsche_post",
        "Deutsche Post",
        "德国邮政",
        "DE",
        "https://www.dhl.de/en/privatkunden/pakete-empfangen/verfolgen.html?piececode={number}",
    ),
    post(
        "postnl",
        "PostNL",
        "荷兰邮政",
        "NL",
        "https://postnl.post/details/?barcode={number}",
        Format.of("domestic", r"3S[A-Z\d]{9,15}", "3SABCD012345678", LIKELY),
    ),
    post(
        "bpost", "bpost", "比利时邮政", "BE", "https://track.bpost.cloud/btr/web/#/search?itemCode={number}"
    ),
    post(
        "swiss_post",
        "Swiss Post",
        "瑞士邮政",
        "CH",
        "https://service.post.ch/ekp-web/ui/entry/search/{number}",
    ),
    post(
        "correos",
        "Correos",
        "西班牙邮政",
        "ES",
        "https://www.correos.es/es/en/tools/tracker/items/details?tracking-number={number}",
    ),
    post(
        "poste_italiane",
        "Poste Italiane",
        "意大利邮政",
        "IT",
        "https://www.poste.it/cerca/index.html#/risultati-spedizioni/{number}",
    ),
    post(
        "postnord",
        "PostNord",
        "北欧邮政 PostNord",
        "SE|DK",
        "https://www.postnord.se/en/our-tools/track-and-trace?shipmentId={number}",
    ),
    post(
        "japan_post",
        "Japan Post",
        "日本邮政",
        "JP",
        "https://trackings.post.japanpost.jp/services/srv/search/direct?locale=en&reqCodeNo1={number}",
    ),
    post(
        "korea_post",
        "Korea Post",
        "韩国邮政",
        "KR",
        "https://ems.epost.go.kr/front.Tracking01Eng.postal?POST_CODE={number}",
    ),
    post(
        "singapore_post",
        "Singapore Post",
        "新加坡邮政",
        "SG",
        "https://www.singpost.com/track-items?trackNums={number}",
    ),
    post(
        "hongkong_post",
        "Hongkong Post",
        "香港邮政",
        "HK",
        "https://www.hongkongpost.hk/en/mail_tracking/index.html?trackcode={number}",
    ),
    post(
        "malaysia_post", "Pos Malaysia", "马来西亚邮政", "MY", "https://tracking.pos.com.my/tracking/{number}"
    ),
    Carrier(
        "postal",
        "Another postal service (S10)",
        "其他国家邮政（S10）",
        "https://t.17track.net/en#nums={number}",
        (international(*COUNTRIES, confidence=LIKELY),),
    ),
)
