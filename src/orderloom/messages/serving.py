"""Hand a file out: pictures that we wrote ourselves may be shown, everything else is only ever saved."""

from uuid import UUID

from django.http import FileResponse, HttpResponseBase

from orderloom.kernel.errors import NotFound
from orderloom.messages.queries.thread import FileCard
from orderloom.messages.shelf import PLAIN, path_of

# Even a file that a browser takes for a page may load, run and ask for nothing.
ALONE = "default-src 'none'; sandbox; frame-ancestors 'none'"
A_DAY = 86_400


def answer_with(
    workspace_id: UUID, file: FileCard, *, small: bool = False, shown: bool = False
) -> HttpResponseBase:
    """Return the file as an answer: `small` gives a picture's small copy, `shown` lets a browser draw a picture.

    The caller has asked whether the reader may have it. Raises NotFound (no longer on disk, no picture).
    """
    if small and not file.is_picture:
        raise NotFound
    path = path_of(workspace_id, file.digest, small=small)
    try:
        content = path.open("rb")
    except FileNotFoundError as gone:
        raise NotFound from gone
    kind = "image/webp" if small else file.kind
    inline = shown and file.is_picture
    response = FileResponse(
        content, as_attachment=not inline, filename=file.name, content_type=kind if inline else PLAIN
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = ALONE
    response["Cache-Control"] = f"private, max-age={A_DAY}, immutable" if inline else "private, no-store"
    return response
