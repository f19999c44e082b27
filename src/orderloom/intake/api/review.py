"""Review over the API: its rules and reasons, approving, blocked buyers, splitting lines, shipping together."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Router, Status

from orderloom.identity.api_auth import actor_of
from orderloom.intake.api.order_shapes import Done, Ids
from orderloom.intake.api.review_shapes import (
    Apart,
    Approval,
    BesideOut,
    BlockedBuyers,
    BlockedIn,
    BlockedOut,
    FindingOut,
    Findings,
    FindingsAsked,
    GroupOut,
    Parted,
    Parts,
    ReviewRuleIn,
    ReviewRuleOut,
    ReviewRules,
    SplitOut,
    Suggestion,
    Suggestions,
    TogetherIn,
)
from orderloom.intake.commands.approve_orders import approve_orders, send_back
from orderloom.intake.commands.review_settings import block_buyer, set_review_rule, unblock_buyer
from orderloom.intake.commands.ship_together import dissolve_group, ship_apart, ship_together
from orderloom.intake.commands.split_line import join_lines, split_line
from orderloom.intake.queries.findings import (
    FindingCard,
    blocked_buyers,
    finding_page,
    findings_of,
    rule_cards,
)
from orderloom.intake.queries.orders import order_state
from orderloom.intake.queries.together import OrderBeside, could_join, suggested
from orderloom.intake.review.kinds import ReviewKind
from orderloom.intake.states import OrderStage
from orderloom.kernel import clock
from orderloom.kernel.wire import Page, Refused

router = Router(tags=["review"])


@router.get(
    "/review/rules", response=ReviewRules, operation_id="listReviewRules", summary="List the rules of review"
)
def list_rules(request: HttpRequest) -> ReviewRules:
    """List all rules as they are in force."""
    return ReviewRules(items=[ReviewRuleOut.model_validate(card) for card in rule_cards(actor_of(request))])


@router.put(
    "/review/rules/{kind}",
    response=ReviewRuleOut,
    operation_id="setReviewRule",
    summary="Set a rule of review",
)
def set_rule(request: HttpRequest, kind: ReviewKind, body: ReviewRuleIn) -> ReviewRuleOut:
    """Switch a rule and set its parameters; orders that wait are looked at again in a moment."""
    actor, params = actor_of(request), body.params.model_dump(exclude_none=True)
    set_review_rule(actor=actor, kind=kind, is_on=body.is_on, params=params, now=clock.now())
    card = next(card for card in rule_cards(actor) if card.kind == kind)
    return ReviewRuleOut.model_validate(card)


@router.get(
    "/review/findings",
    response=Page[FindingOut],
    operation_id="listFindings",
    summary="List why orders wait for review",
)
def list_findings(request: HttpRequest, asked: Query[FindingsAsked]) -> Page[FindingOut]:
    """List what holds orders now, the newest first."""
    page = finding_page(actor_of(request), kind=asked.kind or "", cursor=asked.cursor, limit=asked.limit)
    return Page[FindingOut](
        items=[_finding(card) for card in page.rows], next_cursor=page.next_cursor or None
    )


def _finding(card: FindingCard) -> FindingOut:
    own: dict[str, Any] = {name: getattr(card, name) for name in FindingOut.model_fields}
    return FindingOut(**own | {"order_number": f"SO-{card.order_number}"})


@router.get(
    "/orders/{uuid:order_id}/findings",
    response=Findings,
    operation_id="getFindings",
    summary="Show what was found about an order",
)
def order_findings(request: HttpRequest, order_id: UUID) -> Findings:
    """Show all that rules of review have ever found about the order."""
    actor = actor_of(request)
    order_state(actor, order_id)
    return Findings(items=[_finding(card) for card in findings_of(actor, order_id)])


@router.post("/orders/approve", response=Approval, operation_id="approveOrders", summary="Approve orders")
def approve(request: HttpRequest, body: Ids) -> Approval:
    """Approve the orders in spite of what was found, and confirm them; what is approved holds them no longer."""
    done = approve_orders(actor=actor_of(request), order_ids=body.ids, now=clock.now())
    return Approval(done=list(done.approved), started=list(done.started), refused=_refused(done.refused))


@router.post("/orders/send-back", response=Done, operation_id="sendBackOrders", summary="Review orders again")
def again(request: HttpRequest, body: Ids) -> Done:
    """Take the approval of confirmed orders back that nobody has bought yet."""
    done = send_back(actor=actor_of(request), order_ids=body.ids, now=clock.now())
    return Done(done=list(done.done), unchanged=[], refused=_refused(done.refused))


def _refused(refused: dict[UUID, str]) -> list[Refused]:
    return [Refused(id=order_id, code=code) for order_id, code in sorted(refused.items())]


@router.get(
    "/review/blocked", response=BlockedBuyers, operation_id="listBlocked", summary="List blocked buyers"
)
def list_blocked(request: HttpRequest) -> BlockedBuyers:
    """List the signs of buyers whose orders are looked at first."""
    return BlockedBuyers(
        items=[BlockedOut.model_validate(card) for card in blocked_buyers(actor_of(request))]
    )


@router.post(
    "/review/blocked", response={201: BlockedOut}, operation_id="blockBuyer", summary="Block a buyer"
)
def block(request: HttpRequest, body: BlockedIn) -> Status[BlockedOut]:
    """Put a sign of a buyer on the list."""
    actor = actor_of(request)
    made = block_buyer(actor=actor, by=body.by, value=body.value, why=body.why, now=clock.now())
    card = next(card for card in blocked_buyers(actor) if card.id == made)
    return Status(201, BlockedOut.model_validate(card))


@router.delete(
    "/review/blocked/{uuid:blocked_id}",
    response={204: None},
    operation_id="unblockBuyer",
    summary="Unblock a buyer",
)
def unblock(request: HttpRequest, blocked_id: UUID) -> Status[None]:
    """Take a sign off the list."""
    unblock_buyer(actor=actor_of(request), blocked_id=blocked_id, now=clock.now())
    return Status(204, None)


@router.post(
    "/orders/{uuid:order_id}/lines/{uuid:line_id}/split",
    response=SplitOut,
    operation_id="splitLine",
    summary="Split a line",
)
def split(request: HttpRequest, order_id: UUID, line_id: UUID, body: Parts) -> SplitOut:
    """Split a line that is not bought yet, so that several suppliers can make it."""
    done = split_line(
        actor=actor_of(request),
        order_id=order_id,
        line_id=line_id,
        quantities=body.quantities,
        now=clock.now(),
    )
    return SplitOut(order_id=done.order_id, line_ids=list(done.line_ids))


@router.post(
    "/orders/{uuid:order_id}/lines/{uuid:line_id}/join",
    response=SplitOut,
    operation_id="joinLines",
    summary="Join a split line",
)
def join(request: HttpRequest, order_id: UUID, line_id: UUID) -> SplitOut:
    """Put the parts of a split line together again."""
    whole = join_lines(actor=actor_of(request), order_id=order_id, line_id=line_id, now=clock.now())
    return SplitOut(order_id=order_id, line_ids=[whole])


@router.get(
    "/ship-groups/suggestions",
    response=Suggestions,
    operation_id="suggestGroups",
    summary="List orders that could ship together",
)
def suggestions(request: HttpRequest) -> Suggestions:
    """List sets of open orders of one customer to one address."""
    found = suggested(actor_of(request))
    return Suggestions(items=[Suggestion(orders=[_beside(one) for one in orders]) for orders in found])


@router.get(
    "/orders/{uuid:order_id}/ship-with",
    response=Suggestion,
    operation_id="getShipWith",
    summary="Show which orders could ship with one",
)
def ship_with(request: HttpRequest, order_id: UUID) -> Suggestion:
    """Show the customer's other open orders to the same address."""
    actor = actor_of(request)
    order_state(actor, order_id)
    return Suggestion(orders=[_beside(one) for one in could_join(actor, order_id)])


def _beside(one: OrderBeside) -> BesideOut:
    return BesideOut(
        id=one.id,
        number=f"SO-{one.number}",
        stage=OrderStage(one.stage),
        buyer_name=one.buyer_name,
        address=one.address,
    )


@router.post(
    "/ship-groups", response={201: GroupOut}, operation_id="shipTogether", summary="Ship orders together"
)
def together(request: HttpRequest, body: TogetherIn) -> Status[GroupOut]:
    """Let orders to one address go out in one parcel; their suppliers are told."""
    made = ship_together(actor=actor_of(request), order_ids=body.ids, now=clock.now())
    out = GroupOut(group_id=made.group_id, number=f"G-{made.number}", order_ids=list(made.order_ids))
    return Status(201, out)


@router.post("/ship-groups/apart", response=Parted, operation_id="shipApart", summary="Ship orders apart")
def apart(request: HttpRequest, body: Apart) -> Parted:
    """Take orders out of their groups."""
    return Parted(done=list(ship_apart(actor=actor_of(request), order_ids=body.ids, now=clock.now())))


@router.delete(
    "/ship-groups/{uuid:group_id}",
    response={204: None},
    operation_id="dissolveGroup",
    summary="Dissolve a group",
)
def dissolve(request: HttpRequest, group_id: UUID) -> Status[None]:
    """Let all orders of the group go out by themselves."""
    dissolve_group(actor=actor_of(request), group_id=group_id, now=clock.now())
    return Status(204, None)
