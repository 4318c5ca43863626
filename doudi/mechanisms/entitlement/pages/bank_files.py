"""代发批次 of a line that pays claim by claim: every file that went to the bank, the file to take there, the answer to take in."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any, Protocol

from django.db.models import Count, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from doudi.base.access import may
from doudi.base.models import User
from doudi.base.money import yuan
from doudi.base.records import record
from doudi.base.refused import Refused
from doudi.base.roles import Role
from doudi.mechanisms.ledger.bank.answers import Taken
from doudi.mechanisms.ledger.bank.declare import Channel
from doudi.mechanisms.ledger.bank.models import BACK, BankFile, Outcome
from doudi.mechanisms.ledger.bank.sending import file_bytes
from doudi.pages.declare import Page
from doudi.pages.forms import FilesField, PageForm, form_page, posted, with_fields
from doudi.pages.responses import done

_SHOWN = 200


class TakesAnswer(Protocol):
    """A programme's service that books what the bank says of a file, and moves what follows from it."""

    def __call__(self, file: BankFile, name: str, data: bytes, *, by: User, at: dt.datetime) -> Taken: ...


@dataclass(frozen=True)
class BankFilePages:
    """`programme`: its code, the namespace of the addresses; its page `owed` is the list of what is owed."""

    programme: str
    channel: Channel
    readers: frozenset[Role]
    senders: frozenset[Role]
    take_answer: TakesAnswer
    owed: str = field(default="payments", kw_only=True)

    def made(self) -> tuple[Page, ...]:
        """代发批次, 下载代发文件, 登记回盘."""
        return (
            Page("files", "代发批次", self._files, self.readers, address="files/"),
            Page("file", "下载代发文件", self._file, self.senders, address="files/<int:pk>/"),
            Page("answer", "登记回盘", self._answer, self.senders, address="files/<int:pk>/answer/"),
        )

    def _at(self, page: str, *args: Any) -> str:
        return reverse(f"{self.programme}:{page}", args=args)

    def _files(self, request: HttpRequest) -> HttpResponse:
        """Every file, with what became of its lines."""
        files = list(files_of(self.channel)[:_SHOWN])
        rows = [(each, self._at("file", each.pk), self._at("answer", each.pk)) for each in files]
        context = {
            "title": f"{self.channel.name}代发批次",
            "rows": rows,
            "may_send": may(request.user, self.senders),
            "back": self._at(self.owed),
        }
        return render(request, "entitlement/bank_files.html", context)

    def _file(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The file for the bank. It holds whole account numbers: taking it is recorded."""
        file = self._one(pk)
        assert isinstance(request.user, User)
        content = file_bytes(file)
        at = timezone.now()
        record(f"{self.programme}.download", f"bankfile:{file.pk}", by=request.user, at=at, because=file.key)
        answer = HttpResponse(content, content_type="application/octet-stream")
        answer["Content-Disposition"] = f"attachment; filename={self.programme}-{file.pk}.csv"
        return answer

    def _answer(self, request: HttpRequest, pk: int) -> HttpResponse:
        """登记回盘: the bank's answer to a file."""
        file = self._one(pk)
        assert isinstance(request.user, User)
        form = with_fields(
            PageForm(*posted(request)), {"answer": FilesField(label="回盘文件", accept=".csv,.txt,.xlsx,.xls")}
        )
        more: dict[str, Any] = {
            "title": f"登记回盘：{file.key}",
            "submit": "登记",
            "back": self._at("files"),
            "words": f"送出{file.lines_number:,}笔、{yuan(file.amount)}元。同一文件重复登记不会重复入账。",
        }
        if request.method != "POST" or not form.is_valid():
            return form_page(request, form, **more)
        upload = form.cleaned_data["answer"][0]
        try:
            taken = self.take_answer(file, upload.name, upload.read(), by=request.user, at=timezone.now())
        except Refused as refused:
            return form_page(request, form, refusal=refused.sentence, **more)
        parts = "、".join(
            f"{Outcome(code).label}{number}笔" for code, number in taken.counts.items() if code in Outcome.values
        )
        words = f"回盘已登记：{parts}。" if taken.fresh else "这个回盘文件以前登记过，没有变化。"
        return done(request, words, to=more["back"])

    def _one(self, pk: int) -> BankFile:
        file = files_of(self.channel).filter(pk=pk).first()
        if file is None:
            raise Http404
        return file


def files_of(channel: Channel) -> QuerySet[BankFile]:
    """The files of a channel, newest first, with how many of their lines are paid and came back."""
    rows = BankFile.objects.filter(channel=channel.code).order_by("-pk")
    return rows.annotate(
        paid_number=Count("lines", filter=Q(lines__outcome=Outcome.PAID)),
        back_number=Count("lines", filter=Q(lines__outcome__in=(*BACK, Outcome.CANCELLED))),
        open_number=Count("lines", filter=Q(lines__outcome=Outcome.UNANSWERED)),
    )
