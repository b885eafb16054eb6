import runpy

import pytest

from webapp2compat.serving.loading import capturing

pytest.importorskip("babel", reason="needs the extra i18n")


@pytest.fixture
def app(here):
    return runpy.run_path(str(here / "main.py"))["app"]


@pytest.mark.parametrize(
    ("language", "title", "price", "left"),
    [
        ("en", "The tea shop", "€1,049.90", "5 cups are left."),
        ("de", "Der Teeladen", "1.049,90\xa0€", "Es sind noch 5 Tassen da."),
        ("es", "La tienda de té", "1.049,90\xa0€", "Quedan 5 tazas."),
    ],
)
def test_page_is_in_the_chosen_language(app, language, title, price, left):
    page = app.get_response(f"/?hl={language}&count=5")

    assert page.headers["Content-Language"] == language
    assert [text in page.text for text in (title, price, left)] == [True] * 3


@pytest.mark.parametrize(
    ("asked_for", "language"),
    [("es-MX,es;q=0.9,en;q=0.8", "es"), ("fr,de;q=0.5", "de"), ("fr", "en"), ("", "en")],
)
def test_page_is_in_the_browsers_language_before_one_is_chosen(app, asked_for, language):
    page = app.get_response("/", headers={"Accept-Language": asked_for} if asked_for else {})

    assert page.headers["Content-Language"] == language


def test_choice_is_remembered(app):
    cookie = app.get_response("/?hl=de").headers["Set-Cookie"].partition(";")[0]

    assert app.get_response("/", headers={"Cookie": cookie}).headers["Content-Language"] == "de"


@pytest.mark.parametrize("junk", ["xx", "../de", "%3Cscript%3E", "%00"])
def test_junk_language_is_passed_over(app, junk):
    page = app.get_response(f"/?hl={junk}&tz={junk}")

    assert (page.status_int, page.headers["Content-Language"]) == (200, "en")
    assert "Set-Cookie" not in page.headers


def test_hours_are_those_of_the_time_zone(app):
    assert "9:30:00" in app.get_response("/?hl=de").text
    assert "17:30:00" in app.get_response("/?hl=de&tz=Asia/Tokyo").text


@pytest.mark.parametrize("language", ["de", "es"])
def test_catalogue_is_compiled_from_its_source(here, language):
    from babel.messages.mofile import read_mo
    from babel.messages.pofile import read_po

    source = here / "locale" / language / "LC_MESSAGES" / "messages.po"
    with open(source, "rb") as written, open(source.with_suffix(".mo"), "rb") as compiled:
        texts = [
            [(list(m.id), list(m.string)) for m in read(file) if m.id]
            for read, file in ((read_po, written), (read_mo, compiled))
        ]

    assert sorted(texts[0]) == sorted(texts[1])


def test_python_main_serves_the_same_app(here):
    with capturing() as served:
        names = runpy.run_path(str(here / "main.py"), run_name="__main__")

    assert served == [names["app"]]
