"""``google.net.proto.ProtocolBuffer``: the exceptions that legacy code catches where a key cannot be read."""

from google.protobuf.message import DecodeError, EncodeError, Message

ProtocolBufferDecodeError = DecodeError
ProtocolBufferEncodeError = EncodeError
ProtocolMessage = Message
