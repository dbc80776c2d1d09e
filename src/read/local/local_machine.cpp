#include <vramcalc/read/local_machine.h>

#include <algorithm>
#include <iterator>
#include <utility>

#include <vramcalc/core/spelling.h>

#include "read/local/amdgpu.h"
#include "read/local/found_cards.h"
#include "read/local/meminfo.h"
#include "read/local/nvidia_smi.h"
#include "read/local/nvml.h"
#include "read/local/visible_devices.h"

namespace vramcalc::read {
namespace local {

Text failure(const std::string& source, const std::string& text) {
  return {MessageId::warning_local_failed, {{"source", source}, {"text", text}}};
}

namespace {

void add(LocalMachine& machine, FoundCards found, MessageId absent, const std::string& source) {
  if (!found.is_there) {
    machine.tried.push_back({absent, {}});
  }
  if (!found.cards.empty()) {
    machine.sources.push_back(source);
  }
  std::move(found.cards.begin(), found.cards.end(), std::back_inserter(machine.cards));
  std::move(found.failures.begin(), found.failures.end(), std::back_inserter(machine.failures));
}

void hide_invisible(LocalMachine& machine, const std::optional<std::string>& variable) {
  if (variable && !machine.cards.empty()) {
    machine.cards = visible_cards(machine.cards, *variable);
    machine.sources.push_back("CUDA_VISIBLE_DEVICES=" + printable(*variable));
  }
}

// Both tell of the same cards: the program is asked where the library does not.
void add_nvidia(LocalMachine& machine, const LocalSources& sources) {
  add(machine, nvml_cards(sources.nvml_libraries), MessageId::text_tried_nvml, "NVML");
  if (machine.cards.empty()) {
    add(machine, nvidia_smi_cards(sources), MessageId::text_tried_nvidia_smi, "nvidia-smi");
  }
  hide_invisible(machine, sources.cuda_visible_devices);
}

// Beside a card nobody runs models on the processor's GPU.
void drop_integrated(std::vector<LocalCard>& cards) {
  const auto is_integrated = [](const LocalCard& card) { return card.is_integrated; };
  if (!std::all_of(cards.begin(), cards.end(), is_integrated)) {
    std::erase_if(cards, is_integrated);
  }
}

}  // namespace
}  // namespace local

LocalMachine local_machine(const LocalSources& sources) {
  LocalMachine machine;
  local::add_nvidia(machine, sources);
  if (!sources.root.empty()) {
    local::add(machine, local::amdgpu_cards(sources.root), MessageId::text_tried_amdgpu, "amdgpu");
    machine.memory = local::main_memory(sources.root);
  } else {
    machine.tried.push_back({MessageId::text_tried_amdgpu, {}});
  }
  local::drop_integrated(machine.cards);
  return machine;
}

}  // namespace vramcalc::read
