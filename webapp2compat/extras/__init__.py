"""The modules of webapp2_extras: each is imported on its own."""
