"""What gunicorn serves; with ``--preload`` loaded once, before it forks."""

import gc
import importlib
import os
import sys

from django.core.wsgi import get_wsgi_application
from django.db import connections

from ecoasset.paths import keep_private
from ecoasset.upkeep.memory import memory_give_back

APP_LOAD_ERROR = 4  # gunicorn gives up instead of starting the process again and again

keep_private()
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ecoasset.settings")

application = get_wsgi_application()

# Models can be imported only now.
installation = importlib.import_module("ecoasset.upkeep.installation")
try:
    installation.refuse_to_serve_lost()
except installation.LostDatabase as lost:
    sys.stderr.write(f"{lost}\n")
    sys.exit(APP_LOAD_ERROR)

# What processes may share is loaded before they part, and no connection is.
importlib.import_module("ecoasset.ready").make_ready()
connections.close_all()
# A collection writes into every object that it looks at, and so would end the sharing.
gc.collect()
memory_give_back()
gc.freeze()
