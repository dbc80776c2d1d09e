// Which layers each GPU of a log has, by the caches that it holds.
#pragma once

#include <vector>

#include <vramcalc/advise/logged_devices.h>
#include <vramcalc/memory/engine_log.h>
#include <vramcalc/memory/question.h>

namespace vramcalc::advise {

/// Whether its caches are those of keys, values and states, of which some tables print the sum.
[[nodiscard]] bool cache_holds_states(const memory::EngineLog& log);

/// Layers of each GPU in order, the output one more of the last: what --tensor-split would ask for.
/// Empty where there is one GPU, or where the caches do not tell. `question`: of llama.cpp, about a
/// model with known layers.
[[nodiscard]] std::vector<double> logged_split(const memory::EngineLog& log,
                                               const LoggedDevices& devices,
                                               const memory::Question& question);

}  // namespace vramcalc::advise
