"""整卷: an archive as one zip. Every file that was kept, the papers that cases make, the payments month by month, a catalogue to read and
the fingerprints to check (`sha256sum -c SHA256SUMS`)."""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import io
import re
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import IO

from django.utils import timezone

from doudi.base import files
from doudi.base.areas import full_name
from doudi.base.identity import mask
from doudi.base.models import StoredFile, User
from doudi.base.money import yuan
from doudi.base.months import format_month
from doudi.base.refused import Refused
from doudi.mechanisms.casework.pages.declare import PAGES_OF
from doudi.mechanisms.entitlement.archives.catalogue_paper import CATALOGUE, Catalogue, Line
from doudi.mechanisms.entitlement.archives.gathering import Gathered
from doudi.mechanisms.papers.making import docx
from doudi.mechanisms.registry.models import Party

SUMS = "SHA256SUMS"
_IN_MEMORY = 16 * files.MEGABYTE
_UNSAFE = re.compile(r"[\\/:*?\"<>|\s]+")


@dataclass(frozen=True)
class Package:
    """A zip, open at its beginning; how many files it holds beside the list of fingerprints, and the fingerprint of that list."""

    content: IO[bytes]
    name: str
    files: int
    fingerprint: str


def pack(found: Gathered, *, by: User, at: dt.datetime, because: str) -> Package:
    """Everything in one zip. A file whose original is gone is told of in the catalogue and left out."""
    out = tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115  # handed on open: the response closes it
    sums: dict[str, str] = {}
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:

        def add(name: str, content: bytes) -> str:
            archive.writestr(name, content)
            sums[name] = hashlib.sha256(content).hexdigest()
            return sums[name]

        lines = list(_entries(found, add))
        for name, content in _papers(found):
            lines.append(
                Line(len(lines) + 1, "文书", f"{timezone.localdate(at)}", name, "本系统生成", "", add(name, content))
            )
        if found.paid:
            name = "发放记录.csv"
            lines.append(
                Line(len(lines) + 1, "发放记录", f"{timezone.localdate(at)}", name, "发放名单和代发银行回盘", "", add(name, _payments(found)))
            )  # fmt: skip
        add("目录.docx", docx(CATALOGUE, _catalogue(found, lines, by, at, because)))
        listing = "".join(f"{digest}  {name}\n" for name, digest in sums.items()).encode()
        archive.writestr(SUMS, listing)
    out.seek(0)
    name = f"电子档案-{_safe(found.archive.name)}-{_safe(found.party.name)}-{timezone.localdate(at):%Y%m%d}.zip"
    return Package(out, name, len(sums), hashlib.sha256(listing).hexdigest())


def _entries(found: Gathered, add: Callable[[str, bytes], str]) -> Iterator[Line]:
    """A line for every entry; for one with files a line for each of them, which `add` puts in by name and gives the fingerprint of."""
    number, kept = 0, 0
    for entry in found.entries:
        told = f"{entry.title}{f'：{entry.words}' if entry.words else ''}"
        rest = (entry.source, entry.procedure)
        if not entry.files:
            number += 1
            yield Line(number, entry.element.name, f"{entry.on}", told, *rest, "")
        for file in entry.files:
            number, kept = number + 1, kept + 1
            name = f"材料/{kept:03d}-{_safe(entry.element.name)}-{_safe(file.name)}"
            content = _content(file)
            digest = add(name, content) if content is not None else "原件不在"
            yield Line(number, entry.element.name, f"{entry.on}", f"{told}（{name}）", *rest, digest)


def _content(file: StoredFile) -> bytes | None:
    try:
        with files.open_kept(file) as opened:
            return opened.read()
    except Refused:
        return None


def _papers(found: Gathered) -> Iterator[tuple[str, bytes]]:
    """The papers that each case has by now: opinions, notices, the notice of a stop."""
    for case in found.cases:
        pages = PAGES_OF.get(case.flow)
        for paper in pages.papers if pages is not None else ():
            if paper.when(case):
                yield f"文书/{_safe(case.number)}{_safe(paper.name)}.docx", docx(paper.paper, paper.facts(case))


def _payments(found: Gathered) -> bytes:
    """UTF-8 with a mark, as spreadsheets on office machines want it."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(("待遇", "月份", "当月应发（元）", "补发（元）", "实发（元）", "退票收回（元）", "结果"))
    for line in found.paid:
        each = line.payment
        outcome = each.get_omitted_display() if each.omitted else line.outcome or each.run.get_state_display()
        sums = (each.regular, each.arrears, each.amount, each.cancelled)
        writer.writerow((line.benefit, format_month(each.month), *(yuan(fen) for fen in sums), outcome))
    return out.getvalue().encode("utf-8-sig")


def _catalogue(found: Gathered, lines: list[Line], by: User, at: dt.datetime, because: str) -> Catalogue:
    return Catalogue(
        found.archive.name,
        found.party.name,
        masked_number(found.party),
        full_name(found.area_code),
        tuple(lines),
        tuple(f"{each.element.name}：{words}" for each in found.states for words in each.lacking),
        f"{by.name}{f'（{by.unit}）' if by.unit else ''}",
        f"{timezone.localtime(at):%Y-%m-%d %H:%M}",
        because,
    )


def masked_number(party: Party) -> str:
    """Of a person the masked identity number, of a household the number of its file."""
    if party.kind == Party.Kind.HOUSEHOLD:
        return str(party.household.number)
    return mask(party.person.id_number)


def _safe(name: str) -> str:
    """A part of a file name that every system takes, and that leads nowhere."""
    return _UNSAFE.sub("_", name).strip("._")[:80] or "文件"
