"""Import every legacy name and check that it is the module it stands for."""

import importlib
import pkgutil

import webapp2compat


def pairs():
    yield "webapp2", "webapp2compat"
    for legacy, home in (
        ("webapp2_extras", "webapp2compat.extras"),
        ("google.appengine.ext.webapp", "webapp2compat.webapp"),
    ):
        yield legacy, home
        for module in pkgutil.walk_packages(importlib.import_module(home).__path__, "."):
            yield legacy + module.name, home + module.name


failed = []
for legacy, home in pairs():
    try:
        same = importlib.import_module(legacy) is importlib.import_module(home)
        failed.extend([] if same else [legacy])
    except ImportError as error:
        # A module that cannot work without its extra says which one.
        failed.extend([] if "pip install 'webapp2compat[" in str(error) else [f"{legacy}: {error}"])

print(failed or webapp2compat.__file__)
