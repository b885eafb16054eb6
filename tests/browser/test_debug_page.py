"""The debug page in a real browser: what people see, with and without JavaScript, in light and in dark."""

import json

import pytest

APP = """
import webapp2

class Boom(webapp2.RequestHandler):
    def get(self):
        who, password = 'ann', 'hunter2'
        try:
            {}['key']
        except KeyError as error:
            raise ValueError('no <i>' + who) from error

app = webapp2.WSGIApplication([('/boom', Boom)], debug=True, config={'webapp2compat.errors': {'format': 'auto'}})
"""


@pytest.fixture
def debugged(served):
    return served(APP, "--debug", "--no-reload")


@pytest.fixture
def page(browser, debugged):
    browser.get(f"{debugged.url}/boom?token=abcdef")
    return browser


def text_of(browser, selector):
    return browser.find_element("css selector", selector).text


def test_page_shows_the_exception_and_where_it_happened(page):
    assert text_of(page, "h1") == "ValueError"
    assert text_of(page, ".message") == "no <i>ann"
    assert text_of(page, ".frame:not(.library) mark").endswith("raise ValueError('no <i>' + who) from error")


def test_page_shows_the_cause_and_no_secret(page):
    assert "KeyError" in text_of(page, "main")
    assert "abcdef" not in page.page_source
    assert "hunter2" not in text_of(page, "main dl")


def test_page_asks_the_network_for_nothing_else(page, debugged):
    page.get_log("performance")
    page.refresh()
    events = [json.loads(entry["message"])["message"] for entry in page.get_log("performance")]
    urls = [event["params"]["request"]["url"] for event in events if event["method"] == "Network.requestWillBeSent"]

    assert {url for url in urls if not url.endswith("/favicon.ico")} <= {f"{debugged.url}/boom?token=abcdef"}


def test_page_opens_and_closes_frames_without_javascript(open_browser, debugged):
    browser = open_browser(javascript=False)
    browser.get(f"{debugged.url}/boom")
    frames = browser.find_element("css selector", ".library summary")
    frames.click()

    assert browser.find_element("css selector", ".library details").get_attribute("open") is not None
    assert not browser.find_elements("css selector", ".console form")


@pytest.mark.parametrize(("flag", "paper"), [("--disable-features=x", 251), ("--force-dark-mode", 22)])
def test_page_follows_the_light_or_dark_setting(open_browser, debugged, flag, paper):
    browser = open_browser(flag)
    browser.get(f"{debugged.url}/boom")
    color = browser.find_element("css selector", "body").value_of_css_property("background-color")

    assert color.startswith(f"rgba({paper}, ")


def ask(page, source, pin):
    """Type into the console of the application's own frame, and enter a PIN; return what waits for an answer."""
    ui = pytest.importorskip("selenium.webdriver.support.ui")
    conditions = pytest.importorskip("selenium.webdriver.support.expected_conditions")
    page.find_element("css selector", ".frame:not(.library) .console input").send_keys(f"{source}\n")
    waiting = ui.WebDriverWait(page, 10)
    prompt = waiting.until(conditions.alert_is_present())
    prompt.send_keys(pin)
    prompt.accept()
    return waiting


def test_console_runs_python_after_the_pin(page, debugged):
    waiting = ask(page, "who * 2", debugged.pin)

    waiting.until(lambda browser: "'annann'" in text_of(browser, ".frame:not(.library) .console"))


def test_console_keeps_its_secret_from_a_wrong_pin(page):
    waiting = ask(page, "who", "000")

    waiting.until(lambda browser: "That is not the PIN." in text_of(browser, ".frame:not(.library) .console"))
