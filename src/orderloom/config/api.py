"""The JSON API: one instance that mounts the stages' routers."""

from ninja import NinjaAPI

api = NinjaAPI(title="Orderloom", version="1", docs_url=None)
