"""Rows of a list with the chosen columns, drawn by one template that is put together once for each choice.

The cell of a column is `portals/merchant/cells/<list>/<column>.html`; `row.html` is what holds the cells.
"""

from functools import lru_cache
from pathlib import Path

from django.template import Template, engines
from django.template.backends.django import DjangoTemplates

CELLS = Path(__file__).parent.parent / "templates" / "portals" / "merchant" / "cells"
CELLS_HERE = "{# cells #}"
GROUP = (
    "{% for group, rows in bodies %}{% if group %}{% if not forloop.first %}</tbody><tbody>{% endif %}"
    '<tr class="grp"><th scope="rowgroup" colspan="'
    '{% if may.any %}{{ span }}{% else %}{{ columns|length }}{% endif %}"><b>{{ group.words }}</b> '
    '<span class="mute n">{{ group.count }}</span></th></tr>{% endif %}{% for row, one in rows %}'
)
CHOICES = 200  # kept; one that is asked for again after so many others is put together again


@lru_cache(maxsize=CHOICES)
def rows_template(name: str, keys: tuple[str, ...]) -> Template:
    """Return the template that draws the `bodies` of a list.

    Each is a group, or nothing, and its rows: pairs of a row and what else its cells show.
    """
    engine = engines["django"]
    assert isinstance(engine, DjangoTemplates)
    cells = "".join(_source(name, key) for key in keys)
    before = _source(name, "before") if (CELLS / name / "before.html").exists() else ""
    row = _source(name, "row").replace(CELLS_HERE, cells)
    source = f"{before}{GROUP}{row}{{% endfor %}}{{% endfor %}}"
    return engine.engine.from_string(source)


def _source(name: str, key: str) -> str:
    return (CELLS / name / f"{key}.html").read_text(encoding="utf-8").strip()
