"""The command in a process of its own, as it is typed."""

import os
import re
import signal
import subprocess
import sys
import time
from urllib.request import urlopen

import pytest

LEGACY = """
import webapp2

class Hello(webapp2.RequestHandler):
    def get(self):
        self.response.out.write('Hello, ' + self.request.get('who', 'you'))

application = webapp2.WSGIApplication([('/', Hello)], debug=True)

def main():
    application.run()

if __name__ == '__main__':
    main()
"""


@pytest.fixture
def command(tmp_path):
    """Start the command in a folder with a legacy ``main.py``: ``command("serve", ...)``."""
    processes = []
    (tmp_path / "main.py").write_text(LEGACY)

    def command(*arguments):
        process = subprocess.Popen(
            [sys.executable, "-m", "webapp2compat", *arguments],
            cwd=tmp_path,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        processes.append(process)
        return process

    yield command
    for process in processes:
        process.kill()
        process.communicate()


@pytest.fixture
def address():
    """The address that a process says it serves on."""
    return lambda process: re.search(r"http://\S+", process.stdout.readline())[0]


@pytest.mark.parametrize("target", [".", "main.py", "main:application"])
def test_a_legacy_module_is_served_as_it_is(command, address, target):
    url = address(command("serve", target, "--port", "0"))

    with urlopen(f"{url}/?who=Ann") as answer:
        assert answer.read() == b"Hello, Ann"


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_idle_server_ends_within_a_second(command, address, number):
    process = command("serve", "--port", "0")
    address(process)
    started = time.monotonic()

    process.send_signal(number)

    assert process.wait(5) == 0
    assert time.monotonic() - started < 1


def test_a_port_in_use_names_the_next_free_one_and_exits_2(command, address):
    url = address(command("serve", "--port", "0"))

    second = command("serve", "--port", url.rpartition(":")[2])

    assert second.wait(10) == 2
    assert re.fullmatch(r"webapp2compat: Port \d+ on 127.0.0.1 is in use: .*\n", second.stderr.read())


@pytest.mark.parametrize("arguments", [["serve", "nowhere:app"], ["serve", "main:app"], ["routes", "no.py"]])
def test_a_target_that_is_none_is_one_sentence_and_exit_code_2(command, arguments):
    process = command(*arguments)

    assert process.wait(10) == 2
    assert re.fullmatch(r"webapp2compat: [^\n]+\n", process.stderr.read())


def test_python_main_in_a_cgi_environment_answers_one_request(tmp_path):
    (tmp_path / "main.py").write_text(LEGACY)
    environ = {"REQUEST_METHOD": "GET", "PATH_INFO": "/", "QUERY_STRING": "who=CGI", "SERVER_NAME": "a"}
    environ |= {"SERVER_PORT": "80", "SERVER_PROTOCOL": "HTTP/1.0"}

    done = subprocess.run(
        [sys.executable, "main.py"], cwd=tmp_path, env={**os.environ, **environ}, capture_output=True, check=True
    )

    assert done.stdout.startswith(b"Status: 200 OK\r\n")
    assert done.stdout.endswith(b"\r\n\r\nHello, CGI")


def test_a_reader_that_has_seen_enough_ends_the_command_in_silence(command):
    process = command("routes", "main:application")
    process.stdout.close()

    assert (process.wait(), process.stderr.read()) == (0, "")
