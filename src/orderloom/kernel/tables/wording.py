"""The words for faults of files and cells."""

from django.utils.translation import gettext_lazy as _

from orderloom.kernel.tables.faults import UNKNOWN, declare

AS_CSV = _("Open it in your spreadsheet program, save it as XLSX or CSV, and upload that.")
AGAIN = _("Export the file again and upload the new one.")
TEXT_COLUMN = _(
    "Format the column as text where the file is made, export it again, or correct this row here."
)

FILES = {
    UNKNOWN: (_("This cannot be read."), AGAIN),
    "file_missing": (_("There is no file at this place."), _("Check the name and the folder.")),
    "file_empty": (_("The file is empty."), AGAIN),
    "file_no_rows": (_("The file has a heading and no rows."), AGAIN),
    "file_not_table": (_("This is %(kind)s, not a table."), _("Upload a CSV, XLSX or JSON file.")),
    "file_old_excel": (
        _("This is an old Excel file (XLS) or one that is locked with a password."),
        _("Open it in Excel, take off the password, save it as XLSX or CSV, and upload that."),
    ),
    "file_web_page": (_("This is a web page or XML under the name of a table."), AS_CSV),
    "file_other_office": (_("This is %(kind)s, not an XLSX workbook."), AS_CSV),
    "file_nul": (
        _("There is a zero byte in line %(line)s: the file is damaged or its encoding is not what it seems."),
        _("Export it as CSV in UTF-8, or choose the encoding."),
    ),
    "file_encoding": (
        _("The text is not in the encoding %(encoding)s: line %(line)s does not fit."),
        _("Choose another encoding, or export the file in UTF-8."),
    ),
    "file_encoding_unsure": (
        _("It is not certain in which encoding this text was saved."),
        _("Choose the encoding in which the preview reads well, or export the file in UTF-8."),
    ),
    "file_quotes": (
        _("A quotation mark opens in row %(row)s and never closes."),
        _("Correct the quotation marks in that row, or export the file again."),
    ),
    "file_json": (_("This is not valid JSON: line %(line)s does not fit."), AGAIN),
    "file_json_shape": (
        _("This JSON holds no orders."),
        _("Export the orders as the shop's API returns them."),
    ),
    "file_too_large": (
        _("The file is larger than %(limit)s MB."),
        _("Split it into several files and upload one after the other."),
    ),
    "file_changed": (_("The file changed while it was being read."), _("Upload it again.")),
    "file_columns": (_("The file lacks the column %(column)s."), _("Choose another format or mapping.")),
    "file_format_unknown": (
        _("These columns are not those of a known format."),
        _("Say which column is which; the answer is kept for the next file."),
    ),
    "file_unsorted": (
        _("The rows of more than %(limit)s order lines are scattered over the file."),
        _("Sort the file by order number and upload it again."),
    ),
}

WORKBOOKS = {
    "workbook_broken": (_("The workbook is damaged and cannot be opened."), AS_CSV),
    "workbook_parts": (_("The workbook has more than %(limit)s parts."), AS_CSV),
    "workbook_unpacked": (
        _("Unpacked, the workbook would be larger than %(limit)s MB."),
        _("Save only the sheet with the orders as CSV and upload that."),
    ),
    "workbook_ratio": (
        _("A part of the workbook is packed more than %(limit)s times, as no ordinary workbook is."),
        AS_CSV,
    ),
    "workbook_path": (_("The workbook names files outside itself."), AS_CSV),
    "workbook_dtd": (_("The workbook contains XML definitions (DTD), which are not read."), AS_CSV),
    "workbook_xml": (_("The workbook contains XML that is not well-formed."), AS_CSV),
    "file_wide": (
        _("The table has more than %(limit)s columns."),
        _("Keep the columns that say something of the orders, and upload that."),
    ),
    "workbook_grid": (
        _("The sheet is larger than %(rows)s rows, %(columns)s columns or %(cells)s cells."),
        _("Delete the empty rows and columns around the table, or save the sheet as CSV."),
    ),
    "workbook_text": (
        _("A cell holds more than %(limit)s characters."),
        _("Shorten it and upload the file again."),
    ),
    "workbook_heavy": (
        _("Reading the workbook took more than the %(memory)s MB or %(seconds)s seconds that are allowed."),
        _("Save only the sheet with the orders as CSV and upload that."),
    ),
    "workbook_flaws": (
        _("More than %(limit)s cells of the sheet are damaged."),
        _("Correct the formulas and number formats and upload the file again."),
    ),
    "workbook_sheet": (
        _("The workbook has no sheet %(sheet)s. It has: %(sheets)s."),
        _("Choose one of them."),
    ),
}

CELLS = {
    "cell_error": (
        _("The cell shows the error %(value)s."),
        _("Correct the formula, or write the value here."),
    ),
    "cell_long_number": (
        _("%(value)s is stored as a number with more than 15 digits; spreadsheets lose the last ones."),
        TEXT_COLUMN,
    ),
    "cell_formula": (
        _("The cell holds a formula and no result."),
        _("Open the file in a spreadsheet program, save it, and upload it again, or write the value here."),
    ),
    "cell_overflow": (
        _("The row has more cells than the heading: %(value)s."),
        _("Probably a separator stands in a text without quotation marks. Correct the row."),
    ),
    "number_damaged": (_("A spreadsheet has shortened this number to %(value)s."), TEXT_COLUMN),
    "number_invalid": (_("“%(value)s” is not a number."), _("Write it like 1299.00.")),
    "number_huge": (
        _("The amount %(value)s is too large."),
        _("Write an amount of less than a million million."),
    ),
    "moment_invalid": (_("“%(value)s” is not a date."), _("Write it like 2025-08-14 or 2025-08-14 09:05.")),
    "moment_ambiguous": (
        _("“%(value)s” can be two dates: day first or month first."),
        _("Say in the mapping which comes first, or write it like 2025-08-14."),
    ),
    "quantity_invalid": (
        _("“%(value)s” is not a whole number."),
        _("Write the number of pieces, such as 2."),
    ),
    "quantity_not_positive": (
        _("The quantity %(value)s is not above zero."),
        _("Write how many pieces were ordered."),
    ),
    "text_control": (
        _("The text holds characters that cannot be stored."),
        _("Delete the invisible characters."),
    ),
}

declare({**FILES, **WORKBOOKS, **CELLS})
