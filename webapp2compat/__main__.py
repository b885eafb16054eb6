"""``python -m webapp2compat``: the same as the command ``webapp2compat``."""

from .commands.main import main

if __name__ == "__main__":
    raise SystemExit(main())
