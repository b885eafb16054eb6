"""Each module imports on its own, in any process, without a warning; and the core imports little."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[2] / "webapp2compat"
PATHS = [path.relative_to(PACKAGE.parent).with_suffix("").parts for path in PACKAGE.rglob("*.py")]
#: Without the files below aliases/, which carry legacy names.
MODULES = sorted(".".join(parts).removesuffix(".__init__") for parts in PATHS if "aliases" not in parts[:-2])

#: Forks one interpreter per module, which starts with nothing of the package, but with what takes other projects long.
PROGRAM = """if True:
    import importlib, os, sys, traceback, warnings
    warnings.filterwarnings("ignore", "'cgi' is deprecated")
    warnings.filterwarnings("ignore", module="google")
    import webob, webob.exc
    try:
        import google.appengine.ext.ndb, google.appengine.ext.testbed, google.appengine.ext.deferred
    except ImportError:
        pass
    for name in sys.argv[1:]:
        if os.fork():
            if os.wait()[1]:
                print(name)
        else:
            try:
                importlib.import_module(name)
            except BaseException as error:
                # A module that cannot work without its extra says which one.
                if "pip install 'webapp2compat[" not in str(error):
                    traceback.print_exc()
                    os._exit(1)
            os._exit(0)
    """


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs os.fork")
def test_each_module_imports_alone_without_a_warning():
    # The App Engine SDK and Django warn when they are imported; theirs are not ours to mend.
    others = ["-W", "ignore::DeprecationWarning:google", "-W", "ignore::DeprecationWarning:django"]
    command = [sys.executable, "-W", "error", *others, "-c", PROGRAM, *MODULES]
    # Nothing is measured here, and the measuring would take most of the time.
    environ = {name: value for name, value in os.environ.items() if not name.startswith("COV")}
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, env=environ)

    assert done.stdout == "", done.stderr


@pytest.mark.parametrize(
    "heavy",
    ["paste", "mako", "jinja2", "babel", "django", "google.appengine.api", "watchfiles", "asyncio", "cgi"],
)
def test_core_does_not_import_what_a_request_may_never_need(heavy):
    program = (
        f"import webob.exc, sys; old = {{*sys.modules}}; import webapp2; print({heavy!r} in {{*sys.modules}} - old)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)

    assert (done.stdout, done.stderr) == ("False\n", "")


def test_core_imports_in_less_time_than_webob():
    program = """if True:
        import time
        start = time.process_time()
        import webob, webob.exc
        middle = time.process_time()
        import webapp2
        print((time.process_time() - middle) / (middle - start))
        """
    # With bytecode, which the first run writes, and without measuring coverage.
    environ = {name: value for name, value in os.environ.items() if not name.startswith(("COV", "PYTHON"))}
    runs = [subprocess.run([sys.executable, "-c", program], capture_output=True, env=environ) for _ in range(5)]

    assert min(float(run.stdout) for run in runs) < 1.0
