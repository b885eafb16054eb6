"""ProtoRPC services say what to do instead."""

import pytest

from webapp2_extras import protorpc


@pytest.mark.parametrize("name", ["service_mapping", "get_app", "run_services"])
def test_service_says_what_to_do_instead(name):
    with pytest.raises(ImportError, match=rf"protorpc\.{name}\(\) needs .* Python 2 only.*RequestHandler") as caught:
        getattr(protorpc, name)([("/hello", "main.Hello")])

    assert caught.value.name == "protorpc"
