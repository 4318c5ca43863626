#!/usr/bin/env python
"""Django's own commands (migrations, shell); the product's commands are `doudi …`."""

import os
import sys

from django.core.management import execute_from_command_line

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "doudi.config.settings")
execute_from_command_line(sys.argv)
