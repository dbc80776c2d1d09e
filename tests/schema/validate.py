#!/usr/bin/env python3
"""Checks that the program's JSON and CSV keep their contract.

  validate.py [BINARY]   BINARY: else $VRAMCALC_BINARY, else build/release/vramcalc

It runs the commands of cases.py, validates what they print against docs/schema and checks what a
schema cannot say (checks.py): sums, verdicts, exit statuses, CSV. Then it spoils valid documents
and demands that the schemas notice, looks for fields that docs/json.md forgot, and runs the
examples of that page where jq is installed. Exit status 1 where something failed, 77 where
python3-jsonschema is missing.
"""

import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True

try:
    import jsonschema  # noqa: F401
except ImportError:
    print("skipped: python3-jsonschema is not installed")
    sys.exit(77)

import batch
import cases
import checks
import schemas

ROOT = pathlib.Path(__file__).resolve().parents[2]
MOST_FAULTS_SHOWN = 8


def unique_keys(pairs):
    keys = [key for key, _ in pairs]
    for key in keys:
        if keys.count(key) > 1:
            raise ValueError(f"the key {key} appears twice")
    return dict(pairs)


def not_a_number(word):
    raise ValueError(f"{word} is no JSON")


def parse(text):
    return json.loads(text, object_pairs_hook=unique_keys, parse_constant=not_a_number)


class Report:
    def __init__(self):
        self.passed = 0
        self.failed = 0

    def add(self, name, faults):
        faults = list(faults)
        if not faults:
            self.passed += 1
            return
        self.failed += 1
        print(f"FAILED {name}")
        for fault in faults[:MOST_FAULTS_SHOWN]:
            print(f"    {fault}")
        if len(faults) > MOST_FAULTS_SHOWN:
            print(f"    and {len(faults) - MOST_FAULTS_SHOWN} more")


class Program:
    """Runs the binary in a folder with the user's catalogue files, and no settings but its own."""

    def __init__(self, binary, folder):
        self.binary = str(binary)
        self.folder = folder
        for name, text in (cases.FILES | cases.COMPUTER).items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(text, "utf-8")
        home = folder / "home" / "vramcalc"
        home.mkdir(parents=True)
        for name in ("gpus.yaml", "models.yaml"):
            (home / name).write_text(cases.FILES[name], "utf-8")

    def run(self, words, user_folder=False):
        home = self.folder / ("home" if user_folder else "none")
        return subprocess.run(
            [self.binary, *words],
            cwd=self.folder,
            env={"XDG_CONFIG_HOME": str(home), "LC_ALL": "C.UTF-8", "TERM": "dumb",
                 "VRAMCALC_SYSTEM_ROOT": str(self.folder / "computer")},
            capture_output=True,
            timeout=60,
            check=False,
        )

    def shell(self, command):
        """What a shell prints for a command in which the program is called vramcalc."""
        link = self.folder / "bin" / "vramcalc"
        if not link.exists():
            link.parent.mkdir()
            link.symlink_to(self.binary)
        path = f"{link.parent}{os.pathsep}{os.environ.get('PATH', os.defpath)}"
        environment = {"XDG_CONFIG_HOME": str(self.folder / "none"), "PATH": path}
        return subprocess.run(
            command, shell=True, env=environment, capture_output=True, timeout=60, check=False
        ).stdout.decode("utf-8")

    def gpus(self, *words, **more):
        document = parse(self.run(["gpus", "--json", *words], **more).stdout)
        return {gpu["id"]: gpu for gpu in document["gpus"]}


def words_of(case):
    return case.line.split() + (case.words or [])


def asked_alone(program, case, entry):
    """The question of --engine all to one engine, at the precision that it was answered at."""
    words = [entry["engine"] if word == "all" else word for word in words_of(case)]
    if "-p" in words:
        words[words.index("-p") + 1] = entry["precision"]
    document = parse(program.run([*words, "--json"], case.user_folder).stdout)
    if document["precision"] == entry["precision"]:
        return document
    words += ["-p", entry["precision"]]
    return parse(program.run([*words, "--json"], case.user_folder).stdout)


def check_case(program, case, known, gpus):
    """What is wrong with one answer; a document of the right shape joins those known."""
    words = words_of(case)
    answer = program.run([*words, "--json"], case.user_folder)
    if answer.returncode != case.exit_status:
        first = answer.stderr.decode("utf-8", "replace").splitlines()[:1]
        yield f"exits with {answer.returncode}, expected {case.exit_status} {first}"
    try:
        text = answer.stdout.decode("utf-8")
        document = parse(text)
    except ValueError as error:
        yield f"no JSON: {error}"
        return
    if not text.endswith("}\n"):
        yield "does not end with one newline"
    if answer.stderr:
        yield f"writes to standard error: {answer.stderr[:80]!r}"
    faults = SCHEMAS.faults(case.schema, document)
    yield from faults
    if faults:
        return  # the other checks rely on the shape
    known.append((case, document))
    yield from checks.check_document(document, case, answer.returncode, gpus)
    same = program.run([*words, "--format", "json"], case.user_folder)
    if same.stdout != answer.stdout:
        yield "--format json prints something else than --json"
    table = program.run([*words, "--format", "csv"], case.user_folder)
    if table.returncode != answer.returncode:
        yield f"csv: exits with {table.returncode}"
    yield from checks.check_csv(table.stdout.decode("utf-8"), document, case.schema)
    if case.schema == "engines":
        for entry in document["engines"]:
            yield from checks.check_same_answer(entry, asked_alone(program, case, entry))


def check_error(program, line, status):
    answer = program.run(line.split())
    if answer.returncode != status:
        yield f"exits with {answer.returncode}, expected {status}"
    if answer.stdout:
        yield f"prints {answer.stdout[:60]!r} on standard output"
    if not answer.stderr.startswith(b"vramcalc: "):
        yield f"standard error does not begin with the program's name: {answer.stderr[:60]!r}"


def key_paths(value, path=""):
    if isinstance(value, dict):
        return set().union(*(key_paths(inner, f"{path}/{key}") for key, inner in value.items()))
    if isinstance(value, list) and value:
        return set().union(*(key_paths(inner, path + "[]") for inner in value))
    return {path}


def fullest(documents):
    """The shortest document that shows the most fields."""
    return max(documents, key=lambda d: (len(key_paths(d)), -len(json.dumps(d))))


def fullest_of(known, name):
    """Of the documents of one schema the fullest one; of estimates one for every engine, which
    have different options."""
    groups = {}
    for case, document in known:
        if case.schema == name:
            groups.setdefault(document["engine"] if name == "estimate" else "", []).append(document)
    return {engine: fullest(documents) for engine, documents in groups.items()}


CONSOLE = re.compile(r"^```console\n\$ (.*?)\n```$", re.DOTALL | re.MULTILINE)


def check_examples(program, manual):
    """The console blocks: a command, on further lines that are indented, and what it prints."""
    for block in CONSOLE.findall(manual):
        lines = block.split("\n")
        end = next((i for i in range(1, len(lines)) if not lines[i].startswith(" ")), len(lines))
        command, shown = "\n".join(lines[:end]), "\n".join(lines[end:]) + "\n"
        printed = program.shell(command)
        if printed != shown:
            yield f"{lines[0]}: prints {printed[:200]!r}"


def wanted_catalogue(case, gpus, own_gpus):
    return own_gpus if case.user_folder or "--gpu-catalog" in case.line else gpus


def check_everything(program, report):
    gpus = program.gpus()
    own_gpus = program.gpus(user_folder=True)
    cases.EVERY_CARD.update({gpu: 1 for gpu in gpus})
    known = []
    for case in cases.CASES:
        name = "vramcalc " + " ".join(words_of(case))
        report.add(name, check_case(program, case, known, wanted_catalogue(case, gpus, own_gpus)))
    for line, status in cases.ERRORS.items():
        report.add(f"vramcalc {line}", check_error(program, line, status))
    errors = []
    report.add("vramcalc batch: answers and errors",
               batch.check_lines(program, SCHEMAS, parse, errors))
    known += [(cases.Case("batch", "batch"), error) for error in errors]
    report.add("vramcalc batch: memory does not grow with the lines", batch.check_memory(program))
    report.add("vramcalc batch: a dialogue, and SIGINT", batch.check_dialogue(program))
    report.add("vramcalc batch: a full disk", batch.check_full_disk(program))
    report.add("price_as_of: null where there is no price",
               checks.check_prices(document for _, document in known))
    for name in schemas.NAMES:
        documents = fullest_of(known, name)
        report.add(f"{name}: there is a valid document",
                   [] if documents else ["there is none"])
        for engine, document in documents.items():
            report.add(f"{name} {engine}: the schema refuses spoilt documents",
                       schemas.leaks(SCHEMAS, name, document))
    report.add("schemas: every field is described, no unknown one allowed",
               schemas.oversights(SCHEMAS.files))
    manual = (ROOT / "docs" / "json.md").read_text("utf-8")
    report.add("docs/json.md: names every field and id",
               schemas.undocumented(SCHEMAS.files, manual))
    if shutil.which("jq"):
        for name in ("json.md", "batch.md"):
            page = (ROOT / "docs" / name).read_text("utf-8")
            report.add(f"docs/{name}: its examples print what it shows",
                       check_examples(program, page))


def main():
    default = os.environ.get("VRAMCALC_BINARY") or ROOT / "build" / "release" / "vramcalc"
    binary = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else default).resolve()
    if len(sys.argv) > 2 or not os.access(binary, os.X_OK):
        print(f"usage: validate.py [BINARY]\n{binary} is no program", file=sys.stderr)
        return 1
    report = Report()
    with tempfile.TemporaryDirectory() as folder:
        check_everything(Program(binary, pathlib.Path(folder)), report)
    print(f"{report.passed} passed, {report.failed} failed")
    return 1 if report.failed else 0


SCHEMAS = schemas.Schemas(ROOT / "docs" / "schema")

if __name__ == "__main__":
    sys.exit(main())
