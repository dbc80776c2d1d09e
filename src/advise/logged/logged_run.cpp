#include <vramcalc/advise/logged_run.h>

#include <utility>

#include "advise/logged/logged_llama_cpp.h"
#include "advise/logged/logged_server.h"

namespace vramcalc::advise {

bool is_server(const memory::EngineLog& log) {
  return log.engine == "vllm" || log.engine == "sglang";
}

LoggedRun logged_run(const memory::EngineLog& log, model::Model model, model::WeightFormat format,
                     std::optional<std::uint64_t> host_expert_layers,
                     std::span<const hardware::Gpu> cards,
                     std::vector<memory::TensorOverride> override_tensor) {
  LoggedRun run{
      {std::move(model), std::move(format), memory::Generic{}, {}}, {}, LoggedDevices{log}, {}, {}};
  if (is_server(log)) {
    rebuild_server(log, cards, run);
  } else {
    rebuild_llama_cpp(log, host_expert_layers, std::move(override_tensor), cards, run);
  }
  return run;
}

}  // namespace vramcalc::advise
