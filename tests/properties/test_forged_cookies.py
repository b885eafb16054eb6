"""No forged or corrupted cookie is an error, and none is accepted. ``FORGED_COOKIES=5000`` tries as many."""

import os

from hypothesis import example, given, settings, strategies as st

import webapp2
from webapp2_extras import securecookie, sessions

KEYS = ["the key that signs now, 32 bytes", "an older key that still verifies"]
SECRET = {"role": "admin", "cart": [1, {"2": None}]}
TRIES = settings(max_examples=int(os.environ.get("FORGED_COOKIES", "300")), deadline=None)
NOW = 1_700_000_000


def signed(key, version=1, value=SECRET, now=NOW, name="session"):
    serializer = securecookie.SecureCookieSerializer(key, version=version)
    serializer._get_timestamp = lambda: now
    return serializer.serialize(name, value)


GENUINE = [signed(key, version) for key in KEYS for version in (1, 2)]
PIECES = sorted({piece for cookie in GENUINE for piece in cookie.split(b"|")} | {b"", b"1", b"2", b"e30=", b"bnVsbA=="})


@st.composite
def corrupted(draw):
    """A genuine cookie with some bytes replaced, removed or added."""
    cookie = bytearray(draw(st.sampled_from(GENUINE)))
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(cookie)))
        end = min(len(cookie), start + draw(st.integers(0, 3)))
        cookie[start:end] = draw(st.binary(max_size=3))
    return bytes(cookie)


REASSEMBLED = st.lists(st.sampled_from(PIECES), max_size=6).map(b"|".join)
FOREIGN = st.builds(signed, st.binary(max_size=20), st.sampled_from([1, 2]), st.just(SECRET))
RENAMED = st.builds(
    signed, st.sampled_from(KEYS), st.sampled_from([1, 2]), name=st.sampled_from(["other", "", "session|"])
)
FORGED = st.one_of(corrupted(), REASSEMBLED, FOREIGN, RENAMED, st.binary(max_size=60)).filter(
    lambda cookie: cookie not in GENUINE
)


def loaded(header):
    return session_of(webapp2.Request.blank("/", environ={"HTTP_COOKIE": header}))


def session_of(request):
    request.app = webapp2.WSGIApplication(config={"webapp2_extras.sessions": {"secret_key": KEYS}})
    store = sessions.get_store(request=request)
    store.serializer._get_timestamp = lambda: NOW
    return store.get_session()


@TRIES
@example(b"\\" + GENUINE[0], "{}")
@given(FORGED, st.sampled_from(["{}", '"{}"', "other=1; session={}", "session={}; x"]))
def test_no_forged_cookie_is_accepted(cookie, shape):
    values = cookie.decode("latin-1")
    header = shape.format(values) if "session" in shape else f"session={shape.format(values)}"
    request = webapp2.Request.blank("/", environ={"HTTP_COOKIE": header})
    session = session_of(request)

    # A genuine one may be written in another way, such as with a backslash that escapes nothing.
    assert session.new or (session == SECRET and request.cookies["session"].encode() in GENUINE)


@TRIES
@given(
    st.sampled_from(KEYS),
    st.sampled_from([1, 2]),
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=9), lambda values: st.lists(values, max_size=3)
    ),
    st.integers() | st.text(max_size=12),
)
def test_no_signed_value_is_an_error(key, version, value, timestamp):
    session = loaded("session=" + signed(key, version, value, timestamp).decode("latin-1"))

    assert session.new
