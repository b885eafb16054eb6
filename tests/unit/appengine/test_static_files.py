"""Static files: inside of their folder only, with ETag, 304 and ranges."""

import pytest

pytest.importorskip("google.appengine.api", reason="needs the App Engine SDK")

from webapp2compat.appengine.app_yaml import ConfigurationError

DIR = "- url: /s\n  static_dir: static\n"
FILES = {"static/a.txt": "0123456789", "static/sub/b.css": "b", "secret.txt": "secret", "static/.hidden": "hidden"}


@pytest.fixture
def static(open_site, ask):
    """Ask for one file: ``static("/s/a.txt", handlers, headers={...})``."""

    def send(path, handlers=DIR, headers=None, files=FILES, method="GET", **options):
        return ask(open_site(handlers, files, **options), path, headers=headers, method=method)

    return send


def test_file_of_a_folder_is_sent(static):
    response = static("/s/a.txt")

    assert (response.status_int, response.body, response.headers["Content-Type"]) == (200, b"0123456789", "text/plain")


def test_local_run_forbids_caching(static):
    assert static("/s/a.txt").headers["Cache-Control"] == "no-cache"


@pytest.mark.parametrize(
    ("entry", "extra", "seconds"),
    [("", "", 600), ("  expiration: 1d 2h\n", "", 93600), ("", "default_expiration: 30s\n", 30)],
)
def test_production_allows_caching_until_expiration(static, entry, extra, seconds):
    response = static("/s/a.txt", DIR + entry, extra=extra, as_production=True)

    assert response.headers["Cache-Control"] == f"public, max-age={seconds}"
    assert (response.expires - response.last_modified).total_seconds() >= seconds - 1


def test_known_etag_is_answered_with_304(static):
    etag = static("/s/a.txt").headers["ETag"]
    response = static("/s/a.txt", headers={"If-None-Match": etag})

    assert (response.status_int, response.body) == (304, b"")


def test_known_date_is_answered_with_304(static):
    date = static("/s/a.txt").headers["Last-Modified"]

    assert static("/s/a.txt", headers={"If-Modified-Since": date}).status_int == 304


def test_changed_file_has_another_etag(static):
    first = static("/s/a.txt").headers["ETag"]

    assert static("/s/a.txt", files={**FILES, "static/a.txt": "changed"}).headers["ETag"] != first


@pytest.mark.parametrize(("span", "body"), [("bytes=2-4", b"234"), ("bytes=7-", b"789"), ("bytes=-2", b"89")])
def test_range_is_answered_with_206(static, span, body):
    response = static("/s/a.txt", headers={"Range": span})

    assert (response.status_int, response.body) == (206, body)
    assert response.headers["Content-Range"].endswith("/10")


def test_range_beyond_the_end_is_answered_with_416(static):
    assert static("/s/a.txt", headers={"Range": "bytes=20-"}).status_int == 416


def test_head_has_the_headers_alone(static):
    response = static("/s/a.txt", method="HEAD")

    assert (response.status_int, response.body, response.content_length) == (200, b"", 10)


@pytest.mark.parametrize(
    "path",
    [
        "/s/../secret.txt",
        "/s/%2e%2e/secret.txt",
        "/s/..%2fsecret.txt",
        "/s/sub/../../secret.txt",
        "/s//secret.txt/../../secret.txt",
        "/s/%00",
        "/s/a.txt%00.png",
        "/s/a.txt/",
        "/s/sub",
        "/s/",
        "/s/.hidden",
        "/s/link.txt",
        "/s/none.txt",
        "/s/%E2%98%83",
    ],
)
def test_nothing_else_is_sent(open_site, ask, path):
    tree = open_site(DIR, FILES)
    (tree.tree.default.service.root / "static/link.txt").symlink_to("../secret.txt")

    assert ask(tree, path).status_int == 404


@pytest.mark.parametrize(("path", "status"), [("/b.css", 200), ("/..%2f..%2fsecret.css", 404), ("/c.css", 404)])
def test_static_files_fill_back_references(static, path, status):
    handlers = r"- {url: '/(.*)\.(css)', static_files: 'static/sub/\1.\2', upload: 'static/sub/.*\.css'}"

    assert static(path, handlers, files={**FILES, "secret.css": ""}).status_int == status


def test_file_that_upload_does_not_name_is_not_sent(static):
    handlers = r"- {url: '/(.*\.txt)', static_files: '\1', upload: 'static/.*'}"

    assert static("/secret.txt", handlers).status_int == 404


@pytest.mark.parametrize("path", ["/..%2fapp.yaml", "/../main.py", "/sub/../../main.py", "/%2e%2e/static/../main.py"])
def test_file_beside_the_one_that_upload_names_is_not_sent(static, path):
    handlers = r"- {url: '/(.*)', static_files: 'static/\1', upload: 'static/.*'}"

    assert (static(path, handlers).status_int, static("/sub/../a.txt", handlers).text) == (404, "0123456789")


@pytest.mark.parametrize("path", ["/s/a.txt", "/s//a.txt", "/s/sub/../a.txt", "/s/../static/a.txt"])
def test_skipped_file_is_not_sent(static, path):
    assert static(path, extra="skip_files:\n- ^static/a\n").status_int == 404


@pytest.mark.parametrize(("path", "status"), [("/s/sub/b.css", 404), ("/s/subs/b.css", 200), ("/s/a.txt", 200)])
def test_file_of_a_skipped_folder_is_not_sent(static, path, status):
    assert (
        static(path, extra="skip_files: ['^static/sub$']\n", files={**FILES, "static/subs/b.css": ""}).status_int
        == status
    )


def test_skip_files_that_are_no_regular_expression_are_rejected(static):
    with pytest.raises(
        ConfigurationError, match=r"app\.yaml:4: skip_files '\*\.bak' is .*: nothing to repeat .*\.bak\$"
    ):
        static("/", extra="skip_files: ['*.bak']\n")


def test_files_may_be_named_from_the_current_folder(static):
    handlers = r"- {url: '/(.*)', static_files: './static/\1', upload: './static/.*'}"

    assert static("/a.txt", handlers).text == "0123456789"


def test_file_is_no_folder(static):
    assert static("/s/a.txt/", extra="skip_files:\n- ^none\n").status_int == 404


def test_type_and_headers_come_from_the_entry(static):
    response = static("/s/a.txt", DIR + "  mime_type: text/x-own\n  http_headers:\n    X-Own: 'yes'\n")

    assert (response.headers["Content-Type"], response.headers["X-Own"]) == ("text/x-own", "yes")


@pytest.mark.parametrize(
    ("name", "content_type"),
    [("a.unheard", "octet-stream"), ("a.tar.gz", "x-gzip"), ("a.tar.bz2", "octet-stream"), ("a.json", "json")],
)
def test_type_follows_the_name(static, name, content_type):
    response = static(f"/s/{name}", files={f"static/{name}": "a"})

    assert response.headers["Content-Type"] == f"application/{content_type}"
    assert "Content-Encoding" not in response.headers


@pytest.mark.parametrize(("path", "answered_by"), [("/s/a.txt", b"0123456789"), ("/s/none.txt", b"[")])
def test_entry_that_requires_a_file_leaves_other_paths_to_the_next(static, path, answered_by):
    assert static(path, DIR + "  require_matching_file: true\n").body.startswith(answered_by)


def test_files_are_closed_when_they_are_not_read(static, recwarn):
    static("/s/a.txt", method="HEAD")
    static("/s/a.txt", headers={"If-Modified-Since": "Fri, 01 Jan 2100 00:00:00 GMT"})
    static("/s/a.txt", headers={"Range": "bytes=20-"})

    assert not [warning for warning in recwarn if warning.category is ResourceWarning]
