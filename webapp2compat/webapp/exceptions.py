"""The exceptions of webapp for Python 2.5; ``google.appengine.ext.webapp`` has them under the same names."""

from ..classic import CannotReversePattern as CannotReversePattern, Error as Error, NoUrlFoundError as NoUrlFoundError
