"""The addresses of the public site, below /public/."""

from __future__ import annotations

from django.urls import URLPattern, path, re_path

from doudi.public import applying, complaining, notices, objecting, progress, receipts

app_name = "public"
_NUMBER = r"notices/(?P<number>\d{6}-\d{4,6})/"

urlpatterns: list[URLPattern] = [
    path("", notices.home, name="home"),
    re_path(r"^areas/(?P<area>\d{12})/$", notices.area, name="area"),
    re_path(rf"^{_NUMBER}$", notices.notice, name="notice"),
    re_path(rf"^{_NUMBER}objection/$", objecting.objection, name="objection"),
    path("apply/", applying.apply, name="apply"),
    path("complain/", complaining.complain, name="complain"),
    path("progress/", progress.progress, name="progress"),
    path("receipt/", receipts.receipt, name="receipt"),
]
