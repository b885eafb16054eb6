import webapp2


class Hello(webapp2.RequestHandler):
    def get(self):
        self.response.headers["Content-Type"] = "text/plain"
        self.response.write("Hello, webapp2 on Python 3.")


app = webapp2.WSGIApplication([("/", Hello)])

if __name__ == "__main__":
    app.run()
