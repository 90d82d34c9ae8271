"""An inner value of a network in the ONNX format made an output, by a few bytes at the end of the file.

ONNX files are protocol buffers, for which two files one after the other are one file: messages that stand in both are
merged, and lists in them are appended to each other. So a network gets one more output by a second ``ModelProto`` that
holds a ``graph`` with nothing but that output; no package for ONNX is needed.
"""

from __future__ import annotations

GRAPH_OF_MODEL = 7
OUTPUT_OF_GRAPH = 12
NAME_OF_OUTPUT = 1
"""Numbers of fields in onnx.proto: ``ModelProto.graph``, ``GraphProto.output``, ``ValueInfoProto.name``."""

LENGTH_DELIMITED = 2
"""The kind of field whose length comes before its bytes."""


def with_output(network: bytes, name: str) -> bytes:
    """The network with its inner value ``name`` as the last of its outputs."""
    output = _field(NAME_OF_OUTPUT, name.encode())
    return network + _field(GRAPH_OF_MODEL, _field(OUTPUT_OF_GRAPH, output))


def _field(number: int, data: bytes) -> bytes:
    """A field of a message; both numbers below 128 fit into one byte."""
    if number > 15 or len(data) > 127:
        raise ValueError(f"field {number} with {len(data)} bytes needs longer numbers")
    return bytes([number << 3 | LENGTH_DELIMITED, len(data)]) + data
