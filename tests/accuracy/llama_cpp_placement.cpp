#include "accuracy/llama_cpp_placement.h"

#include <map>

#include "memory/llama_cpp/cache.h"

namespace vramcalc::accuracy {
namespace {

using memory::Device;
using memory::GpuMemory;

double mib(Bytes bytes) {
  return static_cast<double>(bytes.count()) / static_cast<double>(mebibyte.count());
}

// Bytes by device, in the order of a row.
class DeviceSums {
 public:
  explicit DeviceSums(std::size_t gpus) : sums_(gpus + 1) {}

  void add(Device device, Bytes bytes) {
    (device.is_host() ? sums_.back() : sums_.at(device.index)) += bytes;
  }
  [[nodiscard]] std::vector<double> in_mib() const {
    std::vector<double> all;
    for (const Bytes sum : sums_) {
      all.push_back(mib(sum));
    }
    return all;
  }

 private:
  std::vector<Bytes> sums_;
};

}  // namespace

const memory::WeightTable& PlacementRow::weights() const {
  struct Counted {
    explicit Counted(const ReferenceModel& built)
        : stored(model::store(built.gguf_file, built.layout.architecture,
                              model::GgufRecipe{"Q4_K_M", false})),
          table(stored, built.layout.architecture) {}

    model::StoredModel stored;
    memory::WeightTable table;
  };
  static std::map<std::string, Counted> counted;
  return counted.try_emplace(model, reference()).first->second.table;
}

memory::llama_cpp::Placement PlacementRow::placement() const {
  const std::vector<GpuMemory> equal(gpus, GpuMemory{.visible = gibibyte * 1024, .sm_count = 0});
  return memory::llama_cpp::place(
      memory::llama_cpp::count_layers(weights(), reference().layout.architecture), call.options,
      equal);
}

const std::vector<PlacementRow>& placement_rows() {
  static const std::vector<PlacementRow> rows = [] {
    std::vector<PlacementRow> all;
    for (const Row& model : rows_of("llama_cpp_placement.jsonl")) {
      for (const Row& row : model.at("rows")) {
        const auto options = row.at("options").get<std::string>();
        all.push_back({model.at("model"), options, parse_llama_cpp_call(options), row.at("gpus"),
                       row.at("model_mib"), row.at("context_mib"), row.at("compute_mib")});
      }
    }
    return all;
  }();
  return rows;
}

std::vector<double> counted_weights(const PlacementRow& row) {
  DeviceSums sums{row.gpus};
  const auto weights = memory::llama_cpp::place_weights(
      row.weights(), row.reference().layout.architecture, row.placement());
  for (const auto& place : weights.devices) {
    sums.add(place.device, place.language);
  }
  return sums.in_mib();
}

std::vector<double> counted_cache(const PlacementRow& row) {
  DeviceSums sums{row.gpus};
  const auto placement = row.placement();
  for (const auto& block : memory::llama_cpp::cache_blocks(row.reference().layout.architecture,
                                                           row.call.workload, row.call.options)) {
    sums.add(placement.cache_of(block.layer), block.bytes);
  }
  return sums.in_mib();
}

}  // namespace vramcalc::accuracy
