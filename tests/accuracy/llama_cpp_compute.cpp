#include "accuracy/llama_cpp_compute.h"

#include <algorithm>
#include <cmath>

#include "memory/llama_cpp/compute.h"

namespace vramcalc::accuracy {
namespace {

constexpr double close_mib = 2;
constexpr double near_mib = 24;
constexpr double near_share = 0.1;
constexpr double bytes_of_mib = 1024.0 * 1024.0;

}  // namespace

bool ComparedBuffer::is_close() const {
  return std::abs(error()) <= close_mib;
}

bool ComparedBuffer::is_near() const {
  return std::abs(error()) <= std::max(near_mib, near_share * planned);
}

PlanKind kind_of(const PlacementRow& row) {
  const memory::LlamaCpp& options = row.call.options;
  if (options.gpu_layers || options.n_cpu_moe != 0 || !options.kv_offload) {
    return PlanKind::partly_on_host;
  }
  return row.gpus == 1 ? PlanKind::one_gpu : PlanKind::several_gpus;
}

bool is_dense(const PlacementRow& row) {
  const model::Architecture& architecture = row.reference().layout.architecture;
  return architecture.experts == 0 &&
         std::all_of(architecture.layers.begin(), architecture.layers.end(),
                     [](const model::Layer& layer) {
                       return !layer.parallel &&
                              (std::holds_alternative<model::GroupedAttention>(layer.mixer) ||
                               std::holds_alternative<model::NoMixer>(layer.mixer));
                     });
}

const std::vector<ComparedBuffer>& compared_buffers() {
  static const std::vector<ComparedBuffer> compared = [] {
    std::vector<ComparedBuffer> buffers;
    for (const PlacementRow& row : placement_rows()) {
      const auto counted =
          memory::llama_cpp::compute_buffers(row.weights(), row.reference().layout.architecture,
                                             row.call.workload, row.call.options, row.placement());
      for (std::size_t i = 0; i < row.compute_mib.size(); ++i) {
        buffers.push_back({&row, i, row.compute_mib[i],
                           static_cast<double>(counted.at(i).bytes.count()) / bytes_of_mib});
      }
    }
    return buffers;
  }();
  return compared;
}

}  // namespace vramcalc::accuracy
