"""What every call-back has; whom it is about and what was said stands in the table of its line. No table of its own."""

from __future__ import annotations

from django.db import models

from doudi.base.models import User

UNREACHED = "UNREACHED"  # an outcome of every line: tried again, and still on the list


class Called(models.Model):
    """回访 of one: since when it is due, until when, and that it was done. A line adds whom it is about and its `outcome`, unless the answer
    stands apart from it (an anonymous one)."""

    area_code = models.CharField("区划", max_length=12, db_index=True)
    drawn_at = models.DateTimeField("抽取时间")
    due_on = models.DateField("应于此前回访", db_index=True)
    tries = models.PositiveSmallIntegerField("联系不上次数", default=0)
    done_at = models.DateTimeField("完成时间", null=True, db_index=True)
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    class Meta:
        abstract = True
