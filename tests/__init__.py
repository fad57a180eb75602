"""All tests of one run share a cache folder of their own, so that they neither read nor fill the user's."""

import atexit
import os
import shutil
import tempfile

if "REGISTRY_CACHE" not in os.environ:
    os.environ["REGISTRY_CACHE"] = tempfile.mkdtemp(prefix="registry-cache-")
    atexit.register(shutil.rmtree, os.environ["REGISTRY_CACHE"], ignore_errors=True)
