"""What gunicorn serves."""

import os

from django.core.wsgi import get_wsgi_application

from ecoasset.paths import keep_private

keep_private()
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ecoasset.settings")

application = get_wsgi_application()
