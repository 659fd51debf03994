"""freezeframe: tells which video, and which frame of it, a published picture was taken from."""

__version__ = "0.1.0"
