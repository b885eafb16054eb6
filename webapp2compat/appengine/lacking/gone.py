"""A module of the SDK that has ended: whatever is used of it says so, and what replaces it."""

from __future__ import annotations

from typing import Any, NoReturn

# What each module was replaced by.
REPLACEMENTS = {
    "google.appengine.api.channel": "Send messages to browsers with Firebase or by a WebSocket service.",
    "google.appengine.api.xmpp": "Chat services deliver messages by HTTP: receive them in a webapp2.RequestHandler.",
    "google.appengine.api.files": "Write files with the package google-cloud-storage.",
    "google.appengine.api.files.blobstore": "Write files with the package google-cloud-storage.",
    "google.appengine.api.files.gs": "Write files with the package google-cloud-storage.",
    "google.appengine.api.prospective_search": "Match documents with a query of your own when they are written.",
    "google.appengine.api.conversion": "Convert documents with a library, such as WeasyPrint.",
    "google.appengine.api.matcher": "Match documents with a query of your own when they are written.",
    "google.appengine.api.rdbms": "Reach Cloud SQL with the package mysqlclient or PyMySQL.",
    "google.appengine.ext.remote_api.remote_api_stub": "Reach the Datastore with the package google-cloud-datastore.",
    "google.appengine.ext.remote_api.handler": "Reach the Datastore with the package google-cloud-datastore.",
    "google.appengine.ext.appstats.ui": "Cloud Trace shows how long calls take.",
    "google.appengine.ext.admin": "Look at /_ah/dev on a local run, and at the Cloud console.",
    "google.appengine.ext.analytics": "Send hits with the Measurement Protocol of Google Analytics.",
    "google.appengine.ext.db.djangoforms": "Write forms with django.forms or WTForms, field by field.",
    "google.appengine.ext.django": "Serve Django by its own WSGI application.",
    "google.appengine.ext.endpoints": "Answer JSON from a webapp2.RequestHandler; see the sample json_api.",
    "google.appengine.ext.mapreduce": "Run batches with Dataflow, or split them into tasks.",
    "google.appengine.ext.search": "Index documents with google.appengine.api.search.",
    "google.appengine.ext.sessions": "Keep sessions with webapp2_extras.sessions.",
    "google.appengine.ext.bulkload": "Export and import entities with the gcloud command.",
    "google.appengine.tools.bulkloader": "Export and import entities with the gcloud command.",
    "google.appengine.ext.zipserve": "Serve the files of the archive from a static_dir.",
}


def attribute_of(module: str, name: str) -> Any:
    """Return what stands for an attribute of a module: an exception class, or something that fails when it is called.

    :raises AttributeError: For the names that Python asks every module for.
    """
    if name.startswith("__"):
        raise AttributeError(f"module {module!r} has no attribute {name!r}")
    if name.endswith(("Error", "Exception")):
        return type(name, (Exception,), {"__module__": module})
    return type(name, (Gone,), {"__module__": module, "__doc__": REPLACEMENTS[module]})


class Gone:
    """Something that has ended."""

    def __new__(cls, *args: Any, **kwargs: Any) -> NoReturn:
        """Say what replaces it.

        :raises NotImplementedError: Always.
        """
        raise NotImplementedError(
            f"{cls.__module__}.{cls.__name__} is not available on Python 3. {REPLACEMENTS[cls.__module__]}"
        )
