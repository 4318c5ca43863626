"""All addresses."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("public/", include("doudi.public.urls")),
    path("", include("doudi.desk.urls")),
]

handler403 = "doudi.desk.errors.forbidden"
handler404 = "doudi.desk.errors.not_found"
handler500 = "doudi.desk.errors.failed"
