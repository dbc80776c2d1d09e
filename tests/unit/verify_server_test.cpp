// A log of vLLM or SGLang beside an estimate: which question, which format, which figures.
#include <string>
#include <catch2/catch.hpp>

#include <vramcalc/advise/logged_quantisation.h>
#include <vramcalc/advise/verify.h>

#include "report/verify.h"
#include "support/logged_run.h"
#include "support/serving_log.h"

using namespace vramcalc;
using memory::Component;
using memory::Device;
using test::assumed;
using test::line_item;
using test::log_of;
using test::run_of;
using test::small_model;

namespace {

const memory::Vllm& vllm_of(const advise::LoggedRun& run) {
  return std::get<memory::Vllm>(run.question.engine);
}

const advise::VerifiedItem& found(const advise::Verification& answer, Component component) {
  for (const advise::VerifiedItem& candidate : answer.items) {
    if (candidate.component == component) {
      return candidate;
    }
  }
  FAIL("no such item");
  return answer.items.front();
}

// LukeJYK/AutoScientists:vllm.log, as in vllm_log_test.cpp.
const std::string second_engine =
    "non-default args: {'model_tag': '/data/models/Qwen3-Coder-30B-A3B-Instruct', 'max_num_seqs': "
    "64, 'dtype': 'auto', 'gpu_memory_utilization': 0.9}\n"
    "Initializing a V1 LLM engine (v0.26.1rc1.dev156+g0eec856cc.d20260731) with config: "
    "model='/data/models/Qwen3-Coder-30B-A3B-Instruct', dtype=torch.bfloat16, max_seq_len=131072, "
    "tensor_parallel_size=1, pipeline_parallel_size=1, quantization=None, enforce_eager=False, "
    "kv_cache_dtype=auto, device_config=cuda\n"
    "Chunked prefill is enabled with max_num_batched_tokens=8192.\n"
    "Model loading took 56.93 GiB memory and 18.142578 seconds\n"
    "Available KV cache memory: 13.84 GiB\n"
    "GPU KV cache size: 151,216 tokens\n"
    "Graph capturing finished in 4 secs, took 0.11 GiB\n"
    "Free memory on device (78.84/79.25 GiB) on startup. Desired GPU memory utilization is (0.9, "
    "71.33 GiB). Actual usage is 57.26 GiB for consumed memory (weights + non-torch), 0.23 GiB for "
    "peak activation, and 0.11 GiB for CUDAGraph memory. Current kv cache memory in use is 13.84 "
    "GiB.\n";

// sgl-project/sglang#4760
const std::string sglang_llama =
    "[2025-03-25 16:37:06 TP0] Load weight end. type=LlamaForCausalLM, dtype=torch.bfloat16, avail "
    "mem=63.48 GB, mem usage=15.11 GB.\n"
    "[2025-03-25 16:37:06 TP0] KV Cache is allocated. #tokens: 442750, K size: 27.02 GB, V size: "
    "27.02 GB\n";

}  // namespace

TEST_CASE("vLLM's settings become a question", "[verify]") {
  SECTION("of one GPU") {
    const advise::LoggedRun run = run_of(log_of(second_engine));
    CHECK(vllm_of(run).release == memory::Release{0, 26});
    CHECK_FALSE(vllm_of(run).is_any_release);
    CHECK(vllm_of(run).gpu_memory_utilization == Ratio{9, 10});
    CHECK(vllm_of(run).max_num_seqs == 64);
    CHECK(vllm_of(run).max_num_batched_tokens == 8192);
    CHECK(vllm_of(run).tensor_parallel_size == 1);
    CHECK(vllm_of(run).block_size == 16);
    CHECK_FALSE(vllm_of(run).enforce_eager);
    CHECK(run.question.workload.context_tokens == 131072);
    CHECK(run.question.workload.parallel == 1);
    CHECK(run.question.workload.cache_type_k == model::StorageType::f16);
    REQUIRE(run.gpus.size() == 1);
    CHECK(run.gpus[0].visible.count() == 85094039552);  // 79.25 GiB
    CHECK(run.gpus[0].sm_count == 0);                   // taken at its word
    CHECK(assumed(run.assumptions).empty());
  }
  SECTION("of several, of which one is printed") {
    const advise::LoggedRun run =
        run_of(log_of("Initializing a V0 LLM engine (v0.7.3) with config: model='a/b', "
                      "max_seq_len=32768, tensor_parallel_size=2, pipeline_parallel_size=2, "
                      "enforce_eager=True, kv_cache_dtype=fp8_e5m2\n"
                      "the current vLLM instance can use total_gpu_memory (23.58GiB) x "
                      "gpu_memory_utilization (0.99) = 23.35GiB\n" +
                      test::some_weights));
    CHECK(vllm_of(run).release == memory::Release{0, 7});
    CHECK(vllm_of(run).enforce_eager);
    CHECK(run.question.workload.cache_type_v == model::StorageType::f8_e5m2);
    REQUIRE(run.gpus.size() == 4);
    CHECK(run.gpus[3].visible == run.gpus[0].visible);
  }
  SECTION("that are not printed") {
    const advise::LoggedRun run = run_of(log_of(test::some_weights));
    CHECK(assumed(run.assumptions) == "context=2048 engine-version=0.31 gpu=CUDA0 ");
    CHECK(vllm_of(run).is_any_release);
    CHECK(memory::are_ample(run.gpus));
  }
  SECTION("that are not known") {
    const advise::LoggedRun run =
        run_of(log_of("Initializing a V1 LLM engine (v0.1.dev1+gabc) with config: model='a/b', "
                      "kv_cache_dtype=turbo3, tensor_parallel_size=60000, "
                      "pipeline_parallel_size=60000\n" +
                      test::some_weights));
    CHECK(vllm_of(run).is_any_release);
    REQUIRE(run.warnings.size() == 1);
    CHECK(run.warnings[0].id == MessageId::warning_log_cache_type);
    CHECK(run.gpus.size() == 4096);
  }
}

TEST_CASE("SGLang's settings become a question", "[verify]") {
  // shun8686/for_debug, as in sglang_log_test.cpp.
  const advise::LoggedRun run = run_of(
      log_of("server_args=ServerArgs(model_path='/models/Qwen3-30B-A3B-w8a8/', page_size=128, "
             "mem_fraction_static=0.86, tp_size=2, pp_size=1, disable_cuda_graph=False, "
             "kv_cache_dtype='auto')\n"
             "max_total_num_tokens=802688, chunked_prefill_size=8192, context_len=40960\n" +
             sglang_llama));
  const auto& engine = std::get<memory::Sglang>(run.question.engine);
  CHECK(engine.mem_fraction_static == Ratio{86, 100});
  CHECK(engine.chunked_prefill_size == 8192);
  CHECK(engine.tp_size == 2);
  CHECK(engine.page_size == 128);
  CHECK_FALSE(engine.disable_cuda_graph);
  CHECK(run.question.workload.context_tokens == 40960);
  CHECK(run.gpus.size() == 2);
}

TEST_CASE("the first GPU of vLLM is compared", "[verify]") {
  const memory::EngineLog log = log_of(second_engine);
  memory::Estimate estimate;
  estimate.is_placed = true;
  estimate.items = {line_item(Component::weights, {0}, 50'000),
                    line_item(Component::mtp_weights, {0}, 1000),
                    line_item(Component::vision_weights, {0}, 7000),
                    line_item(Component::kv_cache, {0}, 14'000),
                    line_item(Component::context, {0}, 100),
                    line_item(Component::communication, {0}, 200),
                    line_item(Component::output, {0}, 10),
                    line_item(Component::activations, {0}, 300),
                    line_item(Component::cuda_graphs, {0}, 120),
                    line_item(Component::weights, {1}, 50'000)};
  estimate.pools = {{{0}, {}, {}, {}, {{}, mebibyte * 14'010, {}}}};
  estimate.capacity = {140'000, 150'000, 160'000, 1.1, 150'000};
  estimate.assumptions = {{"block-size", "16", {MessageId::why_log_default, {}}}};
  const advise::Verification answer = advise::verify(log, run_of(log), estimate);

  CHECK(answer.items.size() == 5);
  CHECK(found(answer, Component::weights).estimated == mebibyte * 58'000);
  CHECK(found(answer, Component::context).estimated == mebibyte * 310);
  CHECK(found(answer, Component::context).is_compared);
  CHECK(found(answer, Component::kv_cache).estimated == mebibyte * 14'010);  // before blocks
  CHECK(answer.gpus.estimated == mebibyte * (58'000 + 310 + 14'010 + 300 + 120));
  REQUIRE(answer.capacity);
  CHECK(answer.capacity->measured == 151216);
  CHECK(answer.capacity->estimated == 150'000);
  CHECK(answer.capacity->low == 140'000);
  CHECK(answer.capacity->high == 160'000);
  CHECK(assumed(answer.assumptions) == "block-size=16 ");

  const report::Json json = report::json(answer);
  CHECK(json["kv_capacity"] == report::Json{{"measured_tokens", 151216},
                                            {"estimated_tokens", 150'000},
                                            {"low_tokens", 140'000},
                                            {"high_tokens", 160'000},
                                            {"error", -0.008}});
  CHECK(json["row"].is_null());
  CHECK(json["settings"]["release"] == "0.26");
  CHECK(json["settings"]["gpus"] == 1);
}

TEST_CASE("a cache of an unknown card is estimated for its tokens", "[verify]") {
  const memory::EngineLog log = log_of(sglang_llama);
  memory::Estimate estimate;
  estimate.items = {line_item(Component::weights, {0}, 15'000),
                    line_item(Component::kv_cache, {0}, 256),
                    line_item(Component::recurrent_state, {0}, 10)};
  SECTION("whose tokens are printed") {
    const advise::Verification answer = advise::verify(log, run_of(log), estimate);
    const advise::VerifiedItem& cache = found(answer, Component::kv_cache);
    CHECK(cache.is_compared);
    CHECK(cache.estimated == scaled(mebibyte * 256, {442750, 2048}));
    CHECK_FALSE(answer.capacity);
    CHECK(report::json(answer)["kv_capacity"].is_null());
    CHECK(assumed(answer.assumptions) == "context=2048 gpu=CUDA0 cache-tokens=442750 ");
  }
  SECTION("whose tokens are not") {
    const memory::EngineLog vllm =
        log_of(test::some_weights + "Available KV cache memory: 5.00 GiB\n");
    const advise::Verification answer = advise::verify(vllm, run_of(vllm), estimate);
    CHECK_FALSE(found(answer, Component::kv_cache).is_compared);
    CHECK(answer.gpus.estimated == mebibyte * 15'000);
  }
  SECTION("states have a size of their own") {
    const memory::EngineLog hybrid =
        log_of(sglang_llama +
               "Mamba Cache is allocated. max_mamba_cache_size: 1521, conv_state size: 0.84GB, "
               "ssm_state size: 17.84GB\n");
    const advise::Verification answer = advise::verify(hybrid, run_of(hybrid), estimate);
    CHECK_FALSE(found(answer, Component::recurrent_state).is_compared);
  }
}

TEST_CASE("blocks of vLLM's first engine are tokens", "[verify]") {
  // leadawon/structrag:vllm.log
  const memory::EngineLog log = log_of(
      "the current vLLM instance can use total_gpu_memory (23.58GiB) x gpu_memory_utilization "
      "(0.99) = 23.35GiB\n"
      "model weights take 21.21GiB; non_torch_memory takes 0.20GiB; PyTorch activation peak memory "
      "takes 0.37GiB; the rest of the memory reserved for KV Cache is 1.57GiB.\n"
      "# GPU blocks: 2987, # CPU blocks: 4096\n");
  memory::Estimate estimate;
  estimate.capacity = {1, 2, 3, 1, 1};
  const advise::Verification answer = advise::verify(log, run_of(log), estimate);
  REQUIRE(answer.capacity);
  CHECK(answer.capacity->measured == 2987 * 16);
}

TEST_CASE("a server that did not start is told of", "[verify]") {
  // vllm-project/vllm#13061
  const memory::EngineLog log = log_of(
      "ValueError: The model's max seq len (131072) is larger than the maximum number of tokens "
      "that can be stored in KV cache (81536). Try increasing `gpu_memory_utilization`\n");
  const advise::Verification answer = advise::verify(log, run_of(log), {});
  REQUIRE(answer.warnings.size() == 1);
  CHECK(answer.warnings[0].id == MessageId::warning_log_no_room);
}

TEST_CASE("a server's log says how the weights are stored", "[verify]") {
  const auto precision = [](const std::string& name, const std::string& quantization,
                            const std::string& dtype, const std::string& config) {
    memory::EngineLog log;
    log.model.name = name;
    log.serving.quantization = quantization;
    log.serving.dtype = dtype;
    const auto served = advise::served_precision(log, small_model(config));
    if (!served) {
      return std::string{"none"};
    }
    using advise::PrecisionBasis;
    return served->id + (served->basis == PrecisionBasis::name    ? " by name"
                         : served->basis == PrecisionBasis::model ? " by model"
                                                                  : "");
  };
  CHECK(precision("a/b", "", "bfloat16", "") == "bf16");
  CHECK(precision("a/b", "", "float16", "") == "fp16");
  CHECK(precision("a/b", "", "", "") == "bf16 by model");
  CHECK(precision("a/b", "fp8", "bfloat16", "") == "fp8");
  CHECK(precision("a/b", "awq_marlin", "float16", "") == "awq");
  CHECK(precision("a/b", "gptq_marlin", "float16", "") == "gptq");
  CHECK(precision("a/b", "mxfp4", "bfloat16", "") == "mxfp4");
  CHECK(precision("a/b", "bitsandbytes", "bfloat16", "") == "nf4");
  CHECK(precision("a/b", "compressed-tensors", "bfloat16", "") == "none");
  CHECK(precision("a/b-FP8-dynamic", "compressed-tensors", "bfloat16", "") == "fp8 by name");
  CHECK(precision("a/b-AWQ", "", "float16", "") == "awq by name");
  CHECK(precision("a/b-GPTQ-Int8", "gptq_marlin", "float16", "") == "none");
  // SGLang prints no quantization for a checkpoint that says so itself.
  CHECK(precision("a/b", "", "bfloat16",
                  R"(, "quantization_config": {"quant_method": "fp8", "fmt": "e4m3",
                       "weight_block_size": [128, 128]})") == "fp8 by model");
}

TEST_CASE("a model's name may end with a format", "[verify]") {
  CHECK(advise::without_format("Qwen/Qwen3-8B-FP8") == "Qwen/Qwen3-8B");
  CHECK(advise::without_format("Qwen2.5-7B-Instruct-GPTQ-Int4") == "Qwen2.5-7B-Instruct");
  CHECK(advise::without_format("Llama-3.1-8B-Instruct-quantized.w4a16") == "Llama-3.1-8B-Instruct");
  for (const char* name : {"Qwen/Qwen3-8B", "fp8", "-FP8", ""}) {
    CHECK(advise::without_format(name) == name);
  }
}
