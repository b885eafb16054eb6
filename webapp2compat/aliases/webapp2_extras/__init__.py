from webapp2compat.aliases import alias
alias("webapp2_extras", "webapp2compat.extras")
