// What the options of engines and workloads come to.
#include <algorithm>
#include <string>
#include <vector>
#include <catch2/catch.hpp>

#include <vramcalc/core/error.h>

#include "cli/engine_options.h"
#include "cli/model_argument.h"
#include "cli/weight_formats.h"
#include "support/program.h"

using namespace vramcalc;
using namespace vramcalc::cli;

namespace {

// The engine's part of a command line, resolved for a model of the catalogue.
struct Resolved {
  Catalogues catalogues{Environment{}, CatalogueOptions{}};
  EngineOptions options;
  ModelOptions model_options;
  std::vector<Assumption> assumptions;
  std::vector<Text> warnings;
  model::Model model;
  EngineChoice choice;
  memory::Workload workload;
  memory::Engine engine;

  explicit Resolved(const std::string& line, const std::string& name = "llama-3.1-8b",
                    std::optional<Bytes> cards = std::nullopt) {
    CLI::App app;
    options.add_to(app);
    model_options.add_to(app);
    std::vector<std::string> arguments = test::words(line);
    std::reverse(arguments.begin(), arguments.end());
    app.parse(arguments);
    model = find_model_argument({name}, catalogues, warnings);
    choice = options.choose(model, model_options.method == "rule", model_options.named_precisions(),
                            assumptions);
    const bool by_rule = choice.program == nullptr;
    workload = options.workload(choice, model, by_rule, cards, assumptions, warnings);
    engine = options.resolve(choice, model, by_rule ? std::optional{Ratio{13, 10}} : std::nullopt,
                             catalogues, assumptions, warnings);
  }

  [[nodiscard]] const memory::LlamaCpp& llama_cpp() const {
    return std::get<memory::LlamaCpp>(engine);
  }
  [[nodiscard]] std::string assumed(const std::string& option) const {
    for (const Assumption& assumption : assumptions) {
      if (assumption.option == option) {
        return assumption.value;
      }
    }
    return {};
  }
  [[nodiscard]] std::vector<model::WeightFormat> formats() {
    return wanted_formats(model_options, model, choice.program, assumptions, warnings);
  }
};

MessageId refusal(const std::string& line) {
  try {
    Resolved resolved{line};
    static_cast<void>(resolved.formats());
  } catch (const Error& error) {
    CHECK(error.kind() == ErrorKind::usage);
    return error.message().id;
  }
  return MessageId::error_internal;
}

}  // namespace

TEST_CASE("the engine is llama.cpp where the precision is a GGUF type", "[engine_options]") {
  const Resolved by_precision{"-p q4_k_m"};
  CHECK(memory::id_of(by_precision.engine) == "llama.cpp");
  CHECK(by_precision.assumed("engine") == "llama.cpp");
  CHECK(memory::id_of(Resolved{""}.engine) == "generic");
  CHECK(memory::id_of(Resolved{"-p fp16"}.engine) == "generic");
  CHECK(memory::id_of(Resolved{"-p q4_k_m,awq"}.engine) == "generic");
  CHECK(memory::id_of(Resolved{"-p q4_k_m --engine generic"}.engine) == "generic");
  CHECK(memory::id_of(Resolved{"-p q4_k_m --method rule"}.engine) == "generic");
  CHECK(memory::id_of(Resolved{"-p q4_k_m", "70B"}.engine) == "generic");
  CHECK(memory::id_of(Resolved{"--engine ollama", "70B"}.engine) == "llama.cpp");
}

TEST_CASE("every program brings its own defaults", "[engine_options]") {
  const Resolved server{"--engine llama.cpp"};
  CHECK(server.llama_cpp().program == memory::LlamaCppProgram::server);
  CHECK(server.llama_cpp().batch_size == 2048);
  CHECK(server.llama_cpp().cache_ram_mib == 8192);
  CHECK(server.llama_cpp().context_checkpoints == 32);
  CHECK(server.workload.context_tokens == 8192);
  CHECK(server.assumed("ubatch-size") == "512");
  CHECK(server.assumed("flash-attn") == "on");
  const Resolved ollama{"--engine ollama"};
  CHECK(ollama.llama_cpp().program == memory::LlamaCppProgram::ollama);
  CHECK(ollama.llama_cpp().batch_size == 512);
  CHECK(ollama.llama_cpp().cache_ram_mib == 0);
  CHECK(ollama.workload.context_tokens == 4096);
  CHECK(Resolved{"--engine llama-cli"}.llama_cpp().cache_ram_mib == 0);
  CHECK(Resolved{"--engine lm-studio"}.workload.context_tokens == 4096);
}

TEST_CASE("Ollama's context goes by the memory of the cards", "[engine_options]") {
  const auto context = [](std::uint64_t gib) {
    return Resolved{"--engine ollama", "llama-3.1-8b", gibibyte * gib}.workload.context_tokens;
  };
  CHECK(context(22) == 4096);
  CHECK(context(23) == 32768);
  CHECK(context(46) == 32768);
  CHECK(context(47) == 131072);  // 262144, but for the model's maximum
}

TEST_CASE("contexts are counted in binary thousands", "[engine_options]") {
  CHECK(Resolved{"--engine llama.cpp --context 32k"}.workload.context_tokens == 32768);
  CHECK(Resolved{"--engine llama.cpp --context 1M"}.workload.context_tokens == 1048576);
  CHECK(Resolved{"--engine llama.cpp --context 5000"}.workload.context_tokens == 5000);
  CHECK(refusal("--engine llama.cpp --context 8kb") == MessageId::error_not_tokens);
  CHECK(refusal("--engine llama.cpp --context 0k") == MessageId::error_not_tokens);
  CHECK(refusal("--engine llama.cpp --context 9999999999999M") == MessageId::error_not_tokens);
  const Resolved beyond{"--engine llama.cpp --context 256k"};
  REQUIRE_FALSE(beyond.warnings.empty());
  CHECK(beyond.warnings.back().id == MessageId::warning_context_beyond_model);
}

TEST_CASE("--kv-precision sets both types of the cache", "[engine_options]") {
  using enum model::StorageType;
  const Resolved both{"--engine llama.cpp --kv-precision q8_0"};
  CHECK(both.workload.cache_type_k == q8_0);
  CHECK(both.workload.cache_type_v == q8_0);
  const Resolved keys{"--engine llama.cpp --kv-precision q8_0 --cache-type-v f16"};
  CHECK(keys.workload.cache_type_k == q8_0);
  CHECK(keys.workload.cache_type_v == f16);
  CHECK(refusal("--engine llama.cpp --cache-type-k q6_k") == MessageId::error_unknown_choice);
}

TEST_CASE("llama.cpp's own options", "[engine_options]") {
  const Resolved resolved{
      "--engine llama.cpp --batch-size 1024 --ubatch-size 256 --flash-attn off --gpu-layers 0 "
      "--tensor-split 3,1.5 --split-mode row --n-cpu-moe 4 --no-kv-offload --kv-unified on "
      "--swa-full --backend vulkan --cache-ram 0 --ctx-checkpoints 0 --engine-build b8000"};
  const memory::LlamaCpp& engine = resolved.llama_cpp();
  CHECK(engine.batch_size == 1024);
  CHECK(engine.ubatch_size == 256);
  CHECK_FALSE(engine.flash_attention);
  CHECK(engine.gpu_layers == 0);
  CHECK(engine.tensor_split == std::vector<double>{3, 1.5});
  CHECK(engine.split_mode == memory::SplitMode::row);
  CHECK(engine.n_cpu_moe == 4);
  CHECK_FALSE(engine.kv_offload);
  CHECK(engine.kv_unified);
  CHECK(engine.swa_full);
  CHECK(engine.backend == memory::LlamaCppBackend::vulkan);
  CHECK(engine.cache_ram_mib == 0);
  CHECK(engine.context_checkpoints == 0);
  CHECK(engine.all_logits);
  CHECK(engine.build == 8000);
  CHECK_FALSE(Resolved{"--engine llama.cpp --engine-build 99999"}.llama_cpp().all_logits);
  CHECK_FALSE(Resolved{"--engine llama.cpp --gpu-layers all"}.llama_cpp().gpu_layers);
  CHECK(Resolved{"--engine llama.cpp --cpu-moe"}.llama_cpp().n_cpu_moe == 32);
  CHECK(refusal("--engine llama.cpp --cpu-moe --n-cpu-moe 1") == MessageId::error_both_cpu_moe);
  CHECK(refusal("--engine llama.cpp --tensor-split 0,0") == MessageId::error_tensor_split_empty);
  CHECK(refusal("--engine llama.cpp --engine-build bx") == MessageId::error_not_a_build);
}

TEST_CASE("overrides of tensors are pairs, some of them in one list", "[engine_options]") {
  const Resolved resolved{
      R"(--engine llama.cpp --override-tensor exps=CPU,a=b=CUDA0 --override-tensor =x)"};
  const auto& overrides = resolved.llama_cpp().override_tensor;
  REQUIRE(overrides.size() == 3);
  CHECK(overrides[0].pattern == "exps");
  CHECK(overrides[0].buffer == "CPU");
  CHECK(overrides[1].pattern == "a");
  CHECK(overrides[1].buffer == "b=CUDA0");
  CHECK(overrides[2].pattern.empty());
  for (const char* malformed : {"exps", "exps=CPU,", ",exps=CPU", "a{1,2}=CPU"}) {
    CAPTURE(malformed);
    CHECK(refusal(std::string{"--engine llama.cpp --override-tensor "} + malformed) ==
          MessageId::llama_cpp_override_form);
  }
  CHECK(refusal("--override-tensor exps=CPU") == MessageId::error_option_of_engine);
}

TEST_CASE("options of an engine that is not meant are refused", "[engine_options]") {
  CHECK(refusal("--ubatch-size 512") == MessageId::error_option_of_engine);
  CHECK(refusal("--engine generic --swa-full") == MessageId::error_option_of_engine);
  CHECK(refusal("--engine vllmm") == MessageId::error_unknown_choice);
  const Resolved unused{"--context 32k --parallel 2"};
  REQUIRE(unused.warnings.size() == 1);
  CHECK(unused.warnings.front().id == MessageId::warning_option_unused);
}

TEST_CASE("llama.cpp keeps weights in GGUF types", "[engine_options]") {
  const auto type_of = [](const std::string& line, const std::string& name) {
    Resolved resolved{line, name};
    const std::vector<model::WeightFormat> formats = resolved.formats();
    return std::get<model::GgufRecipe>(formats.at(0).recipe.value()).file_type;
  };
  CHECK(type_of("--engine llama.cpp -p f16", "llama-3.1-8b") == "F16");
  CHECK(type_of("--engine llama.cpp -p q4_k_m", "llama-3.1-8b") == "Q4_K_M");
  CHECK(type_of("--engine llama.cpp", "llama-3.1-8b") == "BF16");
  CHECK(type_of("--engine llama.cpp", "gpt-oss-20b") == "MXFP4_MOE");
  CHECK(type_of("--engine llama.cpp", "deepseek-r1") == "BF16");
  CHECK(refusal("--engine llama.cpp -p awq") == MessageId::error_not_gguf);
}

TEST_CASE("servers' options are read by their names", "[engine_options]") {
  const Resolved resolved{
      "--engine vllm --gpu-memory-utilization 0.85 --max-num-seqs 64 --tensor-parallel-size 2"
      " --enforce-eager --engine-version v0.11.2 --enable-lora --kv-cache-dtype fp8"};
  const auto& vllm = std::get<memory::Vllm>(resolved.engine);
  CHECK(vllm.gpu_memory_utilization == Ratio{85, 100});
  CHECK(vllm.max_num_seqs == 64);
  CHECK(vllm.tensor_parallel_size == 2);
  CHECK(vllm.enforce_eager);
  CHECK(vllm.release == memory::Release{0, 11});
  CHECK_FALSE(vllm.is_any_release);
  CHECK(vllm.max_loras == 1);
  CHECK(resolved.workload.cache_type_k == model::StorageType::f8_e4m3);
  const auto sglang = std::get<memory::Sglang>(
      Resolved{"--engine sglang --mem-fraction-static 0.8 --tp 4 --page-size 64"}.engine);
  CHECK(sglang.mem_fraction_static == Ratio{8, 10});
  CHECK(sglang.tp_size == 4);
  CHECK(sglang.page_size == 64);
  const auto exllamav3 = std::get<memory::ExllamaV3>(
      Resolved{"--engine exllamav3 -p exl3:4 --cache-mode 6,5 --cache-size 64000"}.engine);
  CHECK(exllamav3.cache_bits_k == 6);
  CHECK(exllamav3.cache_bits_v == 5);
  CHECK(exllamav3.cache_size == 64'000);
  CHECK(Resolved{"--engine vllm"}.assumed("engine-version") == "0.31");
  CHECK(Resolved{"--engine transformers"}.assumed("attn-implementation") == "sdpa");
}

TEST_CASE("values that servers do not know are refused", "[engine_options]") {
  CHECK(refusal("--engine vllm --gpu-memory-utilization 1.2") == MessageId::error_not_a_share);
  CHECK(refusal("--engine vllm --gpu-memory-utilization 0") == MessageId::error_not_a_share);
  CHECK(refusal("--engine vllm --gpu-memory-utilization x") == MessageId::error_not_a_share);
  CHECK(refusal("--engine vllm --engine-version 1") == MessageId::error_not_a_release);
  CHECK(refusal("--engine vllm --engine-version 0.5") == MessageId::error_not_a_release);
  CHECK(refusal("--engine vllm --engine-version 0.32") == MessageId::error_not_a_release);
  CHECK(refusal("--engine exllamav3 --cache-mode Q5") == MessageId::error_cache_mode);
  CHECK(refusal("--engine mlx --kv-bits 7") == MessageId::error_cache_bits);
  CHECK(refusal("--engine mlx --kv-precision fp8") == MessageId::error_cache_option);
  CHECK(refusal("--engine transformers --kv-precision fp8") == MessageId::error_unknown_choice);
  CHECK(refusal("-p q4_k_m --cache-mode Q8") == MessageId::error_option_of_engine);
  CHECK(refusal("--engine sglang --enforce-eager") == MessageId::error_option_of_engine);
  CHECK(refusal("--engine vllm -p q4_k_m") == MessageId::error_format_of_engine);
  CHECK(refusal("--engine exllamav3 -p awq") == MessageId::error_format_of_engine);
  CHECK(refusal("--engine tensorrt-llm -p nf4") == MessageId::error_format_of_engine);
}

TEST_CASE("a GGUF file is run as it is by those that read it", "[engine_options]") {
  const auto format = [](const std::string& line) {
    Resolved resolved{line};
    resolved.model.source = model::ModelSource::gguf;
    resolved.model.stored = std::make_shared<const model::Inventory>();
    resolved.model.native_precision = "q4_k_m";
    return resolved.formats().front();
  };
  CHECK_FALSE(format("--engine vllm").recipe);
  CHECK_FALSE(format("--engine sglang").recipe);
  CHECK_FALSE(format("--engine llama.cpp").recipe);
  CHECK(format("--engine transformers").precision.id == "nf4");
  CHECK(format("--engine exllamav3").precision.id == "exl3:4");
  CHECK(format("--engine mlx").precision.id == "int4");
}
