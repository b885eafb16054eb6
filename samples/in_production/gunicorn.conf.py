"""What gunicorn is told on App Engine, on Cloud Run and elsewhere."""

import os

# Google's front end is the only one that reaches the process there: it buffers slow clients and says what was https.
behind_google = bool(os.environ.get("GAE_ENV") or os.environ.get("K_SERVICE"))

bind = ":" + os.environ.get("PORT", "8080")
worker_class = "gthread"
workers = int(os.environ.get("WEB_CONCURRENCY", "1"))
threads = 8
forwarded_allow_ips = "*" if behind_google else "127.0.0.1"
# Google stops requests that take too long; elsewhere a worker that hangs is replaced.
timeout = 0 if behind_google else 30
# App Engine and Cloud Run give a process ten seconds to end after SIGTERM.
graceful_timeout = 8
