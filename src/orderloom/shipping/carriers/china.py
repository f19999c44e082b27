"""Carriers of mainland China, at home and across the border.

They publish no check digits. Numbers of digits alone are told apart by their count and beginning only, so
that most of those are no more than a `SHAPE`.
"""

from orderloom.shipping.carriers.carrier import Carrier, Confidence, Format
from orderloom.shipping.carriers.posts import international

SHAPE, LIKELY, SURE = Confidence

CARRIERS = (
    Carrier(
        "sf",
        "SF Express",
        "顺丰速运",
        "https://www.sf-express.com/chn/en/waybill/waybill-detail/{number}",
        (
            Format.of("waybill", r"SF\d{12,15}", "SF1234567890123", SURE),
            Format.of("numeric", r"\d{12}", "123456789012", SHAPE),
        ),
    ),
    Carrier(
        "yto",
        "YTO Express",
        "圆通速递",
        "https://www.yto.net.cn/tracesimple.html?no={number}",
        (
            Format.of("waybill", r"YT\d{13}", "YT1234567890123", SURE),
            Format.of("older", r"[A-Z]\d{9}|8\d{9}|8\d{11}|8\d{17}", "812345678901", SHAPE),
        ),
    ),
    Carrier(
        "zto",
        "ZTO Express",
        "中通快递",
        "https://www.zto.com/express/expressCheck.html?txtBill={number}",
        (
            Format.of("waybill", r"7[2-9]\d{12}", "73123456789012", LIKELY),
            Format.of("older", r"\d{12}|ZTO\d{12}", "512345678901", SHAPE),
        ),
    ),
    Carrier(
        "sto",
        "STO Express",
        "申通快递",
        "https://www.sto.cn/pc/service-page/iframe/query?num={number}",
        (
            Format.of("waybill", r"(?:77|66|88|33|22|44|55)\d{11}", "7712345678901", LIKELY),
            Format.of("older", r"STO\d{10,13}|[2-8]\d{11}|77\d{13}", "268123456789", SHAPE),
        ),
    ),
    Carrier(
        "yunda",
        "Yunda Express",
        "韵达快递",
        "https://www.yundaex.com/cn/index.php?num={number}",
        (
            Format.of("waybill", r"(?:3[0-9]|4[0-9])\d{13}", "431234567890123", LIKELY),
            Format.of("older", r"YD\d{13}|[1-9]\d{12}", "1234567890123", SHAPE),
        ),
    ),
    Carrier(
        "ems",
        "EMS (China)",
        "邮政 EMS",
        "https://www.ems.com.cn/queryList?mailNum={number}",
        (
            international("CN", service="E[A-Z]"),
            Format.of("domestic", r"1[0-3]\d{11}", "1012345678901", LIKELY),
        ),
    ),
    Carrier(
        "china_post",
        "China Post",
        "中国邮政",
        "https://yjcx.ems.com.cn/qps/english/yjcx?mailNum={number}",
        (
            international("CN"),
            Format.of("parcel", r"9[6-9]\d{11}", "9812345678901", LIKELY),
        ),
    ),
    Carrier(
        "jt",
        "J&T Express",
        "极兔速递",
        "https://www.jtexpress.com.cn/expressTracking.html?waybillNo={number}",
        (
            Format.of("waybill", r"JT\d{13}", "JT1234567890123", SURE),
            Format.of("abroad", r"[6-9]\d{11}", "612345678901", SHAPE),
        ),
    ),
    Carrier(
        "jd",
        "JD Logistics",
        "京东物流",
        "https://www.jdl.com/orderSearch/?waybillCodes={number}",
        (Format.of("waybill", r"JD(?:[A-Z]{1,3}\d{9,16}|\d{10,15})", "JDVA12345678901", LIKELY),),
    ),
    Carrier(
        "deppon",
        "Deppon",
        "德邦快递",
        "https://www.deppon.com/newwebsite/track/ordertrack?number={number}",
        (
            Format.of("waybill", r"DPK\d{12}", "DPK123456789012", SURE),
            Format.of("older", r"\d{8,10}", "123456789", SHAPE),
        ),
    ),
    Carrier(
        "yunexpress",
        "YunExpress",
        "云途物流",
        "https://www.yuntrack.com/parcelTracking?id={number}",
        (Format.of("parcel", r"YT\d{16}", "YT2229521272164446", SURE),),
    ),
    Carrier(
        "fourpx",
        "4PX",
        "递四方 4PX",
        "https://track.4px.com/#/result/0/{number}",
        (Format.of("parcel", r"4PX\d{10,16}(?:CN)?", "4PX3000123456789CN", SURE),),
    ),
    Carrier(
        "yanwen",
        "Yanwen",
        "燕文物流",
        "https://track.yw56.com.cn/en/querydel?nums={number}",
        (
            Format.of("parcel", r"[A-Z]{2}\d{9}YP", "UH123456789YP", SURE),
            Format.of("waybill", r"YW[A-Z]{0,3}\d{9,15}", "YWA123456789012", LIKELY),
        ),
    ),
    Carrier(
        "cainiao",
        "Cainiao",
        "菜鸟国际",
        "https://global.cainiao.com/newDetail.htm?mailNoList={number}",
        (
            Format.of("order", r"LP\d{14}", "LP00123456789012", SURE),
            Format.of(
                "parcel",
                r"(?:CN|CAINIAO|SY|AE)[A-Z]{0,4}\d{9,16}(?:[A-Z]{2,3})?",
                "CNG00123456789012",
                LIKELY,
            ),
        ),
    ),
    Carrier(
        "gofo",
        "GOFO Express",
        "GOFO 快递",
        "https://www.gofoexpress.com/tracking.html?searchID={number}",
        (Format.of("parcel", r"GFUS\d{14}", "GFUS01011884214464", SURE),),
    ),
)
