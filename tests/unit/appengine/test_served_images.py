"""Images at the URLs of images.get_serving_url()."""

import io

import pytest

pytest.importorskip("google.appengine.api", reason="needs the App Engine SDK")

from google.appengine.api import images
from PIL import Image


def image(file_format="PNG", size=(600, 300)):
    file = io.BytesIO()
    Image.new("RGB", size).save(file, file_format)
    file.seek(0)
    return file


@pytest.fixture
def tree(open_site):
    return open_site()


@pytest.fixture
def serve(tree, ask):
    """Store a blob and ask for its URL, with an ending: ``serve(image(), "=s32")``."""

    def send(file, ending=""):
        tree.services.blobs.StoreBlob("key", file)
        return ask(tree, images.get_serving_url("key") + ending)

    return send


def test_url_of_an_image_says_where_the_server_is(tree, ask):
    ask(tree, "/", headers={"Host": "shop.localhost:8081"})

    assert images.get_serving_url("key", 32) == "http://shop.localhost:8081/_ah/img/key=s32"


@pytest.mark.parametrize(
    ("ending", "size"),
    [("", (512, 256)), ("=s0", (600, 300)), ("=s60", (60, 30)), ("=s60-c", (60, 60)), ("=s900", (600, 300))],
)
def test_image_has_the_size_that_its_url_names(serve, ending, size):
    response = serve(image(), ending)

    assert response.content_type == "image/png"
    assert Image.open(io.BytesIO(response.body)).size == size


@pytest.mark.parametrize(
    ("file_format", "small"), [("JPEG", "image/jpeg"), ("GIF", "image/png"), ("WEBP", "image/png")]
)
def test_image_has_its_type(serve, file_format, small):
    assert serve(image(file_format), "=s0").content_type == f"image/{file_format.lower()}"
    assert serve(image(file_format), "=s10").content_type == small


def test_size_beyond_the_limit_is_refused(serve):
    assert serve(image(), f"=s{images.IMG_SERVING_SIZES_LIMIT + 1}").status_int == 400


def test_blob_that_is_no_image_is_not_found(serve):
    assert serve(io.BytesIO(b"text")).status_int == 404


@pytest.mark.parametrize("path", ["/_ah/img/key=x", "/_ah/img/other"])
def test_other_paths_are_not_found(tree, ask, serve, path):
    serve(image())

    assert ask(tree, path).status_int == 404


def test_blob_without_a_serving_url_is_not_found(tree, ask, serve):
    serve(image())
    images.delete_serving_url("key")

    assert ask(tree, "/_ah/img/key").status_int == 404


def test_blob_that_is_gone_is_not_found(tree, ask, serve):
    serve(image())
    tree.services.blobs.DeleteBlob("key")

    assert ask(tree, "/_ah/img/key").status_int == 404
