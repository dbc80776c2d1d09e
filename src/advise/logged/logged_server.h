// The run of a log of vLLM or SGLang.
#pragma once

#include <vramcalc/advise/logged_run.h>

namespace vramcalc::advise {

/// Fills in workload, engine and GPUs; model, format and devices are set.
void rebuild_server(const memory::EngineLog& log, std::span<const hardware::Gpu> cards,
                    LoggedRun& run);

}  // namespace vramcalc::advise
