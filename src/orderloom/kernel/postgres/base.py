"""The database wrapper that Django loads for `ENGINE = "orderloom.kernel.postgres"`."""

import re
import select
import time
from typing import Any

from django.db.backends.postgresql import base

from orderloom.kernel.tenancy import SET_HAT, HatMissing, current_hat, settings_of

TENANT_APPS = (
    "kernel",
    "partners",
    "negotiation",
    "catalog",
    "scripting",
    "intake",
    "production",
    "routing",
    "shipping",
    "cases",
    "notifications",
    "portals",
    "messaging",
    "links",
)
TENANT_IDENTITY = "workspace|member|company|apitoken|idempotentreply|logo|ownrole"
TENANT_TABLE = re.compile(rf'"(?:(?:{"|".join(TENANT_APPS)})_[a-z]|identity_(?:{TENANT_IDENTITY}))')

PREPARE_AFTER = 3  # uses of a statement
MOST_PREPARED = 500
A_MOMENT = 1.0  # seconds in which no network forgets a connection


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection whose transactions start with the hat, and which refuses tenant tables without one."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._answered_at = 0.0
        if not self._is_owner:
            self.execute_wrappers.append(self._refuse_without_hat)

    @property
    def _is_owner(self) -> bool:
        """Migrations work on all tenants, and send several statements at a time."""
        return str(self.settings_dict["USER"]).endswith("_owner")

    def get_connection_params(self) -> dict[str, Any]:
        """Return what to connect with: the app's statements are prepared, which halves the server's work."""
        parameters = super().get_connection_params()
        if not self._is_owner:
            parameters |= {"cursor_factory": base.ServerBindingCursor, "prepare_threshold": PREPARE_AFTER}
        return parameters

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        """Connect, and keep all statements prepared that a process of ours uses."""
        connection = super().get_new_connection(conn_params)
        connection.prepared_max = MOST_PREPARED
        return connection

    def is_usable(self) -> bool:
        """Test whether the server still answers: one that did a moment ago does, unless it has hung up since."""
        connection = self.connection
        if connection is None or connection.closed:
            return False
        if time.monotonic() - self._answered_at < A_MOMENT:
            news = select.poll()
            news.register(connection.fileno(), select.POLLIN)
            if not news.poll(0):
                return True
        return bool(super().is_usable())

    def _set_autocommit(self, autocommit: bool) -> None:
        super()._set_autocommit(autocommit)  # type: ignore[misc]  # the stubs leave the method out
        self._answered_at = time.monotonic()
        hat = current_hat()
        if not autocommit and hat is not None:
            # The raw cursor: Django's would count this as a query of the caller's.
            with self.connection.cursor() as cursor:
                cursor.execute(SET_HAT, settings_of(hat))

    def _refuse_without_hat(self, execute: Any, sql: Any, params: Any, many: bool, context: Any) -> Any:
        if (not self.in_atomic_block or current_hat() is None) and TENANT_TABLE.search(str(sql)):
            raise HatMissing(f"No hat or no transaction for: {str(sql)[:200]}")
        return execute(sql, params, many, context)
