"""Read a screenshot with nothing but the PNG specification (RFC 2083): 8 bits, RGB or RGBA, not interlaced."""

import struct
import zlib

import numpy as np


def pixels(png: bytes) -> "np.ndarray":
    """Return the picture as rows of RGB."""
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    at, packed, head = 8, b"", ()
    while at < len(png):
        (size,), kind = struct.unpack(">I", png[at : at + 4]), png[at + 4 : at + 8]
        body = png[at + 8 : at + 8 + size]
        if kind == b"IHDR":
            head = struct.unpack(">IIBBBBB", body)
        packed += body if kind == b"IDAT" else b""
        at += 12 + size
    width, height, depth, colour, _, _, interlaced = head
    assert (depth, interlaced) == (8, 0)
    deep = {2: 3, 6: 4}[colour]
    raw = np.frombuffer(zlib.decompress(packed), np.uint8).reshape(height, 1 + width * deep)
    made = np.zeros((height + 1, (width + 1) * deep), np.uint8)
    for row in range(height):
        line, above, out = raw[row, 1:], made[row], made[row + 1]
        match raw[row, 0]:
            case 0:
                out[deep:] = line
            case 2:
                out[deep:] = line + above[deep:]
            case kind:
                for place in range(len(line)):
                    a, b, c = int(out[place]), int(above[place + deep]), int(above[place])
                    guess = {1: a, 3: (a + b) // 2, 4: paeth(a, b, c)}[int(kind)]
                    out[place + deep] = (int(line[place]) + guess) & 255
    return made[1:, deep:].reshape(height, width, deep)[..., :3]


def paeth(a: int, b: int, c: int) -> int:
    guess = a + b - c
    return min((abs(guess - a), 0, a), (abs(guess - b), 1, b), (abs(guess - c), 2, c))[2]
