"""Carriers of North America, and those from there that go everywhere."""

from orderloom.shipping.carriers.carrier import Carrier, Confidence, Format
from orderloom.shipping.carriers.checksums import luhn, mod10, mod11_10

SHAPE, LIKELY, SURE = Confidence
EXPRESS = mod11_10(3, 1, 7, 3, 1, 7, 3, 1, 7, 3, 1)
LABEL = mod11_10(1, 7, 3, 1, 7, 3, 1, 7, 3, 1, 7, 3, 1)

CARRIERS = (
    Carrier(
        "ups",
        "UPS",
        "UPS 联合包裹",
        "https://www.ups.com/track?tracknum={number}",
        (
            Format.of(
                "parcel", r"1Z(?P<serial>[A-Z\d]{15})(?P<check>\d)", "1Z5R89390357567127", SURE, mod10(1, 2)
            ),
            Format.of(
                "waybill", r"[AHJKTV](?P<serial>\d{9})(?P<check>\d)", "K1506235620", LIKELY, mod10(1, 2)
            ),
        ),
    ),
    Carrier(
        "fedex",
        "FedEx",
        "联邦快递 FedEx",
        "https://www.fedex.com/fedextrack/?trknbr={number}",
        (
            Format.of("express", r"(?P<serial>\d{11})(?P<check>\d)", "986578788855", LIKELY, EXPRESS),
            Format.of("ground", r"(?P<serial>\d{14})(?P<check>\d)", "568283610012734", LIKELY, mod10(1, 3)),
            Format.of(
                "sscc", r"\d\d(?P<serial>\d{15})(?P<check>\d)", "000123450000000027", LIKELY, mod10(3, 1)
            ),
            Format.of(
                "ground_96",
                r"96\d{5}(?P<serial>\d{14})(?P<check>\d)",
                "9611020987654312345672",
                SURE,
                mod10(1, 3),
            ),
            Format.of(
                "astra",
                r"3\d{15}(?P<serial>\d{11})(?P<check>\d)\d{4}",
                "32971514560102447849175802862014",
                SURE,
                EXPRESS,
            ),
            Format.of(
                "label",
                r"[0-8]\d{19}(?P<serial>\d{13})(?P<check>\d)",
                "1001921334250001000300779017972697",
                LIKELY,
                LABEL,
            ),
            Format.of(
                "ground_label",
                r"96\d{18}(?P<serial>\d{13})(?P<check>\d)",
                "9622001900000000000000776632517510",
                SURE,
                LABEL,
            ),
        ),
    ),
    Carrier(
        "amazon",
        "Amazon Logistics",
        "亚马逊物流",
        "https://track.amazon.com/tracking/{number}",
        (
            Format.of("parcel", r"TB[ACM]\d{12}", "TBA502887274000", SURE),
            Format.of("international", r"[AFC]\d{10}", "C1004444443", SHAPE),
        ),
    ),
    Carrier(
        "ontrac",
        "OnTrac",
        "OnTrac",
        "https://www.ontrac.com/tracking/?number={number}",
        (
            Format.of(
                "c", r"C(?P<serial>\d{13})(?P<check>\d)", "C11031500001879", SURE, mod10(1, 2, lead="4")
            ),
            Format.of(
                "d", r"D(?P<serial>\d{13})(?P<check>\d)", "D10011354453707", SURE, mod10(1, 2, lead="5")
            ),
        ),
    ),
    Carrier(
        "lasership",
        "LaserShip",
        "LaserShip",
        "https://www.ontrac.com/tracking/?number={number}",
        (
            Format.of("lx", r"L[AIEHNX][1-3]\d{7}", "LX17635036", LIKELY),
            Format.of("1ls7", r"1LS7[12]\d{10}", "1LS717793482164", SURE),
            Format.of("1ls7_piece", r"1LS7[12]\d{2}01[1-4]\d{6}1", "1LS7119013618127-1", SURE),
            Format.of("1lscx", r"1LSCX[A-Z\d]{10}", "1LSCXVE005BUEFX", SURE),
        ),
    ),
    Carrier(
        "purolator",
        "Purolator",
        "Purolator",
        "https://www.purolator.com/en/shipping/tracker?pin={number}",
        (
            Format.of("numeric", r"(?P<serial>[0-5]\d{10})(?P<check>\d)", "320595463938", LIKELY, luhn),
            Format.of("alpha", r"[A-Z]{3}\d{9}", "KYV009956937", LIKELY),
        ),
    ),
    Carrier(
        "canpar",
        "Canpar",
        "Canpar",
        "https://www.canpar.com/en/tracking/track.htm?barcode={number}",
        (Format.of("parcel", r"[CDKLSUXZ]\d{21}", "D576002440000001718010", SURE),),
    ),
    Carrier(
        "landmark",
        "Landmark Global",
        "Landmark Global",
        "https://track.landmarkglobal.com/?search={number}",
        (Format.of("parcel", r"LTN\d{8}N1", "LTN74207623N1", SURE),),
    ),
    Carrier(
        "old_dominion",
        "Old Dominion Freight Line",
        "Old Dominion 货运",
        "https://www.odfl.com/us/en/tools/trace-track-ltl-freight/trace.html?proNumbers={number}",
        (
            Format.of("pro", r"(?P<serial>(?:77[78]|072|780)\d{7})(?P<check>\d)", "07209562763", SURE, luhn),
            Format.of("guaranteed", r"(?P<serial>80\d{8})(?P<check>\d)", "80003280379", SURE, luhn),
        ),
    ),
    Carrier(
        "speedee",
        "Spee-Dee Delivery",
        "Spee-Dee",
        "https://speedeedelivery.com/track-a-shipment/?v=detail&barcode={number}",
        (Format.of("parcel", r"SP\d{18}", "SP029692510000920746", SURE),),
    ),
)
