"""The addresses of surveys, below /surveys/: those of the phone stand under the one page that its browser keeps."""

from __future__ import annotations

from django.urls import URLPattern, path

from doudi.mechanisms.casework.surveys import pages, phone

app_name = "surveys"

urlpatterns: list[URLPattern] = [
    path("", phone.page, name="phone"),
    path("worker.js", phone.worker, name="worker"),
    path("me/", phone.me, name="me"),
    path("<int:pk>/carry/", phone.carry, name="carry"),
    path("<int:pk>/send/", phone.send, name="send"),
    path("received/<int:pk>/", pages.survey_page, name="survey"),
    path("received/<int:pk>/companion/", pages.companion_page, name="companion"),
]
