"""The addresses of the phone, below /phone/: all stand under the one page that its browser keeps."""

from __future__ import annotations

from django.urls import URLPattern, path

from doudi.mechanisms.phone import views

app_name = "phone"

urlpatterns: list[URLPattern] = [
    path("", views.page, name="page"),
    path("worker.js", views.worker, name="worker"),
    path("me/", views.me, name="me"),
    path("<slug:box>/carry/", views.carry_due, name="carry_due"),
    path("<slug:box>/<int:subject>/carry/", views.carry, name="carry"),
    path("<slug:box>/<int:subject>/send/", views.send, name="send"),
]
