"""核销柜台: one line to type or to read a card into, an answer at once. Fit for a queue: no mouse, and a lost line loses nothing.

The page sends each diner under a key of its own. What could not be sent is kept by the browser (the number of a card and the time, nothing
else) and sent again under the same key, so that nothing is doubled.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from doudi.base.models import User
from doudi.base.money import yuan
from doudi.base.refused import Refused
from doudi.mechanisms.registry.models import Person
from doudi.programmes.elderly.meals import doubts, queries
from doudi.programmes.elderly.meals.finding import described, who
from doudi.programmes.elderly.meals.models import Meal, MealPoint
from doudi.programmes.elderly.meals.policy import policy_on
from doudi.programmes.elderly.meals.serving import Serving, period_at, serve

REASONS = ("忘带卡", "卡损坏", "读卡器故障", "新来未办卡")
_LAST = 12  # served, on the page
_KEY = 40


def counters(request: HttpRequest) -> HttpResponse:
    """The points at which the user serves; straight to the counter if it is one."""
    rows = list(queries.counters(request.user, timezone.localdate()))
    if len(rows) == 1:
        return HttpResponseRedirect(reverse("meals:counter", args=[rows[0].pk]))
    context = {"title": "核销柜台", "points": [(each.name, reverse("meals:counter", args=[each.pk])) for each in rows]}
    return render(request, "meals/counters.html", context)


def counter(request: HttpRequest, pk: int) -> HttpResponse:
    """The counter of one point: the line, what was served last, how many today."""
    point, now = _one(request, pk), timezone.now()
    on = timezone.localdate(now)
    last = Meal.objects.filter(point=point, on=on).select_related("person__party").order_by("-pk")[:_LAST]
    price = point.prices.filter(from_on__lte=on).order_by("-from_on", "-pk").first()
    try:
        period = period_at(point, now, policy_on(on)).label
    except Refused as refused:
        period = refused.sentence
    context = {
        "title": f"{point.name}核销",
        "point": point,
        "period": period,
        "price": f"{price.name}，老年人标价{yuan(price.listed)}元，公众价{yuan(price.public)}元"
        if price
        else "还没有登记餐价",
        "served": [_line(each) for each in last],
        "number": Meal.objects.filter(point=point, on=on).exclude(state=Meal.State.REVERSED).count(),
        "ways": Meal.Way.choices,
        "reasons": REASONS,
        "serve": reverse("meals:counter_serve", args=[pk]),
        "undo": reverse("meals:counter_undo", args=[pk]),
    }
    return render(request, "meals/counter.html", context)


def counter_serve(request: HttpRequest, pk: int) -> HttpResponse:
    """One diner. Answers {state: served · choose · refused, …}; 422 where it was refused, and nothing was done."""
    if request.method != "POST":
        raise Http404
    point, now = _one(request, pk), timezone.now()
    try:
        return JsonResponse(_served(request, point, now))
    except Refused as refused:
        return JsonResponse({"state": "refused", "words": refused.sentence}, status=422)


def _served(request: HttpRequest, point: MealPoint, now: dt.datetime) -> dict[str, Any]:
    said = request.POST
    key, at = said.get("key", ""), _moment(said.get("at", "")) or now
    if not 0 < len(key) <= _KEY:
        raise Refused("页面缺少发送码，请刷新页面后重试。")
    on = timezone.localdate(at)
    way = said.get("way", "") or Meal.Way.DINE_IN.value
    if way not in Meal.Way.values:
        raise Refused("取餐方式不对，请刷新页面后重试。")
    found = who(said.get("text", ""), point, on=on)
    if found.sure:
        person = found.people[0]
    elif not said.get("person"):
        people = [{"pk": each.pk, "words": described(each, on)} for each in found.people]
        return {"state": "choose", "people": people, "more": found.more}
    else:
        person = _chosen(found.people, said["person"])
    reason = said.get("reason", "") if not found.sure else ""
    serving = Serving(
        key, point, person, at, found.known, _user(request), Meal.Way(way), reason, said.get("terminal", "")
    )
    done = serve(serving, received=now)
    line = _line(done.meal)
    number = Meal.objects.filter(point=point, on=on).exclude(state=Meal.State.REVERSED).count()
    return {"state": "served", "words": done.words, "again": done.again, "number": number, **line}


def _chosen(people: tuple[Person, ...], wanted: str) -> Person:
    found = next((each for each in people if str(each.pk) == wanted), None)
    if found is None:
        raise Refused("所选的人不在名单中，请重新输入姓名。")
    return found


def counter_undo(request: HttpRequest, pk: int) -> HttpResponse:
    """撤销 what has just been served to the wrong one."""
    if request.method != "POST":
        raise Http404
    point = _one(request, pk)
    meal = (
        Meal.objects.filter(point=point, key=request.POST.get("key", ""))
        .select_related("person__party", "point")
        .first()
    )
    if meal is None:
        return JsonResponse({"state": "refused", "words": "没有这一份，可能还没有上传，请稍后再试。"}, status=422)
    try:
        doubts.reverse(meal, because="当场误核销，撤销", by=_user(request), at=timezone.now())
    except Refused as refused:
        return JsonResponse({"state": "refused", "words": refused.sentence}, status=422)
    return JsonResponse(
        {"state": "reversed", "words": f"已撤销{meal.person.party.name}的{meal.get_period_display()}。"}
    )


def _line(meal: Meal) -> dict[str, Any]:
    return {
        "key": meal.key,
        "name": meal.person.party.name,
        "at": f"{timezone.localtime(meal.served_at):%H:%M}",
        "pay": yuan(meal.personal),
        "subsidised": meal.subsidised,
        "gone": meal.state == Meal.State.REVERSED,
    }


def _moment(written: str) -> dt.datetime | None:
    if not written:
        return None
    try:
        found = parse_datetime(written)
    except ValueError:
        found = None
    if found is None or found.tzinfo is None:
        raise Refused("补传记录的时间看不懂，请在纸上登记后由县民政局处理。")
    return found


def _one(request: HttpRequest, pk: int) -> MealPoint:
    found: MealPoint | None = queries.counters(request.user, timezone.localdate()).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def _user(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user
