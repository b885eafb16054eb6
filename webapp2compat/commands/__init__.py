"""The command ``webapp2compat``."""

from .main import main as main
