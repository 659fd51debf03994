"""The little of DER that a time-stamp needs beside its library: writing a request, putting a set in order."""

from __future__ import annotations

from collections.abc import Iterator

SEQUENCE, SET, INTEGER, OCTETS, OID, NULL, BOOLEAN, CERTIFICATES = 0x30, 0x31, 0x02, 0x04, 0x06, 0x05, 0x01, 0xA0


def value(tag: int, *contents: bytes) -> bytes:
    """One value: its tag, its length in the shortest form, its content."""
    content = b"".join(contents)
    size = len(content)
    if size < 0x80:
        return bytes([tag, size]) + content
    length = size.to_bytes((size.bit_length() + 7) // 8)
    return bytes([tag, 0x80 | len(length)]) + length + content


def integer(number: int) -> bytes:
    """An INTEGER that is not negative."""
    return value(INTEGER, number.to_bytes(number.bit_length() // 8 + 1))


def values(content: bytes) -> Iterator[tuple[int, bytes, bytes]]:
    """The values that stand one after the other: the tag of each, its content, and all of it.

    Raises:
        ValueError: it is no DER, or ends too early.
    """
    at = 0
    while at < len(content):
        begins, size = _length(content, at + 1)
        if begins + size > len(content):
            raise ValueError("a value ends too early")
        yield content[at], content[begins : begins + size], content[at : begins + size]
        at = begins + size


def _length(content: bytes, at: int) -> tuple[int, int]:
    """Where a value begins, and its bytes, told at ``at``."""
    if at >= len(content):
        raise ValueError("a value ends too early")
    first = content[at]
    if first < 0x80:
        return at + 1, first
    more = first & 0x7F
    if not 1 <= more <= 4 or at + 1 + more > len(content):
        raise ValueError("a length that DER does not have")
    return at + 1 + more, int.from_bytes(content[at + 1 : at + 1 + more])


def in_order(reply: bytes) -> bytes:
    """A time-stamp reply with the certificates of its token in DER's order.

    OpenSSL writes them as they were given, which the library that reads them refuses; no signature covers the order.

    Raises:
        ValueError: it is no time-stamp reply.
    """
    # TimeStampResp > ContentInfo > [0] > SignedData > [0] certificates; RFC 3161 2.4.2, RFC 5652 5.1.
    return _changed(reply, (0, 1, 1, 0, 3))


def _changed(data: bytes, path: tuple[int, ...]) -> bytes:
    """``data`` with the values inside the value at ``path`` sorted."""
    parts = list(values(data))
    at, deeper = path[0], path[1:]
    if at >= len(parts):
        raise ValueError("a part is missing")
    tag, content, _ = parts[at]
    if deeper:
        content = _changed(content, deeper)
    elif tag == CERTIFICATES:
        content = b"".join(sorted(whole for _, _, whole in values(content)))
    return b"".join([*(whole for _, _, whole in parts[:at]), value(tag, content), *(w for _, _, w in parts[at + 1 :])])
