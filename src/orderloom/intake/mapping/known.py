"""Mappings that come with the product, recognised by their headings."""

from orderloom.intake.mapping.mapping import Column, LookupFile, Mapping, StateRule

ONLINE_RETAIL = Mapping(
    key="table.invoice_lines",
    title="Invoice lines (InvoiceNo, StockCode, ...)",
    columns={
        "external_id": Column("InvoiceNo"),
        "placed_at": Column("InvoiceDate"),
        "buyer_account": Column("CustomerID"),
        "country": Column("Country"),
        "sku": Column("StockCode"),
        "title": Column("Description"),
        "quantity": Column("Quantity"),
        "unit_price": Column("UnitPrice"),
    },
    states=(
        StateRule("InvoiceNo", "starts_with", "cancelled", "C"),
        StateRule("Quantity", "negative", "cancelled"),  # returned or written off: nothing to buy
    ),
    currency="GBP",
    zone="Europe/London",
    signature=(
        "InvoiceNo",
        "StockCode",
        "Description",
        "Quantity",
        "InvoiceDate",
        "UnitPrice",
        "CustomerID",
        "Country",
    ),
)

TMALL_ORDERS = Mapping(
    key="tmall.order_report",
    title="天猫订单报表",
    platform="tmall",
    columns={
        "external_id": Column("订单编号"),
        "total": Column("总金额"),
        "region": Column("收货地址"),
        "placed_at": Column("订单创建时间"),
        "paid_at": Column("订单付款时间"),
        "country": Column(default="CN"),
    },
    states=(
        StateRule("订单付款时间", "blank", "pending"),
        StateRule("退款金额", "same_as", "cancelled", "总金额"),
    ),
    currency="CNY",
    zone="Asia/Shanghai",
    line_from_order=True,
    line_title="报表未列明的商品",
    signature=(
        "订单编号",
        "总金额",
        "买家实际支付金额",
        "收货地址",
        "订单创建时间",
        "订单付款时间",
        "退款金额",
    ),
)

OLIST_ORDERS = Mapping(
    key="olist.orders",
    title="Olist orders",
    platform="olist",
    columns={
        "external_id": Column("order_id"),
        "state": Column("order_status"),
        "placed_at": Column("order_purchase_timestamp"),
        "paid_at": Column("order_approved_at"),
        "buyer_account": Column("customer_id"),
    },
    states=(
        StateRule("order_status", "equals", "fulfilled", "delivered"),
        StateRule("order_status", "equals", "fulfilled", "shipped"),
        StateRule("order_status", "equals", "cancelled", "canceled"),
        StateRule("order_status", "equals", "cancelled", "unavailable"),
    ),
    currency="BRL",
    zone="America/Sao_Paulo",
    signature=(
        "order_id",
        "customer_id",
        "order_status",
        "order_purchase_timestamp",
        "order_approved_at",
        "order_delivered_carrier_date",
        "order_delivered_customer_date",
        "order_estimated_delivery_date",
    ),
)

OLIST_ITEMS = Mapping(
    key="olist.order_items",
    title="Olist order items",
    platform="olist",
    columns={
        "external_id": Column("order_id"),
        "ref": Column("order_item_id"),
        "sku": Column("product_id"),
        "category": Column(
            "product_id", transforms=(("lookup", "products"), ("lookup", "category_names", "keep"))
        ),
        "vendor": Column("seller_id"),
        "ship_by": Column("shipping_limit_date"),
        "unit_price": Column("price"),
        "goods_total": Column("price", total=True),
        "shipping_total": Column("freight_value", total=True),
    },
    default_state=None,
    currency="BRL",
    zone="America/Sao_Paulo",
    lookups={
        "products": LookupFile("product_id", "product_category_name"),
        "category_names": LookupFile("product_category_name", "product_category_name_english"),
    },
    signature=(
        "order_id",
        "order_item_id",
        "product_id",
        "seller_id",
        "shipping_limit_date",
        "price",
        "freight_value",
    ),
)

KNOWN = (ONLINE_RETAIL, TMALL_ORDERS, OLIST_ORDERS, OLIST_ITEMS)
