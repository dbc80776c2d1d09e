"""The JSON Schemas of docs/schema, and proof that they are as strict as they look."""

import copy
import json
import re

import jsonschema

NAMES = [
    "estimate", "comparison", "engines", "versus", "set", "plan", "recommend", "fit", "inspect", "inspections",
    "verification", "gpus", "models", "precisions", "batch",
]


def is_integer(_, value):
    """A whole number that is written as one: 1.0 is no count of bytes."""
    return isinstance(value, int) and not isinstance(value, bool)


def inlined(value, files):
    """The value with the properties of other documents in the place of references to them."""
    if isinstance(value, list):
        return [inlined(inner, files) for inner in value]
    if not isinstance(value, dict):
        return value
    file, _, path = value.get("$ref", "").partition("#/properties/")
    if path:
        return inlined(files[file]["properties"][path], files)
    return {key: inlined(inner, files) for key, inner in value.items()}


def bundled(schema, files):
    """The schema with the shared parts in it, so that nothing has to be fetched."""
    common = files["common.schema.json"]
    text = json.dumps({**inlined(schema, files), "$defs": common["$defs"]})
    return json.loads(text.replace('"common.schema.json#/', '"#/'))


class Schemas:
    def __init__(self, folder):
        self.files = {
            path.name: json.loads(path.read_text("utf-8")) for path in folder.glob("*.json")
        }
        base = jsonschema.Draft202012Validator
        strict = jsonschema.validators.extend(
            base, type_checker=base.TYPE_CHECKER.redefine("integer", is_integer)
        )
        self.validators = {}
        for name in NAMES:
            schema = bundled(self.files[name + ".schema.json"], self.files)
            base.check_schema(schema)
            self.validators[name] = strict(schema)

    def faults(self, name, document):
        """What is wrong with the document, one line each."""
        found = []
        for error in self.validators[name].iter_errors(document):
            place = "/".join(str(part) for part in error.absolute_path) or "the document"
            found.append(f"{place}: {error.message[:200]}")
        return found

    def accepts(self, name, document):
        return self.validators[name].is_valid(document)


def objects(value, path=()):
    """Every object of a document and its path; of a list, its first and its last entry."""
    if isinstance(value, dict):
        yield path, value
        for key, inner in value.items():
            yield from objects(inner, path + (key,))
    elif isinstance(value, list):
        for index in sorted({0, len(value) - 1} if value else ()):
            yield from objects(value[index], path + (index,))


def changed(document, path, change):
    """A copy of the document in which the object at the path went through `change`."""
    fresh = copy.deepcopy(document)
    target = fresh
    for part in path:
        target = target[part]
    change(target)
    return fresh


def wrong_values(key, value):
    """Values that may not stand where this one does."""
    if key.endswith("difference_bytes"):  # may be below zero
        return [value + 0.5, float(value), str(value), True]
    if isinstance(value, bool):
        return [1, "true"]
    if isinstance(value, int):
        return [-1, value + 0.5, float(value), str(value), True]
    if isinstance(value, float):
        return [-1.0, str(value), True]
    if isinstance(value, str):
        return ["", 1]
    return [{"unexpected": 1}]


def leaks(schemas, name, document):
    """Spoilt copies of a valid document that the schema fails to refuse."""
    found = []

    def demand_refusal(path, what, change):
        if schemas.accepts(name, changed(document, path, change)):
            found.append(f"{'/'.join(map(str, path)) or 'top'}: {what} is accepted")

    for path, value in objects(document):
        demand_refusal(path, "an extra field", lambda o: o.update(unexpected=1))
        for key, inner in value.items():
            demand_refusal(path, f"a missing {key}", lambda o, key=key: o.pop(key))
            for wrong in wrong_values(key, inner):
                demand_refusal(
                    path,
                    f"{key} = {wrong!r}",
                    lambda o, key=key, wrong=wrong: o.update({key: wrong}),
                )
    return found


def subschemas(schema, path):
    if isinstance(schema, dict):
        yield path, schema
        for key, inner in schema.items():
            yield from subschemas(inner, f"{path}/{key}")
    elif isinstance(schema, list):
        for index, inner in enumerate(schema):
            yield from subschemas(inner, f"{path}/{index}")


UNIT_WORDS = {
    "_bytes": "bytes",
    "_watts": "watts",
    "_usd": "US dollars",
    "_tokens": "tokens",
    "_mib": "MiB",
    "_gb_per_s": "GB/s",
    "_tflops": "TFLOPS",
    "_tops": "TOPS",
}


def oversights(files):
    """Fields without a description or a unit, objects that let unknown fields in."""
    for file, content in files.items():
        for path, schema in subschemas(content, file):
            fields = schema.get("properties")
            if not isinstance(fields, dict) or "type" not in schema:
                continue
            if schema.get("additionalProperties") is not False:
                yield f"{path}: lets unknown fields in"
            optional = set(fields) - set(schema.get("required", []))
            if optional != set(schema.get("dependentRequired", {})):
                yield f"{path}: {sorted(optional)} are optional without a condition"
            for name, field in fields.items():
                text = field.get("description", "")
                if not text.endswith("."):
                    yield f"{path}/{name}: has no description"
                for suffix, unit in UNIT_WORDS.items():
                    if name.endswith(suffix) and unit not in text:
                        yield f"{path}/{name}: its description does not say {unit}"


def undocumented(files, text):
    """Names of fields and ids that the manual does not mention."""
    mentioned = set(re.findall(r"`([^`\s]+)`", text))
    for file, content in sorted(files.items()):
        for path, schema in subschemas(content, file):
            fields = schema.get("properties")
            names = list(fields) if isinstance(fields, dict) and "type" in schema else []
            if not path.endswith("precision_id/anyOf/0"):
                names += [value for value in schema.get("enum", []) if isinstance(value, str)]
            for name in names:
                if name not in mentioned:
                    yield f"{path}: `{name}`"
