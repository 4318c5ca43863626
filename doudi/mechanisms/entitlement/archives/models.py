"""Papers that were put into an archive beside what the system's own steps left there."""

from __future__ import annotations

from django.db import models

from doudi.base.models import AppendOnly, StoredFile, User
from doudi.mechanisms.registry.models import Party


class ArchivedPaper(AppendOnly):
    """归档材料: one file that holds an element of the archive of a person or household in a programme, with where it comes from."""

    class Origin(models.TextChoices):
        """来源: an electronic archive counts as much as paper if it is known where it comes from (Archives Law art. 37)."""

        APPLICANT = "APPLICANT", "本人（监护人、代办人）提交"
        OFFICE = "OFFICE", "有关部门出具"
        SCAN = "SCAN", "原纸质档案扫描"
        SHARED = "SHARED", "数据共享取得"

    party = models.ForeignKey(Party, models.PROTECT, related_name="archived_papers")
    programme = models.CharField("业务", max_length=40)
    element = models.CharField("要素", max_length=20)
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    origin = models.CharField("来源", max_length=10, choices=Origin)
    made_on = models.DateField("形成日期")  # the day of the paper itself: where it stands in the order of time
    words = models.CharField("说明", max_length=200, blank=True)
    at = models.DateTimeField("归档时间")
    by = models.ForeignKey(User, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "归档材料"
        ordering = ["id"]
        indexes = [models.Index(fields=["party", "programme"], name="archives_of_party")]

    def __str__(self) -> str:
        return f"{self.element} {self.made_on}"


class SetAside(AppendOnly):
    """另存: a paper that was put into the wrong archive, or is not what it was said to be; it holds no element any more."""

    paper = models.OneToOneField(ArchivedPaper, models.PROTECT, primary_key=True, related_name="set_aside")
    because = models.CharField("原因", max_length=200)
    at = models.DateTimeField("时间")
    by = models.ForeignKey(User, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "撤出归档"

    def __str__(self) -> str:
        return self.because
