#include "accuracy/llama_cpp_options.h"

#include <functional>
#include <map>
#include <sstream>
#include <stdexcept>

namespace vramcalc::accuracy {
namespace {

using model::StorageType;

StorageType cache_type(const std::string& name) {
  static const std::map<std::string, StorageType> types{
      {"bf16", StorageType::bf16}, {"q8_0", StorageType::q8_0}, {"q4_0", StorageType::q4_0}};
  return types.at(name);
}

memory::SplitMode split_mode(const std::string& name) {
  static const std::map<std::string, memory::SplitMode> modes{
      {"layer", memory::SplitMode::layer}, {"tensor", memory::SplitMode::tensor}};
  return modes.at(name);
}

std::vector<double> shares(const std::string& list) {
  std::vector<double> parsed;
  std::istringstream parts{list};
  for (std::string part; std::getline(parts, part, ',');) {
    parsed.push_back(std::stod(part));
  }
  return parsed;
}

}  // namespace

LlamaCppCall parse_llama_cpp_call(const std::string& text) {
  LlamaCppCall call;
  call.options.backend = memory::LlamaCppBackend::vulkan;  // none of CUDA's own terms
  std::uint64_t all_tokens = 0;
  std::istringstream words{text};
  const auto value = [&words] {
    std::string word;
    words >> word;
    return word;
  };
  const std::map<std::string, std::function<void()>> meanings{
      {"-c", [&] { all_tokens = std::stoull(value()); }},
      {"-np", [&] { call.workload.parallel = std::stoull(value()); }},
      {"-kvu", [&] { call.options.kv_unified = true; }},
      {"-fa", [&] { call.options.flash_attention = value() != "off"; }},
      {"-ctk", [&] { call.workload.cache_type_k = cache_type(value()); }},
      {"-ctv", [&] { call.workload.cache_type_v = cache_type(value()); }},
      {"-ub", [&] { call.options.ubatch_size = std::stoull(value()); }},
      {"--swa-full", [&] { call.options.swa_full = true; }},
      {"-ngl", [&] { call.options.gpu_layers = std::stoull(value()); }},
      {"-ts", [&] { call.options.tensor_split = shares(value()); }},
      {"-ncmoe", [&] { call.options.n_cpu_moe = std::stoull(value()); }},
      {"-nkvo", [&] { call.options.kv_offload = false; }},
      {"-b", [&] { call.options.batch_size = std::stoull(value()); }},
      {"-sm", [&] { call.options.split_mode = split_mode(value()); }},
      // A card of another computer is waited for: no pipeline (ggml/src/ggml-rpc/ggml-rpc.cpp has
      // no events).
      {"--rpc", [&] { call.options.no_pipeline = true; }},
  };
  for (std::string word; words >> word;) {
    meanings.at(word)();
  }
  // -c is for all sequences together.
  call.workload.context_tokens = all_tokens / call.workload.parallel;
  return call;
}

}  // namespace vramcalc::accuracy
