"""Django's name for the stage."""

from orderloom.kernel.stage import StageConfig


class ScriptingConfig(StageConfig):
    """The scripting stage."""

    name = "orderloom.scripting"
    label = "scripting"
    default = True
