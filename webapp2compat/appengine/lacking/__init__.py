"""Modules of the Python 2 SDK that the one for Python 3 lacks; `../gaps.py` imports them under their old names."""
