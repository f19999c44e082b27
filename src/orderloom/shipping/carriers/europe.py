"""Carriers of Europe and Japan, and those from there that go everywhere."""

from orderloom.shipping.carriers.carrier import Carrier, Confidence, Format
from orderloom.shipping.carriers.checksums import mod7, mod10, mod37_36

SHAPE, LIKELY, SURE = Confidence

CARRIERS = (
    Carrier(
        "dhl",
        "DHL",
        "敦豪 DHL",
        "https://www.dhl.com/global-en/home/tracking.html?tracking-id={number}",
        (
            Format.of("express", r"(?P<serial>\d{9,10})(?P<check>\d)", "3318810025", LIKELY, mod7),
            Format.of("piece", r"J[A-Z]{2,3}\d{9,10}", "JJD0099999999", LIKELY),
            Format.of(
                "germany",
                r"00(?P<serial>340434\d{11})(?P<check>\d)",
                "00340434161094042557",
                SURE,
                mod10(3, 1),
            ),
            Format.of("ecommerce", r"GM(?=[A-Z]*\d)[A-Z\d]{10,39}", "GM2951173225174494", SURE),
            Format.of(
                "ecommerce_asia",
                r"(?:LX|RX|UV|CN|SG|TH|IN|HK|MY)(?=[A-Z]*\d)[A-Z\d]{10,39}",
                "HKAAA1234567890",
                SHAPE,
            ),
            Format.of("ecommerce_14", r"\d{14}", "60120172242323", SHAPE),
        ),
    ),
    Carrier(
        "dpd",
        "DPD",
        "DPD",
        "https://www.dpdgroup.com/nl/mydpd/my-parcels/track?lang=en&parcelNumber={number}",
        (
            Format.of(
                "label",
                r"(?P<serial>\d{27})(?P<check>[A-Z\d])",
                "008182709980000020033350276C",
                SURE,
                mod37_36,
            ),
            Format.of("parcel", r"(?P<serial>\d{14})(?P<check>[A-Z\d])", "09980000020033F", LIKELY, mod37_36),
            Format.of("short", r"0\d{13}", "09980000020033", SHAPE),
        ),
    ),
    Carrier(
        "gls",
        "GLS",
        "GLS",
        "https://gls-group.com/GROUP/en/parcel-tracking?match={number}",
        (
            Format.of("parcel", r"\d{11,12}", "12345678901", SHAPE),
            Format.of("track_id", r"(?=[A-Z]*\d)(?=\d*[A-Z])[A-Z\d]{8}", "ZABC1DE2", SHAPE),
        ),
    ),
    Carrier(
        "evri",
        "Evri (Hermes)",
        "Evri（原 Hermes）",
        "https://www.evri.com/track/parcel/{number}/details",
        (
            Format.of("parcel", r"[CHT]\d{2}[A-Z\d]{2}[A-Z]?\d{10,11}", "T00AA1234567890", LIKELY),
            Format.of("numeric", r"\d{16}", "1234567890123456", SHAPE),
        ),
    ),
    Carrier(
        "yodel",
        "Yodel",
        "Yodel",
        "https://www.yodel.co.uk/tracking/{number}",
        (Format.of("parcel", r"JJ?D\d{16}", "JJD0002257639032011", SURE),),
    ),
    Carrier(
        "inpost",
        "InPost",
        "InPost",
        "https://inpost.pl/en/find-parcel?number={number}",
        (Format.of("parcel", r"\d{24}", "612345678901234567890123", LIKELY),),
    ),
    Carrier(
        "mondial_relay",
        "Mondial Relay",
        "Mondial Relay",
        "https://www.mondialrelay.fr/suivi-de-colis?numeroExpedition={number}",
        (Format.of("parcel", r"\d{8}|\d{10}|\d{12}", "12345678", SHAPE),),
    ),
    Carrier(
        "yamato",
        "Yamato Transport",
        "大和运输 黑猫宅急便",
        "https://toi.kuronekoyamato.co.jp/cgi-bin/tneko?number01={number}",
        (Format.of("parcel", r"(?P<serial>\d{11})(?P<check>\d)", "123456789013", SHAPE, mod7),),
    ),
    Carrier(
        "sagawa",
        "Sagawa Express",
        "佐川急便",
        "https://k2k.sagawa-exp.co.jp/p/web/okurijosearch.do?okurijoNo={number}",
        (Format.of("parcel", r"(?P<serial>\d{11})(?P<check>\d)", "123456789013", SHAPE, mod7),),
    ),
)
