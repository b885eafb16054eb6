"""App Engine on this machine: a tree with ``app.yaml``, and the services of App Engine on local stubs."""
