from webapp2compat.aliases import alias
alias("google.appengine.ext.webapp", "webapp2compat.webapp")
