"""Several hosts, each with an index of its own, fed from one outbox: a change waits until every living host has it.

A host names itself by ``YANGGUANG_SEARCH_NODE``; with one host nothing of this is seen. A host that was away longer than
changes wait for it builds its index anew.
"""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.db import transaction
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from .models import Change, SearchNode, Taken

AWAY = dt.timedelta(hours=24)  # changes wait so long for a host that is not heard of
BEAT = dt.timedelta(seconds=30)  # between signs of life


def arrive() -> bool:
    """Give a sign of life. False when this host was away too long: what it missed is gone, so it must build anew."""
    now = timezone.now()
    node, fresh = SearchNode.objects.get_or_create(name=settings.SEARCH_NODE, defaults={"seen_at": now})
    if fresh:
        # The first host takes over what waits; a later one begins with an index built now.
        return not SearchNode.objects.exclude(pk=node.pk).exists()
    late = now - node.seen_at > AWAY and _others(now).exists()
    if late or now - node.seen_at > BEAT:
        SearchNode.objects.filter(pk=node.pk).update(seen_at=now)
    return not late


def _others(now: dt.datetime) -> QuerySet[SearchNode]:
    return SearchNode.objects.exclude(name=settings.SEARCH_NODE).filter(seen_at__gte=now - AWAY)


def untaken() -> QuerySet[Change]:
    """Changes that this host's index does not hold yet."""
    mine = Taken.objects.filter(change=OuterRef("pk"), node__name=settings.SEARCH_NODE)
    return Change.objects.filter(~Exists(mine))


def take(keys: list[int]) -> None:
    """This host's index holds these changes; those that every living host holds are forgotten."""
    if not keys:
        return
    others = list(_others(timezone.now()))
    if not others:
        Change.objects.filter(pk__in=keys).delete()
        return
    with transaction.atomic():
        me = SearchNode.objects.get(name=settings.SEARCH_NODE)
        there = Change.objects.filter(pk__in=keys).values_list("pk", flat=True)
        Taken.objects.bulk_create((Taken(change_id=pk, node=me) for pk in there), ignore_conflicts=True)
        living = [me.pk, *(n.pk for n in others)]
        held = Count("taken", filter=Q(taken__node__in=living))
        Change.objects.filter(
            pk__in=list(
                Change.objects.filter(pk__in=keys)
                .annotate(n=held)
                .filter(n=len(living))
                .values_list("pk", flat=True)
            )
        ).delete()
