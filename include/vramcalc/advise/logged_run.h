// The run that a log tells of, as a question that an estimate answers.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include <vramcalc/advise/logged_devices.h>
#include <vramcalc/core/assumption.h>
#include <vramcalc/hardware/gpu.h>
#include <vramcalc/memory/engine_log.h>
#include <vramcalc/memory/question.h>

namespace vramcalc::advise {

struct LoggedRun {
  memory::Question question;
  std::vector<memory::GpuMemory> gpus;  // never empty
  LoggedDevices devices;
  std::vector<Assumption> assumptions;  // what the log does not say
  std::vector<Text> warnings;
};

/// Whether a server wrote it that shares a card by budget: vLLM or SGLang. Their figures are of one
/// GPU, the first.
[[nodiscard]] bool is_server(const memory::EngineLog& log);

/// `host_expert_layers` and `override_tensor`: --n-cpu-moe and --override-tensor of llama.cpp,
/// which most logs do not print. `cards`: the catalogue.
[[nodiscard]] LoggedRun logged_run(const memory::EngineLog& log, model::Model model,
                                   model::WeightFormat format,
                                   std::optional<std::uint64_t> host_expert_layers,
                                   std::span<const hardware::Gpu> cards,
                                   std::vector<memory::TensorOverride> override_tensor = {});

}  // namespace vramcalc::advise
