"""Loads what every reading process needs, when it is imported: by the process they are forked from, and nobody else.

What is loaded before the fork is shared by all of them: the language model alone is a hundred megabytes.
"""

import gc
import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # numpy's threads, started with the model, would not survive a fork

from watchers.languages import detect
from watchers.sources.profile import load_profiles

load_profiles()
detect("A text that is long enough for the language model to be loaded.")
gc.collect()
gc.freeze()  # the collector would write to what is shared
