#include "support/logged_run.h"

#include <vramcalc/read/model_file.h>

namespace vramcalc::test {

model::Model small_model(const std::string& more) {
  return read::read_model_config_text(
             R"({"model_type": "llama", "hidden_size": 256, "intermediate_size": 512,
                 "num_hidden_layers": 2, "num_attention_heads": 4, "num_key_value_heads": 2,
                 "vocab_size": 1000, "max_position_embeddings": 2048, "torch_dtype": "bfloat16")" +
                 more + "}",
             "config.json")
      .model;
}

advise::LoggedRun run_of(const memory::EngineLog& log) {
  const model::Model model = small_model();
  return advise::logged_run(log, model, model::native_format(model), std::nullopt,
                            hardware::builtin_gpus());
}

memory::LineItem line_item(memory::Component component, memory::Device device,
                           std::uint64_t mebibytes) {
  memory::LineItem line;
  line.component = component;
  line.device = device;
  line.expected = mebibyte * mebibytes;
  return line;
}

std::string assumed(const std::vector<Assumption>& assumptions) {
  std::string options;
  for (const Assumption& assumption : assumptions) {
    options += assumption.option + "=" + assumption.value + " ";
  }
  return options;
}

}  // namespace vramcalc::test
