from webapp2compat import WSGIApplication
from webapp2compat.serving import serve
from webapp2compat.serving.loading import capture, capturing


def test_apps_that_are_run_meanwhile_are_noted(app):
    first, second = app(), app()

    with capturing() as outer:
        first.run()
        with capturing() as inner:
            serve(second)

    assert (outer, inner) == ([first], [second])


def test_otherwise_nothing_is_captured():
    assert not capture(WSGIApplication())
