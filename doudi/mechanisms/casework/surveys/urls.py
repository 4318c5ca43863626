"""The addresses of surveys, below /surveys/; those of the phone are the box's."""

from __future__ import annotations

from django.urls import URLPattern, path

from doudi.mechanisms.casework.surveys import pages

app_name = "surveys"

urlpatterns: list[URLPattern] = [
    path("received/<int:pk>/", pages.survey_page, name="survey"),
    path("received/<int:pk>/companion/", pages.companion_page, name="companion"),
]
