"""A fixture for the samples' own tests."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest


@pytest.fixture
def serve_sample():
    """Serve a sample with the command on a free port; answer with its address: ``serve_sample(folder, **environ)``."""
    processes = []

    def serve(folder, **environ):
        command = [sys.executable, "-m", "webapp2compat", "serve", os.fspath(folder), "--port", "0"]
        process = subprocess.Popen(command, env={**os.environ, **environ}, stdout=subprocess.PIPE, text=True)
        processes.append(process)
        return re.search(r"http://\S+", process.stdout.readline())[0]

    yield serve
    for process in processes:
        process.terminate()
        assert process.wait(5) == 0
        process.stdout.close()


@pytest.fixture
def here(request):
    """The folder of the sample under test."""
    return Path(request.path).parent
