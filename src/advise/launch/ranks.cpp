#include "advise/launch/ranks.h"

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
  hardware::Rig rig;
  for (const KindFit& kind : answer.kinds) {
    rig.kinds.push_back({kind.rows.front().gpu, kind.named});
  }
  std::vector<Assumption> ignored;
  const memory::GridOptions options{.tensor = tensor,
                                    .pipeline = pipeline,
                                    .tensor_option = "--tensor-parallel-size",
                                    .pipeline_option = "--pipeline-parallel-size",
                                    .engine = memory::id_of(answer.engine)};
  const memory::Grid grid =
      memory::choose_grid(options, answer.model.layout->architecture, gpus_of(rig), ignored);
  return {grid.tensor, grid.pipeline};
}

}  // namespace vramcalc::advise
