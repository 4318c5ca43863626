"""A contractor's photo in a real browser at 390 pixels: it goes with the place and the time that the phone says."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.cache import cache
from django.utils import timezone
from playwright.sync_api import Page, expect

from doudi.desk.browsing import PHONE, fits, sit_down
from doudi.programmes.elderly.home_adaptation.models import ItemPhoto
from doudi.programmes.elderly.home_adaptation.stories import HOME, Builders
from tests.surveys.phone import photo

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def county(tmp_path: Any, settings: Any) -> Builders:
    settings.FILES_ROOT = tmp_path
    cache.clear()
    return Builders()


def test_a_photo_goes_with_its_place_and_its_time(county: Builders, page: Page, tmp_path: Any) -> None:
    case = county.approved()
    page.set_viewport_size(PHONE)
    page.context.grant_permissions(["geolocation"])
    page.context.set_geolocation({"latitude": float(HOME.latitude), "longitude": float(HOME.longitude), "accuracy": 12})
    sit_down(page, county.builder.username)
    page.goto(f"/home_adaptation/adaptations/{case.pk}/photos/")
    expect(page.locator("#place-words")).to_contain_text("已定位，误差约12米")
    assert fits(page)
    page.locator("input[type=file]").first.set_input_files(photo(tmp_path, page, side=600))
    page.locator("#id_what").select_option(index=1)
    page.get_by_role("button", name="上传").click()
    expect(page.locator("body")).to_contain_text("照片已收下")
    kept = ItemPhoto.objects.get()
    assert (kept.latitude, kept.longitude, kept.accuracy) == (HOME.latitude, HOME.longitude, 12)
    assert kept.taken_at is not None
    assert abs((timezone.now() - kept.taken_at).total_seconds()) < 600
