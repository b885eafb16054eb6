"""Users in the Datastore, for :mod:`webapp2_extras.auth`."""
