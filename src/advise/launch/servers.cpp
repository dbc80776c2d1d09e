#include "advise/launch/servers.h"

#include <vector>

#include <vramcalc/advise/demand.h>

#include "memory/parts/grid.h"

namespace vramcalc::advise {

Ranks ranks_of(const EstimateAnswer& answer, std::optional<std::uint64_t> tensor,
               std::optional<std::uint64_t> pipeline) {
  if (!answer.model.has_layers()) {
    const std::uint64_t stages = pipeline.value_or(1);
    return {tensor.value_or(answer.devices.size() / stages), stages};
  }
  std::vector<Assumption> ignored;
  const memory::GridOptions options{.tensor = tensor,
                                    .pipeline = pipeline,
                                    .tensor_option = "--tensor-parallel-size",
                                    .pipeline_option = "--pipeline-parallel-size",
                                    .engine = memory::id_of(answer.engine)};
  const memory::Grid grid = memory::choose_grid(options, answer.model.layout->architecture,
                                                gpus_of(named_rig(answer.kinds)), ignored);
  return {grid.tensor, grid.pipeline};
}

std::string kv_cache_dtype(model::StorageType type) {
  switch (type) {
    case model::StorageType::f8_e4m3:
      return "fp8_e4m3";
    case model::StorageType::f8_e5m2:
      return "fp8_e5m2";
    case model::StorageType::nvfp4:
      return "nvfp4";
    default:
      return {};
  }
}

}  // namespace vramcalc::advise
