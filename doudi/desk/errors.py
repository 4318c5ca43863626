"""Pages for what goes wrong, in plain Chinese: what happened, what to do. None of them shows data, or what was typed."""

from __future__ import annotations

import logging
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template import loader

log = logging.getLogger(__name__)


def refused_page(request: HttpRequest, sentence: str, status: int = 409) -> HttpResponse:
    """A refusal of the house: its sentence, and the way back. In a drawer it is swapped in like a form with errors."""
    if getattr(request, "htmx", None):
        status = 422
    return render(request, "desk/refused.html", {"title": "没有办成", "sentence": sentence}, status=status)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    words = "您没有权限打开这个页面。如果工作需要，请联系本单位的系统管理员授权。"
    if isinstance(exception, PermissionDenied) and exception.args:
        words = str(exception.args[0])
    return _plainly(request, 403, "没有权限", words, "lock")


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Who sends a form about something that is not his any more (he was moved, it was handed on) has not written an address wrong."""
    if request.method == "POST":
        words = "这件事不在您现在的办理范围内，可能已经移交，或您的岗位有变动。没有提交；请返回上一页，把填写的内容转给接办的人。"
        return _plainly(request, 404, "没有提交成功", words, "history")
    return _plainly(
        request, 404, "没有这个页面", "地址可能写错了，或者内容已经移走。请从左侧菜单或搜索框进入。", "help-circle"
    )


def failed(request: HttpRequest) -> HttpResponse:
    """Drawn without the desk around it: whatever failed may be part of that."""
    content = loader.render_to_string("desk/failed.html", {"title": "系统出错了"})
    return HttpResponse(content, status=500)


def csrf(request: HttpRequest, reason: str = "") -> HttpResponse:
    words = "页面停留太久或在别处重新登录过，为安全起见没有提交。请返回上一页，刷新后重新提交。"
    return _plainly(request, 403, "没有提交成功", words, "history")


@login_not_required
def healthy(request: HttpRequest) -> HttpResponse:
    """For whoever watches the server: 200 when the database answers."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Exception:
        log.exception("the database does not answer")
        return JsonResponse({"ok": False}, status=503)
    return JsonResponse({"ok": True})


def _plainly(request: HttpRequest, status: int, title: str, words: str, icon: str) -> HttpResponse:
    context: dict[str, Any] = {"title": title, "words": words, "icon_name": icon}
    return render(request, "desk/plainly.html", context, status=status)
