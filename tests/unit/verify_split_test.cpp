// Which layers each GPU of a log has, and of which time its llama.cpp is.
#include <string>
#include <vector>

#include <catch2/catch.hpp>
#include <vramcalc/memory/question.h>
#include <vramcalc/read/model_file.h>

#include "support/logged_run.h"
#include "support/serving_log.h"

using namespace vramcalc;
using test::log_of;

namespace {

const memory::LlamaCpp& engine_of(const advise::LoggedRun& run) {
  return std::get<memory::LlamaCpp>(run.question.engine);
}

std::vector<double> split_of(const std::string& text) {
  const model::Model model = read::read_model_config_text(
                                 R"({"model_type": "llama", "hidden_size": 256,
                                     "intermediate_size": 512, "num_hidden_layers": 6,
                                     "num_attention_heads": 4, "num_key_value_heads": 2,
                                     "vocab_size": 1000, "max_position_embeddings": 2048,
                                     "torch_dtype": "bfloat16"})",
                                 "config.json")
                                 .model;
  const advise::LoggedRun run = advise::logged_run(log_of(text), model, model::native_format(model),
                                                   std::nullopt, hardware::builtin_gpus());
  return engine_of(run).tensor_split;
}

std::string caches(const std::vector<std::string>& mebibytes) {
  std::string text;
  for (std::size_t gpu = 0; gpu < mebibytes.size(); ++gpu) {
    text += "llama_kv_cache:      CUDA" + std::to_string(gpu) +
            " KV buffer size = " + mebibytes[gpu] + " MiB\n";
  }
  return text;
}

std::uint64_t build_of(const std::string& text) {
  return log_of(text).build_of_names.value_or(0);
}

}  // namespace

TEST_CASE("the caches of a log tell how its layers were shared", "[verify]") {
  CHECK(split_of("llama_context: n_ctx = 4096\n" + caches({"2.00", "4.00"})) ==
        std::vector<double>{2, 5});
  CHECK(split_of(caches({"1.00", "1.00", "4.00"})) == std::vector<double>{1, 1, 5});
  CHECK(split_of("load_tensors: offloaded 5/7 layers to GPU\n" + caches({"3.00", "1.00"})) ==
        std::vector<double>{3, 2});
  // One GPU, caches that are no whole layers, none at all.
  CHECK(split_of(caches({"6.00"})).empty());
  CHECK(split_of(caches({"2.50", "3.50"})).empty());
  CHECK(split_of("load_tensors: CUDA0 model buffer size = 1.00 MiB\n"
                 "load_tensors: CUDA1 model buffer size = 1.00 MiB\n")
            .empty());
}

TEST_CASE("a log's names tell the time of its llama.cpp", "[verify]") {
  CHECK(build_of("llm_load_tensors: CUDA0 buffer size = 1.00 MiB\n") == 4000);
  CHECK(build_of("llama_kv_cache_unified: CUDA0 KV buffer size = 1.00 MiB\n"
                 "llama_context: CUDA0 compute buffer size = 1.00 MiB\n") == 5700);
  CHECK(build_of("llama_kv_cache: CUDA0 KV buffer size = 1.00 MiB\n"
                 "llama_context: CUDA0 compute buffer size = 1.00 MiB\n") == 7000);
  CHECK(build_of("llama_context: CUDA_Host output buffer size = 1.00 MiB\n"
                 "sched_reserve: CUDA0 compute buffer size = 1.00 MiB\n") == 0);
}

TEST_CASE("a log's pipeline has copies unless it says otherwise", "[verify]") {
  const auto copies = [](const std::string& lines) {
    return log_of("llama_kv_cache: CUDA0 KV buffer size = 1.00 MiB\n" + lines)
        .settings.pipeline_copies;
  };
  CHECK_FALSE(copies("").has_value());
  CHECK(copies("llama_context: pipeline parallelism enabled (n_copies=4)\n") == true);
  CHECK(copies("sched_reserve: pipeline parallelism enabled\n") == true);
  CHECK(copies("llama_new_context_with_model: pipeline parallelism enabled (n_copies=1)\n") ==
        false);
  CHECK(copies("llama_context: pipeline parallelism enabled (n_copies=4)\n"
               "llama_context: compute buffer allocation failed, retrying without pipeline "
               "parallelism\n") == false);
}

TEST_CASE("what GPUs that share every tensor hold is set against the first", "[verify]") {
  const memory::EngineLog log = log_of(
      "  Device 0: NVIDIA GeForce RTX 3060, compute capability 8.6, VMM: yes\n"
      "  Device 1: NVIDIA GeForce RTX 3060, compute capability 8.6, VMM: yes\n"
      "load_tensors:       Meta() model buffer size = 9507.00 MiB\n");
  const advise::LoggedRun run = test::run_of(log);
  CHECK(run.gpus.size() == 2);
  CHECK(run.devices.find("Meta()") == memory::Device{0});
  CHECK(engine_of(run).split_mode == memory::SplitMode::tensor);
}

TEST_CASE("the layers of another model are not shared by a log's caches", "[verify]") {
  // Six layers, of which the log's model has two.
  CHECK(split_of("load_tensors: offloaded 3/3 layers to GPU\n" + caches({"5.00", "1.00"})).empty());
}

TEST_CASE("a draft layer is offloaded before others where the log's file keeps it", "[verify]") {
  const model::Model model = read::read_model_config_text(
                                 R"({"model_type": "mimo", "hidden_size": 256,
                                     "intermediate_size": 512, "num_hidden_layers": 3,
                                     "num_attention_heads": 4, "num_key_value_heads": 2,
                                     "vocab_size": 1000, "max_position_embeddings": 2048,
                                     "num_nextn_predict_layers": 1, "torch_dtype": "bfloat16"})",
                                 "config.json")
                                 .model;
  const auto cached_layers = [&](const std::string& offloaded) {
    const advise::LoggedRun run = advise::logged_run(
        log_of("load_tensors: offloaded " + offloaded +
               " layers to GPU\nload_tensors: CUDA0 model buffer size = 1.00 MiB\n"),
        model, model::native_format(model), std::nullopt, hardware::builtin_gpus());
    Bytes on_gpu;
    Bytes all;
    for (const memory::LineItem& item : memory::estimate(run.question, run.gpus).items) {
      if (item.component == memory::Component::kv_cache) {
        all += item.expected;
        on_gpu += item.device.is_host() ? Bytes{} : item.expected;
      }
    }
    return on_gpu.count() * 3 / all.count();
  };
  // The output comes first, then a draft layer, then the last of the model's own three.
  CHECK(cached_layers("3/5") == 1);
  CHECK(cached_layers("4/5") == 2);
  CHECK(cached_layers("3/4") == 2);
  CHECK(cached_layers("5/5") == 3);
}
