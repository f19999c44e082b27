"""Django's name for the stage."""

from orderloom.kernel.stage import StageConfig


class IdentityConfig(StageConfig):
    """The identity stage."""

    name = "orderloom.identity"
    label = "identity"
    default = True
