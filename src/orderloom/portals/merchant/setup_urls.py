"""Addresses of the set-up pages below `/merchant/<slug>/`: suppliers, categories, automation, imports, settings.

Included by `portals/merchant/urls.py`, in its namespace.
"""

from typing import Any

from django.urls import URLPattern, path

from orderloom.portals.merchant import (
    automation,
    brand_files,
    categories,
    import_runs,
    imports,
    review_rules,
    scripts,
    settings,
    settings_brand,
    settings_changes,
    settings_clock,
    settings_days,
    settings_messages,
    settings_notices,
    settings_roles,
    settings_sharing,
    settings_tolerance,
    stores,
    supplier_hours,
    supplier_import,
    supplier_links,
    suppliers,
)

Pages = list[URLPattern]


def at(route: str, view: Any, name: str) -> URLPattern:
    """Return the address of a page; its views take a request that knows its workspace."""
    found: URLPattern = path(route, view, name=name)
    return found


SUPPLIERS: Pages = [
    at("suppliers/", suppliers.suppliers, "suppliers"),
    at("suppliers/new/", suppliers.new_supplier, "supplier-new"),
    at("suppliers/import/", supplier_import.import_file, "suppliers-import"),
    at("suppliers/import/check/", supplier_import.check, "suppliers-check"),
    at("suppliers/<uuid:supplier_id>/", suppliers.supplier, "supplier"),
    at("suppliers/<uuid:supplier_id>/edit/", suppliers.edit_supplier, "supplier-edit"),
    at("suppliers/<uuid:supplier_id>/hours/", supplier_hours.hours, "supplier-hours"),
    at("suppliers/<uuid:supplier_id>/hours/off/", supplier_hours.off_add, "supplier-off-add"),
    at(
        "suppliers/<uuid:supplier_id>/hours/off/<uuid:span_id>/remove/",
        supplier_hours.off_remove,
        "supplier-off-remove",
    ),
    at("suppliers/<uuid:supplier_id>/pause/", suppliers.pause, "supplier-pause"),
    at("suppliers/<uuid:supplier_id>/resume/", suppliers.resume, "supplier-resume"),
    at("suppliers/<uuid:supplier_id>/members/", suppliers.invite, "supplier-invite"),
    at(
        "suppliers/<uuid:supplier_id>/members/<uuid:user_id>/remove/",
        suppliers.remove_member,
        "supplier-member-remove",
    ),
    at(
        "suppliers/<uuid:supplier_id>/members/<uuid:user_id>/link/",
        suppliers.member_link,
        "supplier-member-link",
    ),
    at(
        "suppliers/<uuid:supplier_id>/members/<uuid:user_id>/links/end/",
        supplier_links.end_links,
        "supplier-links-end",
    ),
]
CATEGORIES: Pages = [
    at("categories/", categories.categories, "categories"),
    at("categories/add/", categories.add, "category-add"),
    at("categories/rules/add/", categories.rule_add, "rule-add"),
    at("categories/rules/<uuid:rule_id>/up/", categories.rule_up, "rule-up"),
    at("categories/rules/<uuid:rule_id>/remove/", categories.rule_remove, "rule-remove"),
    at("categories/<uuid:category_id>/", categories.category, "category"),
    at("categories/<uuid:category_id>/change/", categories.change, "category-change"),
    at("categories/<uuid:category_id>/remove/", categories.remove, "category-remove"),
    at("categories/<uuid:category_id>/owners/", categories.owners, "category-owners"),
]
AUTOMATION: Pages = [
    at("automation/", automation.automation, "automation"),
    at("automation/rule/", automation.set_rule, "automation-rule"),
    at("automation/test/", automation.test, "automation-test"),
    at("automation/script/", scripts.script, "automation-script"),
    at("automation/script/discard/", scripts.discard, "automation-discard"),
    at("automation/script/<uuid:version_id>/revert/", scripts.revert, "automation-revert"),
]
IMPORTS: Pages = [
    at("imports/", imports.imports, "imports"),
    at("imports/<uuid:run_id>/", imports.imported, "import"),
    at("imports/<uuid:run_id>/columns/", imports.columns, "import-columns"),
    at("imports/<uuid:run_id>/check/", imports.check, "import-check"),
    at("imports/<uuid:run_id>/run/", import_runs.run, "import-run"),
    at("imports/<uuid:run_id>/stop/", imports.stop, "import-stop"),
    at("imports/<uuid:run_id>/resume/", imports.resume, "import-resume"),
    at("imports/<uuid:run_id>/repair/", imports.repair, "import-repair"),
    at("imports/<uuid:run_id>/unrepair/", imports.unrepair, "import-unrepair"),
    at("imports/<uuid:run_id>/alike/", import_runs.alike, "import-alike"),
    at("imports/<uuid:run_id>/undo/", import_runs.undo, "import-undo"),
    at("imports/<uuid:run_id>/rejected.csv", import_runs.rejected, "import-rejected"),
    at("imports/<uuid:run_id>/problems/<uuid:problem_id>/mend/", import_runs.mend, "import-mend"),
]
SETTINGS: Pages = [
    at("settings/", settings.workspace, "settings"),
    at("settings/brand/", settings_brand.brand, "settings-brand"),
    at("settings/brand/preview/", settings_brand.preview, "settings-brand-preview"),
    at("settings/logo/", settings_brand.logo, "settings-logo"),
    at("settings/logo/remove/", settings_brand.logo_remove, "settings-logo-remove"),
    at("brand/<slug:digest>.css", brand_files.css, "brand-css"),
    at("logo/<slug:digest>/", brand_files.logo, "logo"),
    at("settings/days/", settings_days.days, "settings-days"),
    at("settings/tolerance/", settings_tolerance.tolerance, "settings-tolerance"),
    at("settings/clock/", settings_clock.clock_policy, "settings-clock"),
    at("settings/sharing/", settings_sharing.sharing, "settings-sharing"),
    at("settings/roles/", settings_roles.roles, "settings-roles"),
    at("settings/roles/<uuid:role_id>/", settings_roles.role, "settings-role"),
    at("settings/roles/<uuid:role_id>/remove/", settings_roles.role_remove, "settings-role-remove"),
    at("settings/messages/", settings_messages.messages, "settings-messages"),
    at("settings/messages/<slug:kind>/<slug:language>/", settings_messages.message, "settings-message"),
    at(
        "settings/messages/<slug:kind>/<slug:language>/reset/",
        settings_messages.message_reset,
        "settings-message-reset",
    ),
    at("settings/notifications/", settings_notices.notices, "settings-notices-own"),
    at("settings/notifications/ways/", settings_notices.add, "settings-way-add"),
    at("settings/notifications/mail/try/", settings_notices.attempt, "settings-mail-try"),
    at("settings/notifications/ways/<uuid:way_id>/remove/", settings_notices.remove, "settings-way-remove"),
    at("settings/notifications/ways/<uuid:way_id>/try/", settings_notices.attempt, "settings-way-try"),
    at("settings/review/", review_rules.rules, "settings-review"),
    at("settings/review/block/", review_rules.block, "block"),
    at("settings/review/blocked/<uuid:blocked_id>/remove/", review_rules.unblock, "unblock"),
    at("settings/changes/", settings_changes.changes, "settings-changes"),
    at("settings/members/", settings.members, "settings-members"),
    at("settings/members/<uuid:user_id>/", settings.member, "settings-member"),
    at("settings/members/<uuid:user_id>/remove/", settings.member_remove, "settings-member-remove"),
    at("settings/stores/", stores.stores, "settings-stores"),
    at("settings/stores/<uuid:store_id>/", stores.store, "settings-store"),
    at("settings/keys/", settings.tokens, "settings-tokens"),
    at("settings/keys/<uuid:token_id>/revoke/", settings.token_revoke, "settings-token-revoke"),
]
urlpatterns: Pages = [*SUPPLIERS, *CATEGORIES, *AUTOMATION, *IMPORTS, *SETTINGS]
