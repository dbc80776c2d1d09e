// ExLlamaV3 behind TabbyAPI, which reads its settings from config.yml in its own folder:
// https://github.com/theroyallab/tabbyAPI, config_sample.yml
#include <string>

#include "advise/launch/engines.h"
#include "advise/launch/literal.h"
#include "advise/launch/weights_source.h"

namespace vramcalc::advise {
namespace {

// cache_size is a multiple of it.
constexpr std::uint64_t cache_page = 256;

std::string line(const std::string& key, const std::string& value) {
  return "  " + key + ": " + value + "\n";
}

}  // namespace

Launch launch_exllamav3(const EstimateAnswer& answer, const memory::ExllamaV3& engine) {
  auto [reference, launch] = hub_source(answer, {});
  const memory::Workload& workload = answer.workload;
  const std::uint64_t wanted =
      engine.cache_size.value_or(workload.context_tokens * workload.parallel);
  const std::uint64_t cache = (wanted + cache_page - 1) / cache_page * cache_page;
  const auto [folder, name] = parts_of(reference);
  std::string text = "model:\n";
  text += line("model_dir", quoted_literal(folder));
  text += line("model_name", quoted_literal(name));
  text += line("backend", "exllamav3");
  text += line("max_seq_len", std::to_string(workload.context_tokens));
  text += line("cache_size", std::to_string(cache));
  if (engine.cache_bits_k < 16 || engine.cache_bits_v < 16) {
    text += line("cache_mode",
                 std::to_string(engine.cache_bits_k) + "," + std::to_string(engine.cache_bits_v));
  }
  text += line("chunk_size", std::to_string(engine.chunk_size));
  launch.files.push_back({"config.yml", text});
  if (launch.download > Bytes{} && launch.notes.empty()) {
    // It reads folders, not repositories.
    launch.commands.push_back(
        {LaunchStep::download, {}, {"hf", "download", reference, "--local-dir", reference}});
  }
  launch.commands.push_back({LaunchStep::serve, {}, {"python3", "main.py"}});
  return launch;
}

}  // namespace vramcalc::advise
