"""The words for what can be wrong with an order in a file."""

from django.utils.translation import gettext_lazy as _

from orderloom.kernel.tables import wording as _wording  # noqa: F401 - the words for cells come with it
from orderloom.kernel.tables.faults import declare

declare(
    {
        "order_number_missing": (
            _("The row names no order number."),
            _("Write the order number of the order that this row belongs to."),
        ),
        "text_too_long": (
            _("%(column)s has more than %(limit)s characters."),
            _("Shorten it."),
        ),
        "value_missing": (_("%(column)s is blank."), _("Fill it in.")),
        "currency_unknown": (
            _("“%(value)s” is not a currency code."),
            _("Write the three letters, such as USD."),
        ),
        "currency_mixed": (
            _("One order names two currencies: %(value)s and %(other)s."),
            _("Write the same currency in all rows of the order."),
        ),
        "category_unknown": (
            _("You have no category “%(value)s”. These lines go in and wait for one."),
            _("Choose what it stands for; the answer is kept for the next files, too."),
        ),
        "country_unknown": (
            _("“%(value)s” is no country that is known. These orders go in as they are."),
            _("Choose the country that is meant."),
        ),
        "product_missing": (
            _("The row names no product."),
            _("Write the product's name or its SKU."),
        ),
        "line_repeated": (
            _("Line %(value)s stands in this order twice with different content."),
            _("Delete the row that is wrong."),
        ),
        "order_repeated": (
            _("Order %(value)s stands in this file twice with different content."),
            _("Delete the row that is wrong."),
        ),
        "state_unknown": (
            _("The status “%(value)s” is not known."),
            _("Say in the mapping what it means, or correct it."),
        ),
        "json_shape": (_("%(column)s is not what the shop's API returns."), _("Export the order again.")),
        "file_one_column": (
            _("This is no table of orders: it has one column only, “%(column)s”."),
            _("Export one column for each thing, with commas, semicolons or tabs between them."),
        ),
        "mapping_invalid": (
            _("The mapping cannot be used: %(value)s."),
            _("Open the mapping and choose the column again."),
        ),
    }
)
