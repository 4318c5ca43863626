"""线索附件的上传和打开：打开前写明事由；封存后只有纪委监委从封存材料打开。"""

from __future__ import annotations

from typing import Any, BinaryIO

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from doudi.base.models import User
from doudi.base.refused import Refused
from doudi.pages.acts import carry_out
from doudi.pages.forms import FilesField, PageForm, form_page
from doudi.pages.reveal import ReasonForm
from doudi.programmes.integrity.leads import attachments
from doudi.programmes.integrity.leads.models import LeadFile, LeadPackage
from doudi.programmes.integrity.leads.pages.leads import one


class FilesForm(PageForm):
    sent = FilesField(label="附件", help_text="可一次选多个；照片、录音整理、转账记录等电子材料")


def many(request: HttpRequest, pk: int) -> HttpResponse:
    """The files of a lead that is not sealed, by name; sealed, they stand on the page of the package alone."""
    lead = one(request, pk)
    if not lead.brief:
        raise Http404
    context = {
        "title": f"线索附件：{lead.case.number}",
        "rows": [(each, reverse("leads:file", args=[pk, each.pk])) for each in lead.files.select_related("file", "by")],
        "add": reverse("leads:attach", args=[pk]),
        "back": reverse("leads:lead", args=[pk]),
    }
    return render(request, "leads/files.html", context)


def attach(request: HttpRequest, pk: int) -> HttpResponse:
    lead = one(request, pk)
    form = FilesForm(request.POST or None, request.FILES or None)
    more: dict[str, Any] = {
        "title": f"上传附件：{lead.case.number}",
        "submit": "上传",
        "back": reverse("leads:files", args=[pk]),
    }

    def do(said: dict[str, Any], user: User) -> str:
        made = attachments.attach(lead, said["sent"], by=user, at=timezone.now())
        return f"已上传{len(made)}个附件。"

    return carry_out(request, form, do=do, **more)


def opened(request: HttpRequest, pk: int, file: int) -> HttpResponseBase:
    """A file, once a reason was given."""
    row, user = _row(request, pk, file), request.user
    assert isinstance(user, User)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    more: dict[str, Any] = {
        "title": f"打开附件：{row.file.name}", "submit": "打开（留痕）", "back": reverse("leads:files", args=[pk])
    }  # fmt: skip
    if not form.is_valid():
        return form_page(request, form, **more)
    try:
        content = attachments.open_file(row, reason=form.cleaned_data["reason"], by=user, at=timezone.now())
    except Refused as refused:
        return form_page(request, form, refusal=refused.sentence, **more)
    return _given(row, content)


def sealed(request: HttpRequest, pk: int, file: int) -> HttpResponseBase:
    row, user = _row(request, pk, file), request.user
    assert isinstance(user, User)
    package = LeadPackage.objects.filter(lead=row.lead_id).select_related("lead__case").first()
    if package is None:
        raise Http404
    return _given(row, attachments.open_sealed_file(package, row, by=user, at=timezone.now()))


def _row(request: HttpRequest, pk: int, file: int) -> LeadFile:
    lead = one(request, pk)
    found: LeadFile | None = lead.files.filter(pk=file).select_related("file", "lead__case").first()
    if found is None:
        raise Http404
    return found


def _given(row: LeadFile, content: BinaryIO) -> FileResponse:
    """Always a download: what somebody accused may have sent is never run as a page."""
    response = FileResponse(
        content, as_attachment=True, filename=row.file.name, content_type="application/octet-stream"
    )
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
