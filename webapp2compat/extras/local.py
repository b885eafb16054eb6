"""Context-local storage, under the name that webapp2 has for it; it lives in :mod:`webapp2compat.local`."""

from ..local import Local as Local, LocalProxy as LocalProxy, get_ident as get_ident
