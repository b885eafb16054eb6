"""What App Engine reads before the application: here a middleware around it."""


def webapp_add_wsgi_middleware(app):
    def answer(environ, start_response):
        def start(status, headers, exc_info=None):
            return start_response(status, [*headers, ("X-Frame-Options", "DENY")], exc_info)

        return app(environ, start)

    return answer
