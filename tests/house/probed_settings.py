"""Settings of a web server under test, in which requests break off and a connection tells what it remembers.

ORDERLOOM_HAT_LASTS=session is the control: hats are then set for the session instead of the transaction.
"""

import os

from orderloom.config.settings import *  # noqa: F403
from orderloom.config.settings import MIDDLEWARE as USUAL
from orderloom.kernel import tenancy

MIDDLEWARE = ["tests.house.probes.break_off", *USUAL]
ROOT_URLCONF = "tests.house.probes"

if os.environ.get("ORDERLOOM_HAT_LASTS") == "session":
    tenancy.SET_HAT = tenancy.SET_HAT.replace("true", "false")
