#!/usr/bin/env python3
"""Writes GGUF files to measure with: headers as real models have them, data that are a hole.

  make_models.py FOLDER    vocabulary.gguf: a header of 16 MB with 250 000 tokens and merges
                           model-NNN.gguf: 1 000 models of 12 to 80 layers
"""

import pathlib
import struct
import sys

MODELS = 1000
TOKENS = 250_000
U32, F32, TEXT, LIST = 4, 6, 8, 9
Q4_K, F32_TENSOR = 12, 0


def text(value):
    data = value.encode()
    return struct.pack("<Q", len(data)) + data


def entry(key, kind, value):
    return text(key) + struct.pack("<I", kind) + value


def whole(key, value):
    return entry(key, U32, struct.pack("<I", value))


def texts(key, values):
    return entry(key, LIST, struct.pack("<IQ", TEXT, len(values)) + b"".join(map(text, values)))


def tensors_of(layers, hidden, rows):
    yield "token_embd.weight", (hidden, 32_000), Q4_K
    yield "output_norm.weight", (hidden,), F32_TENSOR
    for layer in range(layers):
        block = f"blk.{layer}."
        yield block + "attn_norm.weight", (hidden,), F32_TENSOR
        for name in ("attn_q", "attn_k", "attn_v", "attn_output"):
            yield f"{block}{name}.weight", (hidden, hidden), Q4_K
        yield block + "ffn_norm.weight", (hidden,), F32_TENSOR
        for name in ("ffn_gate", "ffn_up"):
            yield f"{block}{name}.weight", (hidden, rows), Q4_K
        yield block + "ffn_down.weight", (rows, hidden), Q4_K


def write(path, layers, hidden, vocabulary=()):
    entries = [
        entry("general.architecture", TEXT, text("llama")),
        entry("general.name", TEXT, text(path.stem)),
        whole("llama.block_count", layers),
        whole("llama.embedding_length", hidden),
        whole("llama.context_length", 8192),
        whole("llama.attention.head_count", hidden // 128),
        whole("llama.attention.head_count_kv", hidden // 128),
        *vocabulary,
    ]
    listed, offset = [], 0
    for name, shape, kind in tensors_of(layers, hidden, 3 * hidden):
        count = 1
        for size in shape:
            count *= size
        listed.append(text(name) + struct.pack("<I", len(shape)) + struct.pack(f"<{len(shape)}Q", *shape)
                      + struct.pack("<IQ", kind, offset))
        size = count * 4 if kind == F32_TENSOR else count // 256 * 144
        offset += -(-size // 32) * 32
    header = b"GGUF" + struct.pack("<IQQ", 3, len(listed), len(entries))
    header += b"".join(entries) + b"".join(listed)
    header += b"\0" * (-len(header) % 32)
    with path.open("wb") as file:
        file.write(header)
        file.truncate(len(header) + offset)
    return len(header)


def main():
    folder = pathlib.Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    tokens = [f"token-{number}" + "x" * (number % 20) for number in range(TOKENS)]
    merges = [f"left-{number} right-{number}" for number in range(TOKENS)]
    scores = struct.pack("<IQ", F32, TOKENS) + b"\0" * 4 * TOKENS
    size = write(folder / "vocabulary.gguf", 32, 4096, [
        entry("tokenizer.ggml.model", TEXT, text("gpt2")),
        texts("tokenizer.ggml.tokens", tokens),
        entry("tokenizer.ggml.scores", LIST, scores),
        texts("tokenizer.ggml.merges", merges),
    ])
    (folder / "vocabulary.bytes").write_text(f"{size}\n")
    for number in range(MODELS):
        write(folder / f"model-{number:03}.gguf", 12 + number % 69, 1024)


main()
