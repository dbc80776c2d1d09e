"""`vramcalc batch` as a process: its lines against the schemas, its memory, how it is stopped."""

import json
import os
import signal
import subprocess

REQUESTS = [
    {"id": 1, "params": "70B", "precision": "int4"},
    {"id": "rig", "model": "llama-3.1-8b", "precision": "q4_k_m", "gpu": ["a10", "rtx-4090"]},
    {"id": None, "params": "7B", "precision": ["fp16", "int8"]},
    {"id": 4, "model": "llama-3.1-8b", "engine": "all", "gpu": "rtx-5090"},
    {"id": 5, "command": "recommend", "params": "13B", "budget": 5000},
    {"id": 6, "command": "plan", "model": "llama-3.1-8b", "gpu": "rtx-4090"},
    {"id": 7, "params": "70", "gpu": "a10"},
    {"id": True, "model": "none-such"},
    {"quant": "int4"},
    {"id": 10, "model": "llama-3.1-8b", "engine": "vllm", "gpu": "a10", "tensor_parallel_size": 3},
]
BROKEN = b'{"id": 11, '

# The most that many lines may hold beyond what a few hold: pages that the allocator keeps.
MOST_GROWTH_KIB = 1024


def start(program, *words, settings=None, **more):
    environment = {"XDG_CONFIG_HOME": str(program.folder / "none"), "LC_ALL": "C.UTF-8",
                   **(settings or {})}
    return subprocess.Popen(
        [program.binary, "batch", *words],
        env=environment, stdin=subprocess.PIPE, stderr=subprocess.PIPE, **more,
    )


def check_lines(program, schemas, parse, known):
    """Errors join the documents in `known`."""
    process = start(program, stdout=subprocess.PIPE)
    lines = [json.dumps(request).encode() for request in REQUESTS] + [BROKEN]
    out, err = process.communicate(b"\n".join(lines), timeout=60)
    if process.returncode != 3 or err:
        yield f"exits with {process.returncode}: {err[:80]!r}"
    answers = [parse(line) for line in out.decode("utf-8").splitlines()]
    if len(answers) != len(lines):
        yield f"{len(answers)} answers to {len(lines)} requests"
    for number, (request, answer) in enumerate(zip([*REQUESTS, {}], answers), 1):
        if "id" in request and (list(answer)[0] != "id" or answer["id"] != request["id"]):
            yield f"line {number}: the id is not first, or another one"
        if "error" in answer:
            yield from (f"line {number}: {fault}" for fault in schemas.faults("batch", answer))
            if answer["error"]["line"] != number:
                yield f"line {number}: the error is of line {answer['error']['line']}"
            answer.pop("id", None)  # it may be anything, so that nothing could spoil it
            known.append(answer)
        else:
            answer.pop("id", None)
            name = answer["schema"].removeprefix("vramcalc.")
            yield from (f"line {number}: {fault}" for fault in schemas.faults(name, answer))
    errors = sum("error" in answer for answer in answers)
    if errors != 5:
        yield f"{errors} errors, expected 5"


def peak_kib(program, lines):
    # AddressSanitizer keeps freed memory back, up to some 250 MiB: that is none of the program's.
    settings = {"ASAN_OPTIONS": "quarantine_size_mb=0:thread_local_quarantine_size_kb=0"}
    process = start(program, settings=settings, stdout=subprocess.DEVNULL)
    for i in range(lines):
        process.stdin.write(b'{"id":%d,"params":"%dM","precision":"int4"}\n' % (i, i + 1))
    process.stdin.close()
    process.stderr.close()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    return usage.ru_maxrss


def check_memory(program):
    few, many = peak_kib(program, 2_000), peak_kib(program, 50_000)
    if many > few + MOST_GROWTH_KIB:
        yield f"{few} KiB for 2 000 lines, {many} KiB for 50 000"


def check_dialogue(program):
    """An answer comes before the next request is written; then SIGINT, while it waits for more."""
    process = start(program, stdout=subprocess.PIPE)
    for number in (1, 2):
        process.stdin.write(b'{"id":%d,"params":"7B"}\n' % number)
        process.stdin.flush()
        line = process.stdout.readline()
        if not line.startswith(b'{"id":%d,' % number):
            yield f"answers {line[:60]!r} to request {number}"
    process.send_signal(signal.SIGINT)
    if process.wait(timeout=60) != 130:
        yield f"exits with {process.returncode} after SIGINT"
    said = process.stderr.read()
    if said != b"vramcalc: stopped after 2 lines\n":
        yield f"says {said!r}"
    if process.stdout.read():
        yield "writes after it was stopped"
    process.stdin.close()


def check_full_disk(program):
    if not os.path.exists("/dev/full"):
        return
    with open("/dev/full", "wb") as full:
        process = start(program, stdout=full)
        err = process.communicate(b'{"params":"7B"}\n' * 100, timeout=60)[1]
    if process.returncode != 4 or not err.startswith(b"vramcalc: "):
        yield f"exits with {process.returncode} where nothing can be written: {err[:80]!r}"
