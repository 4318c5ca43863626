"""Settings of the tests: a place of its own, fast hashing, no static files served."""

from __future__ import annotations

import os
import tempfile

os.environ.setdefault("DOUDI_VAR", tempfile.mkdtemp(prefix="doudi-test-"))

from doudi.config.settings import *  # noqa: F403
from doudi.config.settings import MIDDLEWARE as _MIDDLEWARE

MIDDLEWARE = [each for each in _MIDDLEWARE if "whitenoise" not in each]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
DEMO = False
AXES_ENABLED = False
