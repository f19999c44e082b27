"""View as this supplier: the page of a task just as its supplier's phone shows it, to look at only."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from orderloom.identity.middleware import AudienceRequest
from orderloom.intake.permissions import SEE
from orderloom.intake.queries.orders import order_number
from orderloom.kernel import clock
from orderloom.kernel.actor import Actor, Party
from orderloom.kernel.errors import NotFound
from orderloom.kernel.tenancy import Hat, wear
from orderloom.partners.queries import supplier_name
from orderloom.portals.supplier import queries
from orderloom.portals.supplier.tasks import task_facts
from orderloom.production.queries.tasks import visible_task


@require_GET
def seen(request: AudienceRequest, slug: str, order_id: UUID, task_id: UUID) -> HttpResponse:
    """Draw the task as its supplier sees it: read in the supplier's own hat, so that it shows that and nothing more.

    Raises NotFound (no such task, or it is with no supplier), NotAllowed.
    """
    request.actor.require(SEE)
    task = visible_task(request.actor, task_id)
    if task.order_id != order_id or task.company_id is None or task.supplier_id is None:
        raise NotFound
    name = supplier_name(task.workspace_id, task.supplier_id)
    number = order_number(task.workspace_id, order_id)
    supplier = Actor(Party.SUPPLIER, name, company_id=task.company_id)

    def address(file_id: UUID) -> str:
        return reverse("merchant:order-file", args=(slug, order_id, file_id))

    with wear(Hat.supplier(task.company_id)):
        merchants = {task.workspace_id: queries.merchants_of(supplier)[task.workspace_id]}
        today = timezone.localdate(clock.now())
        facts = task_facts(supplier, task_id, merchants, today, address)
    facts |= {
        "looked_at": name,
        "order_number": number,
        "back_url": f"{reverse('merchant:order', args=(slug, order_id))}#task-{task_id}",
        "new": 0,
        "nav": [],  # the phone's bar would be the merchant's own here
    }
    return render(request, "portals/supplier/task.html", facts)
