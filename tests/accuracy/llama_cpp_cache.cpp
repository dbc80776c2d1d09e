#include "accuracy/llama_cpp_cache.h"

#include <cstdint>

#include "accuracy/reference.h"
#include "memory/llama_cpp/cache.h"

namespace vramcalc::accuracy {

Bytes counted_cache(const model::Architecture& architecture, const LlamaCppCall& call) {
  Bytes sum;
  for (const auto& block :
       memory::llama_cpp::cache_blocks(architecture, call.workload, call.options)) {
    sum += block.bytes;
  }
  return sum;
}

const std::vector<ComparedCache>& llama_cpp_caches() {
  static const std::vector<ComparedCache> compared = [] {
    std::vector<ComparedCache> all;
    for (const Row& row : rows_of("llama_cpp_cache.jsonl")) {
      const std::string name = row.at("model").get<std::string>();
      const model::Architecture& architecture = reference_model(name).layout.architecture;
      for (const auto& [options, bytes] : row.at("context_bytes").items()) {
        all.push_back({name, options, Bytes{bytes.get<std::uint64_t>()},
                       counted_cache(architecture, parse_llama_cpp_call(options))});
      }
    }
    return all;
  }();
  return compared;
}

}  // namespace vramcalc::accuracy
