"""Package metadata of webapp2compat; ``pyproject.toml`` holds only the build system and tool settings."""
from setuptools import find_packages, setup

# The legacy names: each maps to a two-line package that hands out the modules of webapp2compat.
ALIASES = {
    "webapp2": "webapp2compat/aliases/webapp2",
    "webapp2_extras": "webapp2compat/aliases/webapp2_extras",
    "google.appengine.ext.webapp": "webapp2compat/aliases/gae_webapp",
}

EXTRAS = {
    "jinja2": ["Jinja2>=3.1"],
    "i18n": ["Babel>=2.12"],
    "appengine": ["appengine-python-standard>=3.1"],
    "django": ["Django>=4.2"],
    "redis": ["redis>=5"],
    "memcached": ["pymemcache>=4"],
    "debug": ["Werkzeug>=3.0.6"],
    "dev": ["watchfiles>=0.21"],
    "waitress": ["waitress>=3"],
    "gunicorn": ["gunicorn>=22"],
    "sentry": ["sentry-sdk>=2"],
    "opentelemetry": ["opentelemetry-api>=1.20"],
}

setup(
    name="webapp2compat",
    version="1.0.0.dev0",
    packages=[*find_packages(include=["webapp2compat", "webapp2compat.*"]), *ALIASES],
    package_dir=ALIASES,
    package_data={"webapp2compat": ["py.typed"]},
    python_requires=">=3.10",
    install_requires=["WebOb>=1.8.11,<2", "Paste>=3.10.1,<4", "Mako"],
    extras_require=EXTRAS,
)
