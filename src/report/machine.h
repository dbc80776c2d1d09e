// RAM, power supply and what else the computer around the cards needs.
#pragma once

#include <optional>
#include <string>

#include <vramcalc/hardware/power_supply.h>
#include <vramcalc/hardware/system_memory.h>

#include "report/document.h"

namespace vramcalc::report {

/// "64 GB": RAM and its sizes are binary, and sold under that name.
[[nodiscard]] std::string ram_text(Bytes size);

/// "1000 W", "2 × 1000 W", "own" where the computer brings it, a dash where nothing is known.
[[nodiscard]] std::string supply_cell(const hardware::Gpu& gpu,
                                      const std::optional<hardware::Power>& power);
[[nodiscard]] std::string ram_cell(const std::optional<hardware::SystemMemory>& ram);

/// The machine around one rig, line by line, and what it asks of cables and circuits.
void add_machine(Document& document, const hardware::Rig& rig,
                 const std::optional<hardware::SystemMemory>& ram,
                 const std::optional<hardware::Power>& power);

}  // namespace vramcalc::report
