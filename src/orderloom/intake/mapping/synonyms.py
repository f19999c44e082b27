"""The headings that files use for each field, in English and Chinese, without spaces and marks.

Earlier names are more certain. The order of the fields matters: a heading is given to the first that
claims it.
"""

import re

SYNONYMS: dict[str, tuple[str, ...]] = {
    "external_id": (
        "orderid", "ordernumber", "orderno", "ordernr", "ordercode", "invoiceno", "invoicenumber",
        "amazonorderid", "platformorderid", "platformorderno", "salesorder", "saleorder", "reference",
        "order", "purchaseorder", "订单编号", "订单号", "订单id", "平台订单号", "主订单编号", "主订单号",
        "销售订单号", "交易号", "单号", "订单",
    ),
    "number": ("name", "displaynumber", "内部订单号", "系统单号"),
    "state": ("orderstatus", "status", "state", "financialstatus", "订单状态", "交易状态", "状态"),
    "placed_at": (
        "orderdate", "ordertime", "orderedat", "createdat", "datecreated", "purchasedate", "placedat",
        "saledate", "invoicedate", "orderpurchasetimestamp", "date", "created", "订单创建时间",
        "下单时间", "创建时间", "拍下时间", "订单时间", "下单日期", "日期",
    ),
    "updated_at": (
        "updatedat", "lastmodified", "modifiedat", "datemodified", "更新时间", "修改时间",
        "最后修改时间",
    ),
    "paid_at": (
        "paidat", "datepaid", "paymentdate", "paymentsdate", "paymenttime", "订单付款时间", "付款时间",
        "支付时间",
    ),
    "ship_by": (
        "shipby", "shipbydate", "latestshipdate", "duedate", "deadline", "deliverby", "最晚发货时间",
        "承诺发货时间", "发货截止时间", "交期", "交货日期",
    ),
    "currency": ("currency", "currencycode", "币种", "货币", "币别"),
    "quantity": (
        "quantity", "qty", "quantitypurchased", "lineitemquantity", "itemquantity", "pieces", "pcs",
        "count", "units", "数量", "购买数量", "商品数量", "件数", "订购数量", "采购数量",
    ),
    "unit_price": (
        "unitprice", "price", "itemprice", "lineitemprice", "priceeach", "单价", "商品单价", "价格",
        "商品价格", "销售单价",
    ),
    "line_total": ("linetotal", "itemtotal", "lineamount", "amount", "小计", "商品金额", "金额"),
    "goods_total": ("subtotal", "goodstotal", "ordervalue", "商品总价", "货款", "宝贝总价"),
    "shipping_total": (
        "shipping", "shippingtotal", "shippingprice", "freight", "postage", "运费", "邮费",
        "买家应付邮费",
    ),
    "tax_total": ("tax", "taxes", "totaltax", "salestax", "vat", "税费", "税额"),
    "discount_total": ("discount", "discountamount", "discounttotal", "优惠金额", "折扣", "优惠"),
    "total": (
        "total", "ordertotal", "grandtotal", "totalamount", "totalprice", "总金额", "订单金额",
        "订单总额", "实付金额", "买家实际支付金额", "应付金额", "总价", "合计",
    ),
    "ship_name": (
        "recipient", "recipientname", "shipname", "shippingname", "shipto", "consignee", "receiver",
        "收货人", "收件人", "收货人姓名", "收件人姓名",
    ),
    "buyer_name": (
        "buyer", "buyername", "customer", "customername", "fullname", "billingname", "买家", "买家姓名",
        "客户", "客户名称", "顾客", "姓名",
    ),
    "buyer_account": (
        "buyerid", "customerid", "buyeruserid", "username", "买家会员名", "买家昵称", "买家id",
        "客户编号", "旺旺",
    ),
    "buyer_email": ("email", "buyeremail", "customeremail", "mail", "邮箱", "买家邮箱", "电子邮件"),
    "ship_phone": (
        "shipphonenumber", "shippingphone", "recipientphone", "phone", "phonenumber", "mobile",
        "telephone", "联系手机", "收货人电话", "收货人手机", "收件人电话", "手机", "手机号", "联系电话",
        "电话",
    ),
    "buyer_phone": ("buyerphonenumber", "buyerphone", "customerphone", "买家电话", "买家手机"),
    "company": ("company", "shippingcompany", "organisation", "organization", "公司", "公司名称"),
    "address1": (
        "address", "address1", "addressline1", "shipaddress1", "shippingaddress1", "shippingaddress",
        "street", "street1", "shippingstreet", "收货地址", "详细地址", "收件地址", "地址", "收货人地址",
    ),
    "address2": ("address2", "addressline2", "shipaddress2", "shippingaddress2", "street2"),
    "address3": ("address3", "addressline3", "shipaddress3"),
    "city": ("city", "town", "shipcity", "shippingcity", "城市", "市", "收货城市"),
    "region": (
        "state", "province", "region", "shipstate", "shippingprovince", "county", "省份", "省",
        "收货省份", "地区",
    ),
    "postal": (
        "zip", "zipcode", "postcode", "postalcode", "shippostalcode", "shipzipcode", "shippingzip",
        "邮编", "邮政编码",
    ),
    "country": ("country", "countrycode", "shipcountry", "shippingcountry", "国家", "收货国家"),
    "note": (
        "note", "notes", "comment", "comments", "remark", "remarks", "buyernote", "customernote",
        "message", "买家留言", "备注", "订单备注", "客户备注", "留言",
    ),
    "gift": ("gift", "isgift", "礼品", "是否礼品"),
    "tags": ("tags", "labels", "标签", "订单标签"),
    "ref": (
        "orderitemid", "lineid", "lineitemid", "itemid", "transactionid", "line", "lineno", "linenumber",
        "子订单编号", "子订单号", "行号", "明细编号",
    ),
    "sku": (
        "sku", "lineitemsku", "itemsku", "sellersku", "stockcode", "productcode", "itemcode",
        "articlenumber", "article", "productid", "商家编码", "商品编码", "货号", "商品货号", "规格编码",
        "产品编号", "物料编码", "款号",
    ),
    "title": (
        "product", "productname", "title", "itemname", "item", "lineitemname", "producttitle",
        "description", "itemdescription", "商品", "商品名称", "商品标题", "宝贝标题", "产品", "产品名称",
        "品名", "货品名称", "标题",
    ),
    "variant": (
        "variant", "variation", "variations", "options", "option", "size", "商品属性", "规格", "规格型号",
        "颜色分类", "款式", "型号", "尺码",
    ),
    "category": (
        "category", "productcategory", "producttype", "categoryname", "type", "类目", "分类", "商品类目",
        "商品分类", "品类", "类别",
    ),
    "vendor": (
        "vendor", "supplier", "seller", "brand", "manufacturer", "供应商", "厂家", "品牌", "供货商",
    ),
    "image": ("image", "imageurl", "picture", "photo", "商品图片", "图片", "主图"),
}  # fmt: skip

PERSONAL = re.compile(
    r"personali[sz]|custom(?!er)|engrav|monogram|inscri|gift ?message|个性化|定制|刻字|贺卡|祝福语",
    re.IGNORECASE,
)
