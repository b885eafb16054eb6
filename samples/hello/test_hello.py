import runpy
from urllib.request import urlopen

from webapp2compat.serving.loading import capturing


def test_hello_greets(serve_sample, here):
    with urlopen(serve_sample(here)) as answer:
        assert (answer.status, answer.read()) == (200, b"Hello, webapp2 on Python 3.")


def test_python_main_serves_the_same_app(here):
    with capturing() as served:
        names = runpy.run_path(str(here / "main.py"), run_name="__main__")

    assert served == [names["app"]]
