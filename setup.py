"""All metadata of webapp2compat; ``pyproject.toml`` holds only the build system and tool settings."""

import shutil
from pathlib import Path

from setuptools import find_packages, setup
from setuptools.command.build_py import build_py

HERE = Path(__file__).parent

# The legacy names: each maps to a package of a few lines that hands out the modules of webapp2compat.
# Never add "google", "google.appengine" or "google.appengine.ext" here: they belong to the App Engine SDK,
# or to nobody (namespace packages), and an __init__.py of ours would hide google.cloud and its siblings.
ALIASES = {
    "webapp2": "webapp2compat/aliases/webapp2",
    "webapp2_extras": "webapp2compat/aliases/webapp2_extras",
    "google.appengine.ext.webapp": "webapp2compat/aliases/gae_webapp",
}

# What a feature needs beyond the base install; "all" is their sum.
FEATURES = {
    "jinja2": ["Jinja2>=3.1"],
    "i18n": ["Babel>=2.12.1"],
    "appengine": ["appengine-python-standard>=3.1", "PyYAML>=6.0.1"],
    "django": ["Django>=4.2"],
    "redis": ["redis>=5"],
    "memcached": ["pymemcache>=4"],
    "dev": ["watchfiles>=0.21"],
    "waitress": ["waitress>=3"],
    "gunicorn": ["gunicorn>=22; platform_system != 'Windows'"],
    # Older ones leave a reference cycle for each error that is logged.
    "sentry": ["sentry-sdk>=2.65"],
    "opentelemetry": ["opentelemetry-api>=1.20"],
}

# What working on the package needs; tox.ini says where.
DEVELOPMENT = {
    "test": [
        "hypothesis>=6.100",
        "import-linter>=2.16; python_version >= '3.11'",
        "opentelemetry-sdk>=1.20",
        "pytest>=8.2",
        "pytest-cov>=7",
        "pytest-xdist>=3.6",
        "pytz",
        "selenium>=4.20",
        "WebTest>=3.0.1",
    ],
    "docs": ["Sphinx>=8", "furo>=2024.8.6"],
}


class BuildLegacyNames(build_py):
    """Put the files of the legacy names into editable installs as well.

    There an old ``webapp2.py`` would otherwise win, without a word: Python asks the finder of an editable install last.
    """

    def run(self):
        super().run()
        if self.editable_mode:
            installed = Path(self.get_finalized_command("install").install_lib)
            for name, folder in ALIASES.items():
                shutil.copytree(HERE / folder, installed.joinpath(*name.split(".")), ignore=lambda *_: {"__pycache__"})


PACKAGES = find_packages(include=["webapp2compat", "webapp2compat.*"], exclude=["webapp2compat.aliases.*"])

setup(
    name="webapp2compat",
    version="1.0.0.dev0",
    description="webapp2 for Python 3: legacy App Engine code runs unchanged on WebOb, Paste and Mako",
    long_description=(HERE / "README.rst").read_text(encoding="utf-8"),
    long_description_content_type="text/x-rst",
    author="The webapp2compat developers",
    license_expression="Apache-2.0",
    license_files=["LICENSE"],
    keywords=["webapp2", "webapp2_extras", "app engine", "wsgi", "webob", "paste", "mako", "migration"],
    classifiers=[
        "Development Status :: 4 - Beta",
        "Environment :: Web Environment",
        "Intended Audience :: Developers",
        "Operating System :: OS Independent",
        "Programming Language :: Python",
        "Programming Language :: Python :: 3",
        "Programming Language :: Python :: 3 :: Only",
        "Programming Language :: Python :: 3.10",
        "Programming Language :: Python :: 3.11",
        "Programming Language :: Python :: 3.12",
        "Programming Language :: Python :: 3.13",
        "Programming Language :: Python :: Implementation :: CPython",
        "Topic :: Internet :: WWW/HTTP :: Dynamic Content",
        "Topic :: Internet :: WWW/HTTP :: WSGI :: Application",
        "Topic :: Software Development :: Libraries :: Application Frameworks",
        "Typing :: Typed",
    ],
    packages=[*PACKAGES, *ALIASES],
    package_dir=ALIASES,
    # The .pyi files beside the aliases let type checkers and editors see the legacy names.
    package_data={name: ["py.typed", "*.pyi", "*/*.pyi", "*/*/*.pyi"] for name in ALIASES}
    | {"webapp2compat": ["py.typed", "**/*.mako", "**/*.html", "**/*.css", "**/*.js", "**/*.txt"]},
    include_package_data=False,
    cmdclass={"build_py": BuildLegacyNames},
    zip_safe=False,
    python_requires=">=3.10",
    install_requires=["WebOb>=1.8.11,<2", "Paste>=3.10.1,<4", "Mako>=1.2.2"],
    extras_require={**FEATURES, "all": sorted({need for needs in FEATURES.values() for need in needs}), **DEVELOPMENT},
    entry_points={"console_scripts": ["webapp2compat = webapp2compat.commands:main"]},
)
