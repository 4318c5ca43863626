"""Encrypted fields (placeholder until the ciphers are written)."""

from __future__ import annotations

from django.db import models


class EncryptedField(models.TextField):  # type: ignore[type-arg]
    """To be replaced by SM4-GCM."""
