// Ollama: a Modelfile and the server's environment. https://github.com/ollama/ollama,
// docs/modelfile.mdx, parser/parser.go, docs/faq.mdx
#include <algorithm>
#include <string>

#include <vramcalc/core/utf8.h>

#include "advise/launch/engines.h"
#include "advise/launch/weights_source.h"

namespace vramcalc::advise {
namespace {

constexpr std::uint64_t usual_batch = 512;  // NumBatch, api/types.go

// A value ends with its line, and what cannot be printed is dropped; there are no escapes.
bool can_name(const std::string& path) {
  return is_utf8(path) && std::none_of(path.begin(), path.end(), [](char c) {
           return static_cast<unsigned char>(c) < ' ' || c == '\x7f';
         });
}

// Blanks at its end are lost without quotes; those inside are literal.
std::string value_of(const std::string& path) {
  return path.ends_with(' ') ? '"' + path + '"' : path;
}

// OLLAMA_KV_CACHE_TYPE is one for keys and values, and one of three.
std::string cache_type(const memory::Workload& workload) {
  const bool is_8_bit = workload.cache_type_k == model::StorageType::q8_0;
  return is_8_bit ? "q8_0" : "q4_0";
}

bool is_known_cache(const memory::Workload& workload) {
  return workload.cache_type_k == workload.cache_type_v &&
         (workload.cache_type_k == model::StorageType::q8_0 ||
          workload.cache_type_k == model::StorageType::q4_0);
}

std::string parameter(const std::string& name, std::uint64_t value) {
  return "PARAMETER " + name + " " + std::to_string(value) + "\n";
}

LaunchCommand server(const EstimateAnswer& answer, const memory::LlamaCpp& engine) {
  LaunchCommand command{LaunchStep::serve, {}, {"ollama", "serve"}};
  const memory::Workload& workload = answer.workload;
  if (answer.devices.size() > 1) {
    command.environment.emplace_back("OLLAMA_SCHED_SPREAD", "1");
  }
  command.environment.emplace_back("OLLAMA_FLASH_ATTENTION", engine.flash_attention ? "1" : "0");
  command.environment.emplace_back("OLLAMA_NUM_PARALLEL", std::to_string(workload.parallel));
  if (is_known_cache(workload)) {
    command.environment.emplace_back("OLLAMA_KV_CACHE_TYPE", cache_type(workload));
  }
  return command;
}

}  // namespace

Launch launch_ollama(const EstimateAnswer& answer, const memory::LlamaCpp& engine) {
  auto [reference, launch] = gguf_source(answer);
  launch.disk = launch.disk * 2;  // `create` copies the file into its own store
  if (!can_name(reference)) {
    launch.commands.clear();
    launch.notes.push_back({MessageId::note_launch_modelfile_path, {}});
    return launch;
  }
  const memory::Workload& workload = answer.workload;
  const model::StorageType usual = model::StorageType::f16;
  if (!is_known_cache(workload) &&
      (workload.cache_type_k != usual || workload.cache_type_v != usual)) {
    launch.notes.push_back({MessageId::note_launch_ollama_cache, {}});
  }
  std::string text = "FROM " + value_of(reference) + "\n";
  text += parameter("num_ctx", workload.context_tokens);
  if (engine.gpu_layers) {
    text += parameter("num_gpu", *engine.gpu_layers);
  }
  if (engine.batch_size != usual_batch) {
    text += parameter("num_batch", engine.batch_size);
  }
  launch.files.push_back({"Modelfile", text});
  launch.commands.push_back(server(answer, engine));
  const std::string name = plain_name(answer);
  launch.commands.push_back(
      {LaunchStep::create, {}, {"ollama", "create", name, "-f", "Modelfile"}});
  launch.commands.push_back({LaunchStep::run, {}, {"ollama", "run", name}});
  return launch;
}

}  // namespace vramcalc::advise
