"""Kept files, handed out to those who may: pictures and PDF are shown, everything else is a download."""

from __future__ import annotations

from django.http import FileResponse, HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone

from doudi.base import files
from doudi.base.models import StoredFile, User
from doudi.base.records import record

_SHOWN = ("image/png", "image/jpeg", "application/pdf")


def file_page(request: HttpRequest, pk: int) -> FileResponse:
    """Refused sentence if he may not; never run as a page by the browser. Opening what is confided to few leaves a record (R-SEC-04)."""
    file, user = get_object_or_404(StoredFile, pk=pk), request.user
    content = files.open_for(user, file)
    if file.confided_to:
        assert isinstance(user, User)
        record("file.open", file, by=user, at=timezone.now(), because=file.purpose, area_code=file.area_code)
    response = FileResponse(
        content,
        as_attachment=file.content_type not in _SHOWN,
        filename=file.name,
        content_type=file.content_type if file.content_type in _SHOWN else "application/octet-stream",
    )
    response.headers["Content-Security-Policy"] = (
        "sandbox; default-src 'none'; img-src 'self'; style-src 'unsafe-inline'"
    )
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
