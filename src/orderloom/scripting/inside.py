"""The Python that runs inside the sandbox around a script.

It calls no host function. Built-ins and modules are bound as defaults when it is defined, because the script
that is read after it may well name something `random`, `type` or `str`.
"""

RESULT_CHARS = 1_000
DETAIL_CHARS = 300
# The driver's two ways to call a script.
ONE = "_one"
MANY = "_many"

DRIVER = f"""
import json as _json
import random as _random


def _build(*arguments):
    return arguments


def _pack(value, type=type, str=str, int=int, float=float, bool=bool, len=len):
    kind = type(value)
    if value is None or kind is bool or kind is float:
        return ["ok", value]
    if kind is int:
        return ["ok", value] if -(2**63) <= value < 2**63 else ["odd", "int"]
    if kind is str:
        return ["ok", value] if len(value) <= {RESULT_CHARS} else ["long", len(value)]
    return ["odd", str(type(value))]


def _one(entry, build, text, loads=_json.loads, seed=_random.seed, pack=_pack):
    start, arguments = loads(text)
    seed(start)
    return pack(entry(*build(*arguments)))


def _many(entry, build, text, loads=_json.loads, dumps=_json.dumps, seed=_random.seed,
          pack=_pack, type=type, str=str, len=len, Exception=Exception):
    results = []
    for start, arguments in loads(text):
        seed(start)
        try:
            value = entry(*build(*arguments))
            if type(value) is str and len(value) <= {RESULT_CHARS}:
                results.append(value)
            else:
                results.append(pack(value))
        except Exception as error:
            results.append(["err", type(error).__name__ + ": " + str(error)[:{DETAIL_CHARS}]])
    # JSON crosses the border several times faster than lists do.
    return dumps(results)
"""

SILENCE = """
def print(*values, **options):
    pass
"""


def calling(entry: str, runner: str) -> str:
    """Give the source that calls `entry` by the driver's `runner`, or tells that it is missing."""
    return f"""
try:
    _entry = {entry}
except NameError:
    _entry = None
["missing", None] if _entry is None else {runner}(_entry, _build, _text)
"""
