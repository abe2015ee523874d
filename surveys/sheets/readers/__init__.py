"""What opens a stranger's table: runs in the limited process alone, and so knows no Django."""

import os

# openpyxl reads by the guarded parser of defusedxml, also where lxml is installed for others.
os.environ["OPENPYXL_LXML"] = "False"
