from webapp2compat.aliases import alias
alias("webapp2", "webapp2compat")
