"""What a status column's words mean, and the rules of a mapping applied to the rows of an order."""

from collections.abc import Callable, Sequence

from orderloom.intake.canonical import State
from orderloom.intake.mapping.mapping import Mapping, StateRule
from orderloom.kernel.tables.faults import BadValue
from orderloom.kernel.tables.numbers import parse_amount
from orderloom.kernel.tables.table import Row

WORDS: dict[str, State] = {
    **dict.fromkeys(
        ("pending", "unpaid", "on hold", "awaiting payment", "created", "new", "open"), "pending"
    ),
    **dict.fromkeys(("待付款", "等待买家付款", "未付款", "待审核", "待确认"), "pending"),
    **dict.fromkeys(
        ("paid", "ready", "processing", "unshipped", "unfulfilled", "approved", "invoiced"), "ready"
    ),
    **dict.fromkeys(("awaiting shipment", "to ship", "confirmed", "partially shipped"), "ready"),
    **dict.fromkeys(("已付款", "待发货", "买家已付款", "等待卖家发货", "部分发货", "备货中"), "ready"),
    **dict.fromkeys(("shipped", "fulfilled", "delivered", "completed", "complete", "done"), "fulfilled"),
    **dict.fromkeys(
        ("已发货", "卖家已发货", "待收货", "已收货", "已完成", "交易成功", "等待买家确认收货"), "fulfilled"
    ),
    **dict.fromkeys(("cancelled", "canceled", "refunded", "voided", "unavailable", "failed"), "cancelled"),
    **dict.fromkeys(("已取消", "交易关闭", "已关闭", "已退款", "退款成功", "作废"), "cancelled"),
}

Check = Callable[[Sequence[Row]], bool]


class StateReader:
    """Tells the state of an order from its rows."""

    def __init__(self, mapping: Mapping, header: Sequence[str]) -> None:
        places = {name.lower(): index for index, name in reversed(list(enumerate(header)))}
        self.default = mapping.default_state
        self.rules = [
            (_check(rule, places), rule.state) for rule in mapping.states if rule.column.lower() in places
        ]
        self.used = {places[rule.column.lower()] for rule in mapping.states if rule.column.lower() in places}

    def state(self, rows: Sequence[Row], word: str) -> State | None:
        """Return the state by the first rule that fits, else by the status word. Raises BadValue."""
        for check, state in self.rules:
            if check(rows):
                return state
        if not word:
            return self.default
        found = WORDS.get(word.lower().replace("_", " "))
        if found is None:
            raise BadValue("state_unknown", value=word)
        return found


def _check(rule: StateRule, places: dict[str, int]) -> Check:
    column = places[rule.column.lower()]
    wanted = rule.value.lower()
    other = places.get(wanted, column)
    simple: dict[str, Callable[[str], bool]] = {
        "equals": lambda text: text.lower() == wanted,
        "starts_with": lambda text: text.lower().startswith(wanted),
        "contains": lambda text: wanted in text.lower(),
        "blank": lambda text: not text,
        "filled": bool,
        "zero": lambda text: _amount(text) == 0,
    }
    if rule.test == "negative":
        return lambda rows: all(row[1][column].lstrip().startswith("-") for row in rows)
    if rule.test == "same_as":
        return lambda rows: _same_amount(_first(rows, column), _first(rows, other))
    test = simple[rule.test]
    return lambda rows: test(_first(rows, column))


def _first(rows: Sequence[Row], column: int) -> str:
    for row in rows:
        text = row[1][column].strip()
        if text:
            return text
    return ""


def _amount(text: str) -> object:
    try:
        return parse_amount(text)
    except BadValue:
        return None


def _same_amount(one: str, other: str) -> bool:
    amount = _amount(one)
    return amount is not None and amount == _amount(other)
