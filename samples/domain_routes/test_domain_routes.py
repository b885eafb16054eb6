import runpy

import pytest


@pytest.fixture(scope="module")
def app(here):
    return runpy.run_path(str(here / "main.py"))["app"]


def test_home_links_to_the_blogs(app):
    response = app.get_response("/", base_url="http://localhost:8080")

    assert response.text == "Blogs: http://ann.localhost:8080/, http://bob.localhost:8080/"


@pytest.mark.parametrize(
    ("path", "text"),
    [("/", "The blog of ann. Latest: /2012/hello"), ("/2012/hello", "hello, which ann wrote in 2012")],
)
def test_subdomain_shows_the_blog_of_its_user(app, path, text):
    assert app.get_response(path, base_url="http://ann.localhost:8080").text == text


def test_slash_at_the_end_is_redirected(app):
    response = app.get_response("/2012/hello/?page=2", base_url="http://ann.localhost:8080")

    assert (response.status_int, response.location) == (301, "http://ann.localhost:8080/2012/hello?page=2")


def test_blog_is_not_on_the_main_host(app):
    assert app.get_response("/2012/hello", base_url="http://localhost:8080").status_int == 404
