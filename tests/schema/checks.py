"""What a valid document has to get right besides its shape: sums, verdicts, the order of rows.

Every check is a generator of sentences about what is wrong.
"""

import csv
import io
import json

import cases

GIB = 2**30
INTERCONNECT = 429_496_730  # what each of several cards gives to the traffic between them
# Engines that size their cache by what a card leaves, within a share of it: the cache may be too
# small where the card as a whole has room.
POOLED = {"vllm", "sglang", "tensorrt-llm"}
# An option that no other engine has.
OWN_OPTION = {"llama.cpp": "ubatch_size", "vllm": "gpu_memory_utilization",
              "sglang": "mem_fraction_static", "tensorrt-llm": "tokens_per_block",
              "transformers": "attn_implementation", "exllamav3": "cache_bits_k",
              "mlx": "kv_group_size"}
MOST_CARDS = 16
RANK = {"fits": 0, "tight": 1, "no": 2}


def ceiling(value, parts):
    return -(-value // parts)


def verdict_of(expected, high, usable):
    return "fits" if high <= usable else "tight" if expected <= usable else "no"


def check_worst(answer, place):
    """Devices are as good together as the worst of them."""
    worst = max((device["verdict"] for device in answer["devices"]), key=RANK.get)
    if answer["verdict"] != worst:
        yield f"{place}: the verdict {answer['verdict']} is not {worst}, that of the worst device"


def check_exit(exit_status, holds, found):
    """The exit status says whether something holds; `found` is what does or does not."""
    if exit_status != (0 if holds else 1):
        yield f"exits with {exit_status}, and {found}"


def load(need, cards):
    """Expected and high load of each of some equal cards."""
    shared = INTERCONNECT if cards > 1 else 0
    return tuple(
        ceiling(need[key], cards) + shared for key in ("total_bytes", "total_high_bytes")
    )


def check_machine(row, gpu, place):
    """Main memory and supply beside a card: `gpu` is its catalogue entry, None for --vram."""
    ram, psu = row["ram"], row["psu"]
    unified = gpu is not None and gpu["unified_memory"]
    if (ram is None) != unified:
        yield f"{place}: ram is {ram} and unified_memory is {unified}"
    if ram:
        if ram["minimum_bytes"] > ram["recommended_bytes"]:
            yield f"{place}: less RAM is recommended than the minimum"
        if any(ram[name] % GIB for name in ("minimum_bytes", "recommended_bytes")):
            yield f"{place}: a size of RAM is no whole number of GiB"
    own_power = gpu is None or gpu["form_factor"] in ("laptop", "system")
    no_power = own_power or gpu["board_power_watts"] is None
    if (row["wall_watts"] is None) != no_power:
        yield f"{place}: wall_watts is {row['wall_watts']}"
    if (psu is None) != (no_power or gpu["form_factor"] == "module"):
        yield f"{place}: psu is {psu}"
    if psu:
        if psu["minimum_watts"] > psu["recommended_watts"]:
            yield f"{place}: a smaller supply is recommended than the minimum"
        if psu["recommended_watts"] % psu["units"]:
            yield f"{place}: recommended_watts cannot be divided among its units"
        if psu["pre_atx3_watts"] < psu["recommended_watts"]:
            yield f"{place}: an older supply may be smaller than a new one"
    sustained = row.get("sustained_watts")  # not in a pick
    if sustained is not None:
        if not sustained < min(row["wall_watts"], row["transient_watts"]):
            yield f"{place}: sustained_watts is not below wall_watts and transient_watts"
        if psu and psu["recommended_watts"] < 1.25 * sustained:
            yield f"{place}: the supply runs above 80 % of its power"


def check_row(row, need, gpu, place):
    """One count of one kind of card, against the need at its precision."""
    expected, high = load(need, row["cards"])
    usable = row["usable_per_card_bytes"]
    if row["per_card_bytes"] != expected:
        yield f"{place}: per_card_bytes is {row['per_card_bytes']}, not {expected}"
    if row["verdict"] != verdict_of(expected, high, usable):
        yield f"{place}: the verdict {row['verdict']} contradicts its figures"
    if abs(row["utilization"] - expected / usable) > 0.000051:
        yield f"{place}: utilization is {row['utilization']}, not {expected / usable:.4f}"
    if gpu is not None:
        if usable != gpu["visible_memory_bytes"]:
            yield f"{place}: usable_per_card_bytes is not the card's visible_memory_bytes"
        for key in ("name", "power_connectors"):
            if row[key] != gpu[key]:
                yield f"{place}: its {key} is not the card's"
    yield from check_machine(row, gpu, place)


def expected_counts(named, need, usable, can_be_combined):
    """The counts of the rows that one kind of card gets."""

    def holds(cards):
        return verdict_of(*load(need, cards), usable) != "no"

    if holds(named):
        return [named]
    most = MOST_CARDS if can_be_combined else 1
    more = next((cards for cards in range(named + 1, most + 1) if holds(cards)), None)
    if more is None and named < most:
        more = most
    return [named] if more is None else [named, more]


def check_fits(rows, need, kinds, gpus):
    """The rows of `fits`: by kind in the order named, each with its one or two counts."""
    found = {}
    for row in rows:
        found.setdefault(row["gpu"], []).append(row)
    if list(found) != list(kinds):
        yield f"fits: its cards are {list(found)[:8]}, asked were {list(kinds)[:8]}"
        return
    if [row["gpu"] for row in rows] != [gpu for gpu in found for _ in found[gpu]]:
        yield "fits: the rows of one kind of card are apart"
    for name, named in kinds.items():
        gpu = gpus.get(name)
        counts = [row["cards"] for row in found[name]]
        wanted = expected_counts(
            named,
            need,
            found[name][0]["usable_per_card_bytes"],
            gpu is None or gpu["form_factor"] in ("card", "module"),
        )
        if counts != wanted:
            yield f"fits: {name} has rows for {counts} cards, expected {wanted}"
        for row in found[name]:
            yield from check_row(row, need, gpu, f"fits: {row['cards']} x {name}")


def cards_of(answer):
    """The devices without main memory, which is there where --ram names it."""
    return [d for d in answer["devices"] if d["device"] != "host"]


def check_host(answer):
    """Main memory comes last and has a verdict by its figures."""
    for place, d in enumerate(answer["devices"]):
        if d["device"] != "host":
            continue
        if place != len(answer["devices"]) - 1 or d["gpu"] is not None:
            yield "devices: main memory is not the last, or has a card's name"
        if (d["verdict"] == "no") != (d["total_bytes"] > d["usable_bytes"]):
            yield "devices: the verdict of main memory contradicts its figures"


def check_devices(answer, need, kinds):
    """Every card of a rig, and the verdict of the worst device."""
    devices = cards_of(answer)
    if [d["gpu"] for d in devices] != [gpu for gpu in kinds for _ in range(kinds[gpu])]:
        yield f"devices: not the rig that was named: {[d['gpu'] for d in devices][:8]}"
    if [d["device"] for d in devices] != [f"gpu{i}" for i in range(len(devices))]:
        yield "devices: not numbered from gpu0 in order"
    yield from check_worst(answer, "the rig")
    yield from check_host(answer)
    shared = INTERCONNECT * len(devices) if len(devices) > 1 else 0
    surplus = sum(d["total_bytes"] for d in devices) - shared - need["total_bytes"]
    if not 0 <= surplus <= len(devices):
        yield f"devices: total_bytes add up to {surplus} bytes too many"
    memory = sum(d["usable_bytes"] for d in devices)
    for d in devices:
        share = need["total_bytes"] * d["usable_bytes"] / memory + shared / len(devices)
        if abs(d["total_bytes"] - share) > 1 + share * 1e-12:
            yield f"devices: the share of {d['device']} is not in proportion to its memory"
        if (d["verdict"] == "no") != (d["total_bytes"] > d["usable_bytes"]):
            yield f"devices: the verdict of {d['device']} contradicts its figures"


def is_placed(answer):
    """Whether every item lies on its device by an engine's rules, so that nothing is shared by the
    rule of thumb. That one does not ask for a context."""
    return answer.get("workload", {}).get("context_tokens") is not None


def check_driver(d, gpu, has_reserve):
    """Usable is the card's memory without the driver's part."""
    if gpu is None or d["in_use_bytes"] is not None:
        return  # with --local the driver's own total counts, which no document says
    memory = d["usable_bytes"] + d["driver_bytes"]
    visible = gpu["visible_memory_bytes"]
    if memory > visible or (memory < visible and not has_reserve):
        yield f"devices: {d['device']} has {memory} bytes, and the card {visible}"


def check_pool(answer):
    """An engine that allocates its cache ahead is asked whether that holds the workload."""
    holds = answer["max_concurrency"] >= answer["workload"]["parallel"]
    overflows = any(d["total_bytes"] > d["usable_bytes"] for d in answer["devices"])
    if not holds and answer["verdict"] != "no":
        yield f"verdict: {answer['verdict']}, and the cache holds fewer sequences than are asked"
    if holds and not overflows and answer["verdict"] == "no":
        yield "verdict: no, and the cache holds the sequences that are asked"
    most = answer["room"]["max_parallel"]
    if most is not None and most > answer["max_concurrency"]:
        yield f"room: {most} sequences, and the cache holds {answer['max_concurrency']}"


def check_placed_devices(answer, gpus, has_reserve):
    """Cards hold what their items add up to."""
    is_pooled = answer["engine"] in POOLED
    yield from check_host(answer)
    for d in cards_of(answer):
        total, high = (
            sum(item[key] for item in answer["items"] if item["device"] == d["device"])
            for key in ("bytes", "high_bytes")
        )
        if d["total_bytes"] != total:
            yield f"devices: {d['device']} holds {total}, not {d['total_bytes']}"
        yield from check_driver(d, gpus.get(d["gpu"]), has_reserve)
        wanted = verdict_of(total, high, d["usable_bytes"])
        if is_pooled:
            continue
        # What the driver takes has bounds of its own, which may make a card tight.
        is_close = d["driver_bytes"] > 0 and {d["verdict"], wanted} == {"tight", "fits"}
        if d["verdict"] != wanted and not is_close:
            yield f"devices: the verdict of {d['device']} contradicts its figures"
    yield from check_worst(answer, "the rig")
    if is_pooled and answer["max_concurrency"] is not None:
        yield from check_pool(answer)


def check_placed_fits(rows, engine, kinds, gpus):
    """The rows of an engine's own placement: what one row alone can tell."""
    found = {}
    for row in rows:
        found.setdefault(row["gpu"], []).append(row["cards"])
        place = f"fits: {row['cards']} x {row['gpu']}"
        share = row["per_card_bytes"] / row["usable_per_card_bytes"]
        if abs(row["utilization"] - share) > 0.000051:
            yield f"{place}: utilization is {row['utilization']}, not {share:.4f}"
        overflows = row["per_card_bytes"] > row["usable_per_card_bytes"]
        if (row["verdict"] == "no") != overflows and not (engine in POOLED and not overflows):
            yield f"{place}: the verdict {row['verdict']} contradicts its figures"
        gpu = gpus.get(row["gpu"])
        if gpu and row["usable_per_card_bytes"] > gpu["visible_memory_bytes"]:
            yield f"{place}: more is usable than the card's visible_memory_bytes"
        yield from check_machine(row, gpu, place)
    if list(found) != list(kinds):
        yield f"fits: its cards are {list(found)[:8]}, asked were {list(kinds)[:8]}"
    for gpu, counts in found.items():
        if counts[0] != kinds[gpu] or counts != sorted(counts):
            yield f"fits: {gpu} has rows for {counts} cards"


def check_capacity(answer, rig, placed):
    """What a cache holds is known of a rig, for engines that allocate it ahead."""
    low, expected, high, concurrency = (
        answer[key] for key in ("kv_capacity_low_tokens", "kv_capacity_tokens",
                                "kv_capacity_high_tokens", "max_concurrency")
    )
    known = [value is not None for value in (low, expected, high, concurrency)]
    if known != [rig and placed and answer["engine"] in POOLED] * 4:
        yield f"kv_capacity: {known} are given for {answer['engine']}"
    elif expected is not None and not low <= expected <= high:
        yield "kv_capacity: low, expected and high are not in order"


def check_options(document):
    """engine_options are those of the engine."""
    options, engine = document["engine_options"], document["engine"]
    if (options is None) != (engine == "generic" or not is_placed(document)):
        yield f"engine_options: {options} for {engine}"
    elif options is not None and OWN_OPTION[engine] not in options:
        yield f"engine_options: not those of {engine}"


def check_need(need, place):
    low, expected, high = (need[f"total{end}_bytes"] for end in ("_low", "", "_high"))
    least = 0 if is_placed(need) else need["weights_bytes"]
    if not least <= low <= expected <= high:
        yield f"{place}: weights, low, expected and high total are not in order"


def check_rig(answer, case, exit_status):
    """`answer` is an estimate or one precision of a comparison."""
    for key in ("verdict", "devices"):
        if (key in answer) != case.rig:
            yield f"{key}: {'missing' if case.rig else 'present without a rig'}"
    if case.rig and not is_placed(answer):
        yield from check_devices(answer, answer, case.kinds)
    elif case.rig:
        pass  # by its items, where it has them
    elif exit_status != 0:
        yield "exits with 1 though no rig was named"


def check_placed(document, case, gpus):
    """Sums that hold where every item lies on its device."""
    items = document["items"]
    held = sum(item["bytes"] for item in items if item["device"] == "host")
    if document["host_bytes"] != held:
        yield f"host_bytes: {document['host_bytes']}, but its items add up to {held}"
    cache = sum(
        item["bytes"] for item in items if item["component"] in ("kv_cache", "recurrent_state")
    )
    if document["kv_cache_bytes"] != cache:
        yield f"kv_cache_bytes: {document['kv_cache_bytes']}, but its items add up to {cache}"
    on_gpus = {item["device"] for item in items} - {"host"}
    if case.rig and not on_gpus <= {d["device"] for d in document["devices"]}:
        yield f"items: lie on {sorted(on_gpus)}, which are not all in the rig"
    yield from check_placed_fits(document["fits"], document["engine"], case.kinds, gpus)
    if case.rig:
        yield from check_placed_devices(document, gpus, "--reserve" in case.line)


def check_estimate(document, case, exit_status, gpus):
    for end in ("", "low_", "high_"):
        total = f"total_{end}bytes"
        items = sum(
            item[end + "bytes"] for item in document["items"] if item["device"] != "host"
        )
        # A cache that takes what is left absorbs what the other items spread upwards.
        absorbs = end == "high_" and document["kv_capacity_tokens"] is not None
        if document[total] > items or (document[total] < items and not absorbs):
            yield f"{total}: {document[total]}, but its items add up to {items}"
    for item in document["items"]:
        if not item["low_bytes"] <= item["bytes"] <= item["high_bytes"]:
            yield f"items: {item['component']} lies outside its own bounds"
    for key in ("weights_bytes", "total_bytes"):
        if document["method"] == "rule" and document["rule"][key] != document[key]:
            yield f"rule: {key} is not the document's, though the method is the rule"
    parameters = document["model"]["parameters"]
    weights = parameters * document["bytes_per_parameter"]
    if abs(document["rule"]["weights_bytes"] - weights) > 0.5 + weights * 1e-12:
        yield f"rule: weights_bytes is not parameters x bytes_per_parameter, {weights}"
    bits = 8 * document["weights_bytes"] / parameters if parameters else 0
    if abs(document["bits_per_weight"] - bits) > 0.0001:
        yield f"bits_per_weight: {document['bits_per_weight']}, not {bits}"
    total = document["weights_bytes"] * document["overhead_factor"]
    if not is_placed(document) and abs(document["total_bytes"] - total) > 0.5 + total * 1e-12:
        yield f"total_bytes: not weights_bytes x overhead_factor, {total}"
    yield from check_options(document)
    yield from check_capacity(document, case.rig, is_placed(document))
    yield from check_need(document, "totals")
    yield from check_rig(document, case, exit_status)
    if case.rig:
        yield from check_exit(exit_status, document["verdict"] != "no",
                              f"the verdict is {document['verdict']}")
        entries = [gpus.get(gpu) for gpu in case.kinds]
        if len(entries) == 1:
            row = {**document["fits"][0], "ram": document["ram"], "psu": document["psu"]}
            yield from check_machine(row, entries[0], "the rig")
        elif document["ram"] is None:
            yield "ram: null for cards with memory of their own"
    if is_placed(document):
        yield from check_placed(document, case, gpus)
    else:
        yield from check_fits(document["fits"], document, case.kinds, gpus)


def check_comparison(document, case, exit_status, gpus):
    for answer in document["precisions"]:
        name = answer["precision"]
        answer = {"engine": document["engine"], "workload": document["workload"], **answer}
        fits = (
            check_placed_fits(answer["fits"], answer["engine"], case.kinds, gpus)
            if is_placed(answer)
            else check_fits(answer["fits"], answer, case.kinds, gpus)
        )
        for fault in (
            *check_need(answer, "totals"),
            *check_rig(answer, case, exit_status),
            *fits,
        ):
            yield f"{name}: {fault}"
    verdicts = [answer.get("verdict", "fits") for answer in document["precisions"]]
    holds = any(verdict != "no" for verdict in verdicts)
    yield from check_exit(exit_status, holds, f"the verdicts are {verdicts}")


def check_engines(document, case, exit_status):
    """One entry an engine, and every engine once."""
    entries = document["engines"]
    ids = [entry["engine"] for entry in entries]
    left_out = [entry["engine"] for entry in document["left_out"]]
    if sorted(ids + left_out) != sorted(cases.ENGINES):
        yield f"engines: {ids} and left out {left_out}"
    if ids != [name for name in cases.ENGINES if name in ids]:
        yield f"engines: not in the program's order: {ids}"
    for entry in entries:
        name = entry["engine"]
        placed = entry["kv_bytes_per_token"] is not None
        for fault in (
            *check_need({**entry, "workload": {"context_tokens": 1 if placed else None}}, "totals"),
            *check_capacity(entry, case.rig, placed),
        ):
            yield f"{name}: {fault}"
        if (entry["verdict"] is not None) != case.rig:
            yield f"{name}: the verdict is {entry['verdict']}"
        if (entry["room"] is not None) != (case.rig and placed):
            yield f"{name}: the room is {entry['room']}"
        for key in ("kv_cache_bytes", "host_bytes"):
            if (entry[key] is not None) != placed:
                yield f"{name}: {key} is {entry[key]}"
        bits = 8 * entry["weights_bytes"] / document["model"]["parameters"]
        if abs(entry["bits_per_weight"] - bits) > 0.0001:
            yield f"{name}: bits_per_weight is {entry['bits_per_weight']}, not {bits}"
    verdicts = [entry["verdict"] for entry in entries]
    holds = any(verdict != "no" for verdict in verdicts)
    yield from check_exit(exit_status, holds, f"the verdicts are {verdicts}")


def check_plan(document, exit_status):
    """What is proposed holds, and the best of it decides."""
    plans = {plan["program"]: plan for plan in document["plans"]}
    if len(plans) != len(document["plans"]):
        yield "plans: a program comes twice"
    leading = plans[document["leading"]]
    if document["verdict"] != leading["verdict"]:
        yield f"the verdict is {document['verdict']}, of the leading plan {leading['verdict']}"
    if min(RANK[plan["verdict"]] for plan in plans.values()) != RANK[leading["verdict"]]:
        yield f"{document['leading']} leads, and another plan holds better"
    yield from check_exit(exit_status, leading["verdict"] != "no",
                          f"the verdict is {leading['verdict']}")
    for name, plan in plans.items():
        if (plan["launch"] is None) != (plan["verdict"] == "no"):
            yield f"{name}: commands and the verdict {plan['verdict']}"
        yield from check_worst(plan, name)
        for device in plan["devices"]:
            if device["verdict"] != "no" and device["total_bytes"] > device["usable_bytes"]:
                yield f"{name}: {device['device']} is overfull"
        if plan["launch"] and plan["disk_bytes"] < plan["download_bytes"]:
            yield f"{name}: more is fetched than is kept"


def check_same_answer(entry, document):
    """An entry of the comparison of engines beside the estimate of that engine alone."""
    for key, value in entry.items():
        if key == "assumptions":
            continue  # there the precision may have been assumed
        alone = document.get(key)
        if value != alone:
            yield f"{entry['engine']}: {key} is {value}, asked alone {alone}"


def check_pick(pick, document, gpus):
    limits = document["limits"]
    place = f"picks: {pick['cards']} x {pick['gpu']}"
    gpu = gpus[pick["gpu"]]
    need = next((n for n in document["needs"] if n["precision"] == pick["precision"]), None)
    if need is None:
        yield f"{place}: its precision is not among the needs"
        return
    yield from check_row(pick, need, gpu, place)
    if not limits["min_cards"] <= pick["cards"] <= limits["max_cards"]:
        yield f"{place}: outside the limits of cards"
    if pick["utilization"] > 1 - limits["headroom"] + 0.0001:
        yield f"{place}: too little headroom"
    for key in ("segment", "vendor"):
        if limits[key] not in (None, gpu[key]):
            yield f"{place}: not of the {key} that was asked for"
    for key, limit in (("price_usd", "budget_usd"), ("board_power_watts", "max_power_watts")):
        if limits[limit] is not None and (pick[key] is None or pick[key] > limits[limit]):
            yield f"{place}: {key} is over the limit"
    for key in ("price_usd", "board_power_watts"):
        one = gpu[key]
        is_own_price = key == "price_usd" and pick["price_as_of"] is None
        if not is_own_price and pick[key] != (None if one is None else one * pick["cards"]):
            yield f"{place}: {key} is {pick[key]}, of one card it is {one}"
    free = (pick["usable_per_card_bytes"] - pick["per_card_bytes"]) * pick["cards"]
    if pick["free_bytes"] != free:
        yield f"{place}: free_bytes is {pick['free_bytes']}, not {free}"


def check_recommend(document, exit_status, gpus):
    picks = document["picks"]
    yield from check_exit(exit_status, bool(picks), f"there are {len(picks)} picks")
    titles = [title for pick in picks for title in pick["titles"]]
    if len(titles) != len(set(titles)):
        yield f"picks: a title is held twice: {titles}"
    if picks and "balanced" not in picks[0]["titles"]:
        yield "picks: the first one is not the balanced one"
    has_title = [bool(pick["titles"]) for pick in picks]
    if has_title != sorted(has_title, reverse=True):
        yield "picks: one with a title comes after one without"
    for need in document["needs"]:
        yield from check_need(need, need["precision"])
    # By the rule of thumb, or with an overhead of one's own, cards share the need; engines place it.
    is_shared = document["method"] == "rule" or document["overhead_factor"] != 1.3
    for pick in picks:
        if is_shared and len(pick["rig"]) == 1:
            yield from check_pick(pick, document, gpus)
        else:
            yield from check_placed_pick(pick, document, gpus)


def check_placed_pick(pick, document, gpus):
    """Of a rig whose cards hold what an engine gives them, or of two kinds of cards."""
    place = f"picks: {pick['cards']} x {pick['gpu']}"
    if pick["utilization"] > 1:
        yield f"{place}: more than it has"
    if abs(pick["utilization"] - pick["per_card_bytes"] / pick["usable_per_card_bytes"]) > 0.0001:
        yield f"{place}: utilization is {pick['utilization']}"
    if pick["rig"][0] != {"gpu": pick["gpu"], "cards": pick["cards"]}:
        yield f"{place}: is not the first of its rig"
    cards = sum(kind["cards"] for kind in pick["rig"])
    if not document["limits"]["min_cards"] <= cards <= document["limits"]["max_cards"]:
        yield f"{place}: {cards} are outside the limits of cards"
    watts = [gpus[kind["gpu"]]["board_power_watts"] for kind in pick["rig"]]
    wanted = (None if None in watts
              else sum(w * kind["cards"] for w, kind in zip(watts, pick["rig"])))
    if pick["board_power_watts"] != wanted:
        yield f"{place}: board_power_watts is {pick['board_power_watts']}, not {wanted}"


def check_gpus(document):
    ids = [gpu["id"] for gpu in document["gpus"]]
    if len(ids) != len(set(ids)):
        yield "gpus: an id appears twice"
    for gpu in document["gpus"]:
        place = gpu["id"]
        visible, reading = gpu["visible_memory_bytes"], gpu["driver_memory_mib"]
        if (gpu["visible_memory_basis"] == "driver") != (reading is not None):
            yield f"{place}: visible_memory_basis contradicts driver_memory_mib"
        if reading is not None and visible != reading * 2**20:
            yield f"{place}: visible_memory_bytes is not driver_memory_mib"
        if visible > gpu["memory_gb"] * GIB:
            yield f"{place}: more memory is visible than it has"
        sourced = [figure for source in gpu["sources"] for figure in source["figures"]]
        if len(sourced) != len(set(sourced)):
            yield f"{place}: a figure has two sources"
        if any(gpu[figure] in (None, []) for figure in sourced):
            yield f"{place}: a source vouches for a figure that is null"


def check_models(document):
    ids = [model["id"] for model in document["models"]]
    if len(ids) != len(set(ids)):
        yield "models: an id appears twice"
    for model in document["models"]:
        if (model["repository"] is None) != (model["architecture"] is None):
            yield f"{model['id']}: repository and architecture go together"


def check_precisions(document):
    ids = [precision["id"] for precision in document["precisions"]]
    if len(ids) != len(set(ids)):
        yield "precisions: an id appears twice"
    for precision in document["precisions"]:
        if abs(precision["bits_per_weight"] - 8 * precision["bytes_per_parameter"]) > 1e-9:
            yield f"{precision['id']}: bits_per_weight is not 8 x bytes_per_parameter"


def check_inspection(entry):
    for key in ("elements", "bytes", "tensors"):
        of_types = sum(share[key] for share in entry["types"])
        if key == "bytes" and of_types != entry["stored_bytes"]:
            yield f"{entry['file']}: types hold {of_types} bytes of {entry['stored_bytes']}"
        if key == "bytes" and entry["tensors"] is not None:
            listed = sum(tensor["bytes"] for tensor in entry["tensors"])
            if listed != of_types:
                yield f"{entry['file']}: tensors hold {listed} bytes of {of_types}"
        if key == "tensors" and entry["tensors"] is not None and len(entry["tensors"]) != of_types:
            yield f"{entry['file']}: {len(entry['tensors'])} tensors are listed of {of_types}"
    if entry["weights_bytes"] > entry["stored_bytes"]:
        yield f"{entry['file']}: more weights than what is stored"
    if entry["layers"]:
        layers = sum(kind["layers"] for kind in entry["layers"])
        if layers != entry["model"]["layers"]:
            yield f"{entry['file']}: {layers} layers of {entry['model']['layers']}"
    for component in entry["components"]:
        language = component["component"] == "language"
        if language and component["elements"] != entry["model"]["parameters"]:
            yield f"{entry['file']}: the component language is not the parameters"


def check_prices(documents):
    """Over all documents, for a fault here is one fault and not that of every command."""
    dated = set()
    for document in documents:
        for row in document.get("gpus", []) + document.get("picks", []):
            if row["price_usd"] is None and row["price_as_of"] is not None:
                dated.add(row.get("id") or row["gpu"])
    for name in sorted(dated):
        yield f"{name}: price_as_of dates a price that is null"


def check_verification(document):
    """Totals are sums of the items that are compared."""
    compared = [item for item in document["items"] if item["compared"]]
    for total in document["totals"]:
        for key in ("measured_bytes", "estimated_bytes"):
            wanted = sum(item[key] for item in compared if item["device"] == total["device"])
            if total[key] != wanted:
                yield f"totals: {key} of {total['device']} is {total[key]}, not {wanted}"
    for key in ("measured_bytes", "estimated_bytes"):
        wanted = sum(item[key] for item in compared if item["device"] != "host")
        if document["total"][key] != wanted:
            yield f"total: {key} is {document['total'][key]}, not {wanted}"


def on_gpus(components, key):
    return sum(entry[key] for entry in components if entry["device"] != "host")


def check_versus(document, exit_status):
    """Differences add up, by component and by step."""
    base, other = document["base"], document["other"]
    if document["difference_bytes"] != other["total_bytes"] - base["total_bytes"]:
        yield "difference_bytes: not the difference of the totals"
    for side, key in ((base, "base_bytes"), (other, "other_bytes")):
        if on_gpus(document["components"], key) != side["total_bytes"]:
            yield f"components: {key} do not add up to total_bytes"
    for name in ("components", "steps"):
        total = (on_gpus(document[name], "difference_bytes") if name == "components"
                 else sum(step["difference_bytes"] for step in document[name]))
        if total != document["difference_bytes"]:
            yield f"{name}: differences add up to {total}"
    for step in document["steps"]:
        if on_gpus(step["components"], "difference_bytes") != step["difference_bytes"]:
            yield f"steps: components of {step['option']} do not add up"
    yield from check_exit(exit_status, other["verdict"] != "no",
                          f"the second verdict is {other['verdict']}")


def check_set(document, exit_status):
    """Sums over the models."""
    for key in ("total_bytes", "total_low_bytes", "total_high_bytes", "host_bytes"):
        total = sum(model[key] or 0 for model in document["models"])
        if document[key] != total:
            yield f"{key}: is {document[key]}, and the models add up to {total}"
    for index, device in enumerate(cards_of(document) if "devices" in document else []):
        for key in ("total_bytes", "driver_bytes"):
            total = sum(model["devices"][index][key] for model in document["models"])
            if device[key] != total:
                yield f"{device['device']}: {key} is {device[key]}, the models have {total}"
    verdict = document.get("verdict")
    if verdict:
        yield from check_worst(document, "the set")
    yield from check_exit(exit_status, verdict != "no", f"the verdict is {verdict}")


def check_rates(where, speed):
    """Bounds around every rate; more sequences never make less together."""
    if speed is None:
        return
    for name, unit in (("decode", "tokens_per_second"), ("together", "tokens_per_second"),
                       ("decode_full_context", "tokens_per_second"),
                       ("prompt", "tokens_per_second"), ("first_token", "seconds")):
        low, rate, high = (speed[f"{name}{bound}_{unit}"] for bound in ("_low", "", "_high"))
        if (low is None) != (rate is None) or (rate is not None and not low <= rate <= high):
            yield f"{where}: {name} is {low} <= {rate} <= {high}"
    if speed["together_tokens_per_second"] < 0.99 * speed["decode_tokens_per_second"]:
        yield f"{where}: all sequences together are slower than one"


def check_fit(document, exit_status):
    """Rates, counts, least bits, and an exit status that says whether anything fits."""
    models = document["models"]
    if len(models) + document["refused"] + document["too_slow"] > document["considered"]:
        yield "models: more than were considered"
    for entry in models:
        yield from check_rates(entry["model"]["name"], entry["speed"])
        if entry["longest_context_tokens"] < min(document["context_tokens"],
                                                 entry["model"]["max_context_tokens"] or document["context_tokens"]):
            yield f"{entry['model']['name']}: does not hold the context that was asked for"
    if exit_status != (0 if models else 1):
        yield f"exits with {exit_status}, and {len(models)} models fit"


def check_document(document, case, exit_status, gpus):
    """`gpus`: catalogue entries by id, the user's own included."""
    if list(document)[:3] != ["schema", "schema_version", "vramcalc_version"]:
        yield f"begins with {list(document)[:3]}"
    if case.schema == "estimate":
        yield from check_estimate(document, case, exit_status, gpus)
        yield from check_rates("speed", document.get("speed"))
    elif case.schema == "comparison":
        yield from check_comparison(document, case, exit_status, gpus)
    elif case.schema == "engines":
        yield from check_engines(document, case, exit_status)
    elif case.schema == "plan":
        yield from check_plan(document, exit_status)
    elif case.schema == "versus":
        yield from check_versus(document, exit_status)
    elif case.schema == "set":
        yield from check_set(document, exit_status)
    elif case.schema == "recommend":
        yield from check_recommend(document, exit_status, gpus)
        for pick in document["picks"]:
            yield from check_rates(f"picks: {pick['gpu']}", pick["speed"])
    elif case.schema == "fit":
        yield from check_fit(document, exit_status)
    elif case.schema == "inspect":
        yield from check_inspection(document)
    elif case.schema == "inspections":
        for entry in document["files"]:
            yield from check_inspection(entry)
    elif case.schema == "verification":
        yield from check_verification(document)
    else:
        yield from {"gpus": check_gpus, "models": check_models, "precisions": check_precisions}[
            case.schema
        ](document)


# --- CSV ---

ROWS = {"estimate": "fits", "comparison": "precisions", "recommend": "picks", "inspect": "types",
        "inspections": "files", "verification": "items", "engines": "engines", "plan": "plans",
        "versus": "components", "set": "models", "fit": "models"}


def cell(value):
    """The text that a scalar has in CSV."""
    if value is None:
        return ""
    text = value if isinstance(value, str) else json.dumps(value)
    return "'" + text if text[:1] in ("=", "+", "@") else text


def flat(row, prefix=""):
    """The columns of a row that hold one value each: fields of objects carry the object's name."""
    for key, value in row.items():
        if isinstance(value, dict):
            yield from flat(value, f"{prefix}{key}_")
        elif not isinstance(value, list):
            yield prefix + key, value


def check_csv(text, document, schema):
    """The same list as in the JSON document: as many rows, the same values."""
    name = "tensors" if document.get("tensors") else ROWS.get(schema, schema)
    rows = document[name]
    if schema == "plan":  # commands have lines of their own
        rows = [{key: value for key, value in row.items() if key != "launch"} for row in rows]
    if not text.endswith("\r\n") or "\n" in text.replace("\r\n", ""):
        yield "csv: its lines do not end with CR LF"
    lines = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    if not rows:
        if any(lines):
            yield "csv: has content, the list is empty"
        return
    header, body = lines[0], lines[1:]
    if len(header) != len(set(header)):
        yield "csv: two columns share a name"
    if len(body) != len(rows):
        yield f"csv: {len(body)} rows for {len(rows)} entries"
    if any(len(line) != len(header) for line in body):
        yield "csv: a row has more or fewer cells than the header"
        return
    objects = {key for row in rows for key, value in row.items() if isinstance(value, dict)}
    missing = {}
    for line, row in zip(body, rows):
        cells = dict(zip(header, line))
        for name, value in flat(row):
            if name in objects:  # null here, an object elsewhere
                continue
            if name not in cells:
                missing[name] = f"csv: has no column {name}"
            elif cells[name] != cell(value) and not isinstance(value, float):
                yield f"csv: {name} is {cells[name]!r}, not {value!r}"
            elif isinstance(value, float) and float(cells[name]) != value:
                yield f"csv: {name} is {cells[name]!r}, not {value!r}"
        for key, value in row.items():
            if isinstance(value, list) and key not in cells:
                missing[key] = f"csv: has no column {key}"
    yield from missing.values()
