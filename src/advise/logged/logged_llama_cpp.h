// The run of a log of llama.cpp's library: llama-server, its forks, Ollama.
#pragma once

#include <vramcalc/advise/logged_run.h>

namespace vramcalc::advise {

/// Fills in workload, engine and GPUs; model, format and devices are set.
void rebuild_llama_cpp(const memory::EngineLog& log,
                       std::optional<std::uint64_t> host_expert_layers,
                       std::vector<memory::TensorOverride> override_tensor,
                       std::span<const hardware::Gpu> cards, LoggedRun& run);

}  // namespace vramcalc::advise
