"""Kept files, handed out to those who may: pictures and PDF are shown, everything else is a download."""

from __future__ import annotations

from django.http import FileResponse, HttpRequest
from django.shortcuts import get_object_or_404

from doudi.base import files
from doudi.base.models import StoredFile

_SHOWN = ("image/png", "image/jpeg", "application/pdf")


def file_page(request: HttpRequest, pk: int) -> FileResponse:
    """Refused sentence if he may not; never run as a page by the browser."""
    file = get_object_or_404(StoredFile, pk=pk)
    content = files.open_for(request.user, file)
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
