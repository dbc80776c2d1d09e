#include "cli/server_options.h"

#include <vramcalc/memory/question.h>

namespace vramcalc::cli {
namespace {

constexpr std::uint64_t most_batch = 1'048'576;
constexpr std::uint64_t most_tokens = 1'000'000'000;
constexpr std::uint64_t most_rank = 65'536;
constexpr std::uint64_t most_draft_tokens = 64;

}  // namespace

void VllmOptions::add_to(CLI::App& app) {
  texts_.value(app, "--gpu-memory-utilization", MessageId::option_gpu_memory_utilization, "SHARE");
  texts_.value(app, "--max-num-seqs", MessageId::option_max_num_seqs, "N");
  texts_.value(app, "--max-num-batched-tokens", MessageId::option_max_num_batched_tokens, "TOKENS");
  texts_.value(app, "--tensor-parallel-size", MessageId::option_tensor_parallel_size, "N");
  texts_.value(app, "--pipeline-parallel-size", MessageId::option_pipeline_parallel_size, "N");
  texts_.flag(app, "--enforce-eager", MessageId::option_enforce_eager);
  texts_.value(app, "--block-size", MessageId::option_block_size, "TOKENS");
  texts_.flag(app, "--language-model-only", MessageId::option_language_model_only);
  texts_.flag(app, "--enable-lora", MessageId::option_enable_lora);
  texts_.value(app, "--max-loras", MessageId::option_max_loras, "N");
  texts_.value(app, "--max-lora-rank", MessageId::option_max_lora_rank, "N");
  texts_.value(app, "--num-speculative-tokens", MessageId::option_num_speculative_tokens, "N");
  texts_.flag(app, "--flashinfer-sampler", MessageId::option_flashinfer_sampler);
  texts_.value(app, "--engine-version", MessageId::option_engine_version, "VERSION");
}

memory::Vllm VllmOptions::resolve(std::vector<Assumption>& assumptions) const {
  memory::Vllm engine;
  if (const auto release =
          texts_.release("--engine-version", "vLLM", memory::oldest_vllm, memory::newest_vllm)) {
    engine.release = *release;
    engine.is_any_release = false;
  } else {
    assumptions.push_back(
        {"engine-version", memory::text_of(engine.release), {MessageId::why_engine_version, {}}});
  }
  engine.gpu_memory_utilization = texts_.share("--gpu-memory-utilization");
  engine.max_num_seqs = texts_.whole("--max-num-seqs", most_batch);
  engine.max_num_batched_tokens = texts_.whole("--max-num-batched-tokens", most_tokens);
  engine.tensor_parallel_size = texts_.whole("--tensor-parallel-size", memory::most_gpus);
  engine.pipeline_parallel_size = texts_.whole("--pipeline-parallel-size", memory::most_gpus);
  engine.enforce_eager = texts_.is_set("--enforce-eager");
  engine.block_size = texts_.whole("--block-size", most_batch).value_or(engine.block_size);
  engine.language_model_only = texts_.is_set("--language-model-only");
  engine.flashinfer_sampler = texts_.is_set("--flashinfer-sampler");
  engine.max_lora_rank = texts_.whole("--max-lora-rank", most_rank).value_or(engine.max_lora_rank);
  const bool has_lora = texts_.is_set("--enable-lora") || texts_.is_given("--max-loras") ||
                        texts_.is_given("--max-lora-rank");
  engine.max_loras = texts_.whole("--max-loras", most_batch).value_or(has_lora ? 1 : 0);
  engine.num_speculative_tokens =
      texts_.whole("--num-speculative-tokens", most_draft_tokens).value_or(0);
  return engine;
}

void SglangOptions::add_to(CLI::App& app) {
  texts_.value(app, "--mem-fraction-static", MessageId::option_mem_fraction_static, "SHARE");
  texts_.value(app, "--chunked-prefill-size", MessageId::option_chunked_prefill_size, "TOKENS");
  texts_.value(app, "--cuda-graph-max-bs", MessageId::option_cuda_graph_max_bs, "N");
  texts_.value(app, "--tp-size,--tp", MessageId::option_tp_size, "N");
  texts_.value(app, "--pp-size,--pp", MessageId::option_pp_size, "N");
  texts_.value(app, "--page-size", MessageId::option_page_size, "TOKENS");
  texts_.flag(app, "--disable-cuda-graph", MessageId::option_disable_cuda_graph);
  texts_.value(app, "--speculative-num-draft-tokens", MessageId::option_num_speculative_tokens,
               "N");
}

memory::Sglang SglangOptions::resolve() const {
  memory::Sglang engine;
  engine.mem_fraction_static = texts_.share("--mem-fraction-static");
  engine.chunked_prefill_size = texts_.whole("--chunked-prefill-size", most_tokens);
  engine.cuda_graph_max_bs = texts_.whole("--cuda-graph-max-bs", most_batch);
  engine.tp_size = texts_.whole("--tp-size", memory::most_gpus);
  engine.pp_size = texts_.whole("--pp-size", memory::most_gpus);
  engine.page_size = texts_.whole("--page-size", most_batch).value_or(engine.page_size);
  engine.disable_cuda_graph = texts_.is_set("--disable-cuda-graph");
  engine.num_speculative_tokens =
      texts_.whole("--speculative-num-draft-tokens", most_draft_tokens).value_or(0);
  return engine;
}

void TensorRtLlmOptions::add_to(CLI::App& app) {
  texts_.value(app, "--kv_cache_free_gpu_memory_fraction,--free_gpu_memory_fraction",
               MessageId::option_free_gpu_memory_fraction, "SHARE");
  texts_.value(app, "--max_num_tokens", MessageId::option_max_num_tokens, "TOKENS");
  texts_.value(app, "--tp_size", MessageId::option_tp_size, "N");
  texts_.value(app, "--pp_size", MessageId::option_pp_size, "N");
}

memory::TensorRtLlm TensorRtLlmOptions::resolve(std::vector<Assumption>& assumptions) const {
  memory::TensorRtLlm engine;
  engine.kv_cache_free_gpu_memory_fraction =
      texts_.share("--kv_cache_free_gpu_memory_fraction")
          .value_or(engine.kv_cache_free_gpu_memory_fraction);
  engine.max_num_tokens =
      texts_.whole("--max_num_tokens", most_tokens).value_or(engine.max_num_tokens);
  engine.tp_size = texts_.whole("--tp_size", memory::most_gpus);
  engine.pp_size = texts_.whole("--pp_size", memory::most_gpus);
  const std::string program = "tensorrt-llm";
  texts_.assume("--kv_cache_free_gpu_memory_fraction", "0.9", program, assumptions);
  texts_.assume("--max_num_tokens", std::to_string(engine.max_num_tokens), program, assumptions);
  return engine;
}

}  // namespace vramcalc::cli
