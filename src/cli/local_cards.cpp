#include "cli/local_cards.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include <vramcalc/core/error.h>
#include <vramcalc/core/quantity.h>
#include <vramcalc/hardware/find_gpu.h>

namespace vramcalc::cli {
namespace {

using hardware::RigCards;

void add_to_list(std::string& list, const std::string& text) {
  list += (list.empty() ? "" : ", ") + text;
}

Error none_found(const read::LocalMachine& machine) {
  std::string tried;
  for (const std::string& source : machine.sources) {
    add_to_list(tried, source);
  }
  for (const std::vector<Text>* texts : {&machine.tried, &machine.failures}) {
    for (const Text& text : *texts) {
      add_to_list(tried, render(text));
    }
  }
  return Error(ErrorKind::not_found, {MessageId::error_local_none, {{"tried", tried}}},
               Text{MessageId::hint_local_none, {}});
}

struct Found {
  hardware::Gpu gpu;
  Bytes in_use;
};

// A computer with unified memory in the size that it has: the system sees what firmware and GPU
// were not given.
hardware::Gpu in_size_of(const hardware::Gpu& gpu, Bytes seen) {
  const double total = static_cast<double>(seen.count()) / static_cast<double>(gibibyte.count());
  const auto size = std::find_if(gpu.memory_options_gb.begin(), gpu.memory_options_gb.end(),
                                 [&](double gb) { return gb >= total; });
  return size == gpu.memory_options_gb.end() ? gpu : hardware::with_memory(gpu, *size);
}

// The GPU's share, of which the processor's programs may hold some; or what the firmware gave it,
// where that is more.
Found of_unified(hardware::Gpu gpu, const read::LocalCard& card,
                 const std::optional<read::LocalMemory>& memory) {
  const Bytes given = card.memory.value_or(Bytes{});
  if (memory) {
    gpu = in_size_of(gpu, memory->total + given);
  }
  const Bytes share = hardware::visible_memory(gpu).bytes;
  if (given > share) {
    gpu.visible_bytes = given;
    return {gpu, card.in_use};
  }
  return {gpu, memory ? share - std::min(share, memory->available) : Bytes{}};
}

std::optional<Found> find(const read::LocalCard& card, const read::LocalMachine& machine,
                          std::span<const hardware::Gpu> catalogue,
                          std::vector<Assumption>& assumptions) {
  const auto assume = [&](const Assumption& assumption) {
    const auto same = [&](const Assumption& other) {
      return other.option == assumption.option && other.value == assumption.value;
    };
    if (std::none_of(assumptions.begin(), assumptions.end(), same)) {
      assumptions.push_back(assumption);
    }
  };
  if (const auto known = hardware::gpu_of_driver(card.name, card.memory, catalogue)) {
    if (known->assumption) {
      assume(*known->assumption);
    }
    return known->gpu.unified_memory ? of_unified(known->gpu, card, machine.memory)
                                     : Found{known->gpu, card.in_use};
  }
  if (!card.memory) {
    return std::nullopt;
  }
  Found found{hardware::gpu_of_memory(card.name, *card.memory), card.in_use};
  found.gpu.vendor = card.vendor;
  assume({"gpu", card.name, {MessageId::why_local_unknown, {}}});
  return found;
}

// Two cards of a kind that report different totals are two kinds.
bool is_same_kind(const hardware::Gpu& a, const hardware::Gpu& b) {
  return a.id == b.id && hardware::visible_memory(a).bytes == hardware::visible_memory(b).bytes;
}

void add_card(std::vector<RigCards>& rig, const Found& card) {
  const auto same = std::find_if(rig.begin(), rig.end(), [&](const RigCards& other) {
    return is_same_kind(other.gpu, card.gpu);
  });
  if (same == rig.end()) {
    rig.push_back({card.gpu, 1, {card.in_use}});
  } else {
    ++same->count;
    same->in_use.push_back(card.in_use);
  }
}

// As --gpu would name them.
std::string spec_of(const std::vector<RigCards>& rig) {
  std::string list;
  for (const RigCards& kind : rig) {
    const std::string id{kind.gpu.id};
    add_to_list(list, kind.count == 1 ? id : id + "x" + std::to_string(kind.count));
  }
  return list;
}

std::string sources_of(const read::LocalMachine& machine) {
  std::string list;
  for (const std::string& source : machine.sources) {
    add_to_list(list, source);
  }
  return list;
}

}  // namespace

read::LocalSources local_sources(const Environment& environment) {
  read::LocalSources sources;
  sources.root = environment.get("VRAMCALC_SYSTEM_ROOT").value_or("");
  sources.path = environment.get("PATH").value_or("");
  if (const auto library = environment.get("VRAMCALC_NVML_LIBRARY")) {
    sources.nvml_libraries = {*library};
  } else if (sources.root == "/") {
    // The second is where Windows puts it for Linux
    // (https://docs.nvidia.com/cuda/wsl-user-guide/index.html).
    sources.nvml_libraries = {"libnvidia-ml.so.1", "/usr/lib/wsl/lib/libnvidia-ml.so.1"};
  }
  // Set and empty hides all cards.
  const auto visible = environment.variables.find("CUDA_VISIBLE_DEVICES");
  if (visible != environment.variables.end()) {
    sources.cuda_visible_devices = visible->second;
  }
  return sources;
}

std::vector<RigCards> local_cards(const read::LocalMachine& machine,
                                  std::span<const hardware::Gpu> catalogue,
                                  std::vector<Assumption>& assumptions) {
  std::vector<RigCards> rig;
  std::vector<Assumption> of_cards;
  for (const read::LocalCard& card : machine.cards) {
    if (const std::optional<Found> found = find(card, machine, catalogue, of_cards)) {
      add_card(rig, *found);
    }
  }
  // A computer's own GPU is not run together with a card.
  const auto is_unified = [](const RigCards& kind) { return kind.gpu.unified_memory; };
  if (!std::all_of(rig.begin(), rig.end(), is_unified)) {
    std::erase_if(rig, is_unified);
  }
  if (rig.empty()) {
    throw none_found(machine);
  }
  assumptions.push_back(
      {"local", spec_of(rig), {MessageId::why_local_cards, {{"source", sources_of(machine)}}}});
  assumptions.insert(assumptions.end(), of_cards.begin(), of_cards.end());
  return rig;
}

void add_local_machine(advise::EstimateRequest& request, const read::LocalMachine& machine) {
  request.warnings.insert(request.warnings.end(), machine.failures.begin(), machine.failures.end());
  const bool is_unified = std::any_of(request.cards.begin(), request.cards.end(),
                                      [](const RigCards& kind) { return kind.gpu.unified_memory; });
  if (request.installed_ram || is_unified || !machine.memory) {
    return;
  }
  const read::LocalMemory& memory = *machine.memory;
  request.installed_ram = memory.total;
  request.ram_in_use = memory.total - memory.available;
  request.assumptions.push_back(
      {"ram",
       size_text(memory.total, ByteUnit::gib),
       {MessageId::why_local_ram, {{"available", size_text(memory.available, ByteUnit::gib)}}}});
}

}  // namespace vramcalc::cli
