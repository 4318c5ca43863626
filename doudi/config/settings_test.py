"""Settings of the tests: a place of its own, fast hashing, no static files served."""

from __future__ import annotations

import os
import tempfile

os.environ.setdefault("DOUDI_VAR", tempfile.mkdtemp(prefix="doudi-test-"))

from doudi.config.settings import *  # noqa: F403
from doudi.config.settings import DATABASES, VAR
from doudi.config.settings import MIDDLEWARE as _MIDDLEWARE

MIDDLEWARE = [each for each in _MIDDLEWARE if "whitenoise" not in each]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
DEMO = False
AXES_ENABLED = False

# In a file, as in service: a browser's requests and the story that drives it have connections of their own and wait for each other. On the one
# connection to a database in memory two of them could wait for ever, or be told at once that a table is locked. Without fsync: what a
# power cut would lose, no test reads.
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["TEST"] = {"NAME": str(VAR / "test.sqlite3")}
    DATABASES["default"]["OPTIONS"]["init_command"] = DATABASES["default"]["OPTIONS"]["init_command"].replace(
        "synchronous=FULL", "synchronous=OFF"
    )
