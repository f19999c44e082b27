"""Django's name for the stage."""

from orderloom.kernel.stage import StageConfig


class NegotiationConfig(StageConfig):
    """The negotiation stage."""

    name = "orderloom.negotiation"
    default = True
