"""Background threads."""

import ast

import pytest

pytest.importorskip("google.appengine.api", reason="needs the App Engine SDK")

from google.appengine.api import background_thread

MAIN = """
    import os
    import threading
    from google.appengine.api import background_thread, memcache
    from google.appengine.api.background_thread import BackgroundThread

    def note(name, value="value"):
        memcache.set(name, [value, os.environ.get("PATH_INFO")])
        done.release()

    done = threading.Semaphore(0)

    def app(environ, start_response):
        background_thread.start_new_background_thread(note, ["function"])
        thread = BackgroundThread(target=note, args=["class"], kwargs={"value": os.environ["PATH_INFO"]})
        thread.start()
        done.acquire(timeout=5)
        done.acquire(timeout=5)
        start_response("200 OK", [])
        return [repr([memcache.get("function"), memcache.get("class"), os.environ["PATH_INFO"]]).encode()]
"""


def test_background_threads_run_outside_of_the_request(open_site, ask):
    answer = ask(open_site(files={"main.py": MAIN}), "/page").text

    assert ast.literal_eval(answer) == [["value", None], ["/page", None], "/page"]


def test_sdk_has_its_own_again_afterwards(open_site):
    before = background_thread.BackgroundThread
    open_site().close()

    assert background_thread.BackgroundThread is before


def test_application_can_ask_how_much_memory_it_uses(open_site, ask):
    main = """
        from google.appengine.api import runtime

        def app(environ, start_response):
            start_response("200 OK", [])
            return [repr(runtime.memory_usage().current).encode()]
    """

    assert ask(open_site(files={"main.py": main}), "/").text == "0.0"
