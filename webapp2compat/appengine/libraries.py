"""The ``libraries`` of ``app.yaml`` as packages that pip installs on Python 3.

App Engine's Python 2 runtime brought these along; `local.py` names the missing ones when an application starts.
"""

from __future__ import annotations

import importlib.util

# Library name -> (what pip installs, what the application imports). None: the standard library or this package has it.
PACKAGES: dict[str, tuple[str, str] | None] = {
    "PIL": ("Pillow", "PIL"),
    "MySQLdb": ("mysqlclient", "MySQLdb"),
    "crcmod": ("crcmod", "crcmod"),
    "django": ("Django", "django"),
    "endpoints": None,
    "grpcio": ("grpcio", "grpc"),
    "jinja2": ("Jinja2", "jinja2"),
    "lxml": ("lxml", "lxml"),
    "markupsafe": ("MarkupSafe", "markupsafe"),
    "matplotlib": ("matplotlib", "matplotlib"),
    "numpy": ("numpy", "numpy"),
    "protorpc": None,
    "pycrypto": ("pycryptodome", "Crypto"),
    "pytz": ("pytz", "pytz"),
    "setuptools": ("setuptools", "setuptools"),
    "six": ("six", "six"),
    "ssl": None,
    "webapp2": None,
    "webob": None,
    "yaml": ("PyYAML", "yaml"),
}


def requirement(library: str) -> str | None:
    """Name the package that brings a library of ``app.yaml`` on Python 3.

    :param library: A name from ``libraries``.
    :returns: What to write into ``requirements.txt``, or ``None`` if nothing is needed.
    """
    package = PACKAGES.get(library, (library, library))
    return package[0] if package else None


def missing_requirements(libraries: list[str]) -> list[str]:
    """List the packages that ``libraries`` asks for and that cannot be imported here."""
    packages = [PACKAGES.get(library, (library, library)) for library in libraries]
    return [package[0] for package in packages if package and importlib.util.find_spec(package[1]) is None]
