"""freezeframe: tells which video, and which frame of it, a published picture was taken from."""

import os

__version__ = "0.1.0"

# The matrices here are small: threads of the linear algebra library would only wait for each other, and take the cores
# from those that decode and compare. Numpy reads this when it is first imported.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
