"""Fixtures for tests in a real browser: headless Chromium, driven by Selenium, on apps that a real server serves."""

import re
import shutil
import subprocess
import sys
import tempfile

import pytest

FLAGS = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--hide-scrollbars"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync", "--window-size=1100,900"),
)


@pytest.fixture(scope="session")
def open_browser():
    """Open a browser with more flags; all are closed at the end."""
    webdriver = pytest.importorskip("selenium.webdriver", reason="needs Selenium")
    chromium, driver = shutil.which("chromium"), shutil.which("chromedriver")
    if not chromium or not driver:
        pytest.skip("needs chromium and chromedriver")
    opened = []

    def start(*flags, javascript=True):
        options = webdriver.ChromeOptions()
        options.binary_location = chromium
        for flag in (*FLAGS, *flags, f"--user-data-dir={tempfile.mkdtemp()}"):
            options.add_argument(flag)
        if not javascript:
            options.add_experimental_option("prefs", {"profile.managed_default_content_settings.javascript": 2})
        options.set_capability("goog:loggingPrefs", {"performance": "ALL", "browser": "ALL"})
        browser = webdriver.Chrome(options=options, service=webdriver.ChromeService(driver))
        browser.set_page_load_timeout(30)
        opened.append(browser)
        return browser

    yield start
    for browser in opened:
        browser.quit()


@pytest.fixture(scope="session")
def browser(open_browser):
    """A browser with the default settings, shared by the tests."""
    return open_browser()


@pytest.fixture
def served(tmp_path):
    """Serve the source of an app by the command, in a process of its own: ``served(source, *options)`` has its URL."""
    running = []

    def start(source, *options):
        (tmp_path / "main.py").write_text(source)
        command = [sys.executable, "-m", "webapp2compat", "serve", str(tmp_path), "--port", "0", *options]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        running.append(process)
        said = ""
        while "serving on" not in said:
            line = process.stdout.readline()
            assert line, said
            said += line
        process.url = re.search(r"serving on (\S+)", said)[1].rstrip("/")
        process.pin = (re.findall(r"PIN is ([\d-]+)\.", said) or [None])[0]
        return process

    yield start
    for process in running:
        process.terminate()
        process.wait(10)
        process.stdout.close()
