#!/usr/bin/env python3
"""Checks who includes whom in src/ and include/, and the shape of their files.

  layering.py ROOT         prints file:line of every breach; exit status 1 where there is one
  layering.py --self-test  breaks every rule in a small tree and demands that it is noticed
"""

import pathlib
import re
import sys
import tempfile

# Every folder and what it may include; nothing includes upwards.
ALLOWED = {
    "core": {"core"},
    "model": {"model", "core"},
    "hardware": {"hardware", "core"},
    "memory": {"memory", "model", "hardware", "core"},
    "advise": {"advise", "memory", "model", "hardware", "core"},
    "read": {"read", "memory", "model", "hardware", "core"},
    "report": {"report", "advise", "memory", "model", "hardware", "core"},
    "cli": {"cli", "report", "read", "advise", "memory", "model", "hardware", "core"},
}

# Third-party headers and the parts of src/ that may include them; none may appear in include/.
THIRD_PARTY = {
    "CLI": ("src/cli/",),
    "nlohmann": ("src/read/", "src/report/"),
    "yaml-cpp": ("src/read/catalogue/yaml.cpp",),
    "fmt": ("src/report/", "src/cli/"),
}

# Headers of the operating system (unistd.h, sys/ioctl.h): where the program meets the machine.
SYSTEM_HEADERS = ("src/read/", "src/cli/")

LONGEST_FILE = 400

INCLUDE = re.compile(r'^\s*#\s*include\s*(<([^>]+)>|"([^"]+)")')
STANDARD = re.compile(r"[a-z0-9_]+")
SYSTEM = re.compile(r"((sys|linux|mach|netinet)/)?[a-z0-9_]+\.h")


def folder_of(path):
    """The layer of src/X/... or include/vramcalc/X/..., or None."""
    parts = pathlib.PurePosixPath(path).parts
    depth = 2 if parts[:2] == ("include", "vramcalc") else 1
    return parts[depth] if len(parts) > depth + 1 and parts[depth] in ALLOWED else None


def own_header(root, includer, name, quoted):
    """The path of an included file of ours, or None."""
    places = ["src", "include"]
    if quoted:
        places.insert(0, str(pathlib.PurePosixPath(includer).parent))
    for place in places:
        if (root / place / name).is_file():
            return (root / place / name).resolve().relative_to(root).as_posix()
    return None


def include_breach(root, includer, name, quoted):
    """What is wrong with one #include, or None."""
    own = own_header(root, includer, name, quoted)
    public = includer.startswith("include/")
    if own is not None:
        if public and own.startswith("src/"):
            return f"a public header includes '{name}' of src/"
        user, used = folder_of(includer), folder_of(own)
        if user is None or used not in ALLOWED[user]:
            return f"{user} must not include {used} ('{name}')"
        return None
    if quoted or name.startswith("vramcalc/"):
        return f"'{name}' is not a file of this project"
    if STANDARD.fullmatch(name):
        return None
    if public:
        return f"a public header includes '{name}': only standard headers there"
    if SYSTEM.fullmatch(name):
        allowed = SYSTEM_HEADERS
    else:
        allowed = THIRD_PARTY.get(name.split("/")[0], ())
    if not includer.startswith(allowed or ("nowhere",)):
        return f"'{name}' may be included only in {', '.join(allowed) or 'no file'}"
    return None


def breaches(root):
    """All breaches of the tree as (file, line, text), and how many files were read."""
    root = root.resolve()
    found = []
    files = [
        path
        for place in ("src", "include")
        for path in sorted((root / place).rglob("*"))
        if path.suffix in {".cpp", ".h", ".def"}
    ]
    for path in files:
        name = path.relative_to(root).as_posix()
        lines = path.read_text(encoding="utf-8").splitlines()
        if folder_of(name) is None:
            found.append((name, 1, f"not in one of the folders {', '.join(ALLOWED)}"))
            continue
        if path.suffix != ".def" and len(lines) > LONGEST_FILE:
            found.append((name, len(lines), f"{len(lines)} lines; at most {LONGEST_FILE}"))
        if name.startswith("include/") and path.suffix == ".h":
            if not lines or not lines[0].startswith(("//", "/*")):
                found.append((name, 1, "a public header opens with a comment that says what it is"))
        for number, line in enumerate(lines, 1):
            match = INCLUDE.match(line)
            if match:
                quoted = match.group(3) is not None
                text = include_breach(root, name, match.group(3) or match.group(2), quoted)
                if text:
                    found.append((name, number, text))
    return found, len(files)


def self_test():
    """Every file of a bad tree must be reported, none of a good one."""
    good = {
        "include/vramcalc/core/bytes.h": "// Bytes.\n#include <cstdint>\n",
        "include/vramcalc/model/model.h": "// A model.\n#include <vramcalc/core/bytes.h>\n",
        "src/model/table.h": "#pragma once\n",
        "src/model/model.cpp": '#include <vramcalc/model/model.h>\n#include "table.h"\n',
        "src/read/catalogue/yaml.cpp": "#include <yaml-cpp/yaml.h>\n#include <unistd.h>\n",
        "src/report/json.h": "#include <nlohmann/json.hpp>\n",
        "src/cli/run.cpp": '#include <CLI/CLI.hpp>\n#include "report/json.h"\n#include <sys/ioctl.h>\n',
        "include/vramcalc/core/long.def": "\n" * 500,
    }
    bad = {
        "src/core/upwards.cpp": "#include <vramcalc/model/model.h>\n",
        "src/model/sideways.cpp": '#include "report/json.h"\n',
        "src/report/reads.cpp": '#include "../read/json.h"\n',
        "src/advise/json.cpp": "  #  include <nlohmann/json.hpp>\n",
        "src/read/second_yaml.cpp": "#include <yaml-cpp/yaml.h>\n",
        "src/read/text.cpp": "#include <fmt/format.h>\n",
        "src/report/options.cpp": "#include <CLI/CLI.hpp>\n",
        "src/memory/machine.cpp": "#include <unistd.h>\n",
        "src/cli/unknown.cpp": "#include <boost/any.hpp>\n",
        "src/cli/absent.cpp": '#include "cli/nothing.h"\n',
        "src/elsewhere/file.cpp": "\n",
        "src/read/json/json.h": "\n" * 401,
        "include/vramcalc/core/silent.h": "#pragma once\n",
        "include/vramcalc/core/json.h": "// JSON.\n#include <nlohmann/json.hpp>\n",
        "include/vramcalc/model/private.h": "// Private.\n#include <model/table.h>\n",
    }
    with tempfile.TemporaryDirectory() as folder:
        root = pathlib.Path(folder)
        for name, text in {**good, **bad}.items():
            path = root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        reported = {name for name, _, _ in breaches(root)[0]}
    for name in sorted(set(bad) - reported):
        print(f"{name}: the breach was not noticed")
    for name in sorted(reported & set(good)):
        print(f"{name}: reported without reason")
    return 0 if reported == set(bad) else 1


def main(arguments):
    if arguments == ["--self-test"]:
        return self_test()
    if len(arguments) != 1:
        print(__doc__, file=sys.stderr)
        return 2
    found, files = breaches(pathlib.Path(arguments[0]))
    for name, line, text in found:
        print(f"{name}:{line}: {text}")
    if files == 0:
        print(f"{arguments[0]}: no source files")
    return 1 if found or files == 0 else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
