#include "advise/logged/logged_cards.h"

#include <algorithm>

#include <vramcalc/core/error.h>
#include <vramcalc/hardware/find_gpu.h>

namespace vramcalc::advise {

LoggedCard logged_card(const memory::EngineLog& log, std::string_view device,
                       std::span<const hardware::Gpu> cards) {
  LoggedCard card{memory::ample_gpu().front()};
  const auto logged =
      std::find_if(log.gpus.begin(), log.gpus.end(),
                   [&](const memory::LoggedGpu& gpu) { return gpu.device == device; });
  if (logged == log.gpus.end()) {
    return card;
  }
  if (!logged->name.empty()) {
    try {
      const hardware::Gpu found = hardware::find_gpu(logged->name, cards).gpu;
      card.memory.visible = hardware::visible_memory(found).bytes;
      card.memory.sm_count = found.sm_count.value_or(0);
      card.is_known = true;
    } catch (const Error&) {
      // A card that the catalogue does not have; the log's own figure serves.
    }
  }
  if (logged->memory && *logged->memory > Bytes{}) {
    card.memory.visible = *logged->memory;
    card.is_known = true;
    card.has_printed_memory = true;
  }
  return card;
}

}  // namespace vramcalc::advise
