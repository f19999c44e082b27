"""Django's name for the stage."""

from orderloom.kernel.stage import StageConfig


class ShippingConfig(StageConfig):
    """The shipping stage."""

    name = "orderloom.shipping"
    label = "shipping"
    default = True
