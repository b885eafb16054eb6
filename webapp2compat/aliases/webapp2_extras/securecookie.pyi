from webapp2compat.extras.securecookie import *
