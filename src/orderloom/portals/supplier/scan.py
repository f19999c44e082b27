"""Read the tracking number from the label: what a camera has seen, or a photo that is decoded here."""

from collections.abc import Sequence

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from orderloom.identity.middleware import AudienceRequest
from orderloom.kernel.errors import Invalid
from orderloom.shipping.codes import codes_in, number_in

MOST_CODES, LONGEST_CODE = 20, 2000


@require_POST
def scan(request: AudienceRequest) -> HttpResponse:
    """Tell the tracking number on a photo, or among the codes that a camera has read, or say why there is none."""
    codes = [code[:LONGEST_CODE] for code in request.POST.getlist("code")[:MOST_CODES]]
    try:
        return JsonResponse({"number": number_of(codes, request.FILES.get("photo"))})
    except Invalid as refusal:
        return JsonResponse({"number": "", "said": str(refusal.fields["photo"])})


def number_of(codes: Sequence[str], photo: "UploadedFile[bytes] | None") -> str:
    """Return the tracking number. Raises Invalid (no code, no number in it, not a picture, too large)."""
    found = list(codes)
    if photo is not None and photo.file is not None:
        found += codes_in(photo.file, photo.size or 0)
    if not found:
        raise _none(
            _("No bar code was found. Hold the phone closer and straight above it, or type the number.")
        )
    if not (number := number_in(found)):
        raise _none(_("The code holds no tracking number. Scan the one beside the number, or type it."))
    return number


def _none(words: str) -> Invalid:
    return Invalid(fields={"photo": words})
