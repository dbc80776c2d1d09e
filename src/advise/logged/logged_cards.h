// The cards of a log as those of an estimate.
#pragma once

#include <span>
#include <string_view>

#include <vramcalc/hardware/gpu.h>
#include <vramcalc/memory/engine_log.h>
#include <vramcalc/memory/question.h>

namespace vramcalc::advise {

/// The card that the log names or whose memory it prints, which is the better figure of the two.
struct LoggedCard {
  memory::GpuMemory memory;  // as large as need be where nothing is known
  bool is_known = false;
  bool has_printed_memory = false;
};

/// `device`: as the log spells it. `cards`: the catalogue.
[[nodiscard]] LoggedCard logged_card(const memory::EngineLog& log, std::string_view device,
                                     std::span<const hardware::Gpu> cards);

}  // namespace vramcalc::advise
