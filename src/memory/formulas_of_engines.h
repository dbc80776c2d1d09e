// The rows of the table of formulas that belong to the engines beside llama.cpp.
#pragma once

#include <array>

#include <vramcalc/memory/formula.h>

namespace vramcalc::memory {

namespace engine_formulas {

using Sources = std::string_view[];  // NOLINT(*-avoid-c-arrays): the compiler counts them
using Symbols = Symbol[];            // NOLINT(*-avoid-c-arrays)

// --- Symbols

inline constexpr Symbols blocks{{"blocks", MessageId::symbol_blocks},
                                {"block_bytes", MessageId::symbol_bytes_of_block},
                                {"block_tokens", MessageId::symbol_block_tokens}};
inline constexpr Symbols rows{{"layers", MessageId::symbol_layers},
                              {"sequences", MessageId::symbol_sequences},
                              {"rows", MessageId::symbol_rows},
                              {"row", MessageId::symbol_row}};
inline constexpr Symbols state_pool{{"state", MessageId::symbol_layer_state},
                                    {"slots", MessageId::symbol_slots}};
inline constexpr Symbols rope_table{{"positions", MessageId::symbol_positions},
                                    {"width", MessageId::symbol_rope_width}};
inline constexpr Symbols expert_padding{{"matrices", MessageId::symbol_expert_matrices},
                                        {"padding", MessageId::symbol_expert_padding}};
inline constexpr Symbols vllm_profile{{"batched_tokens", MessageId::symbol_batched_tokens},
                                      {"width", MessageId::symbol_width},
                                      {"sequences", MessageId::symbol_sampled},
                                      {"vocabulary", MessageId::symbol_vocabulary},
                                      {"tenths_of_byte", MessageId::symbol_tenths_of_byte},
                                      {"tower", MessageId::symbol_tower_peak}};
inline constexpr Symbols sampler_state{{"sequences", MessageId::symbol_sampled},
                                       {"vocabulary", MessageId::symbol_vocabulary}};
inline constexpr Symbols vllm_graphs{{"first", MessageId::symbol_first_graph},
                                     {"next_ten", MessageId::symbol_next_graphs},
                                     {"sizes", MessageId::symbol_graph_sizes},
                                     {"factor", MessageId::symbol_graph_factor}};
inline constexpr Symbols captured_graphs{{"graphs", MessageId::symbol_graphs}};
inline constexpr Symbols workspaces{{"libraries", MessageId::symbol_libraries}};
inline constexpr Symbols communication{{"buffers", MessageId::symbol_buffers},
                                       {"gpus", MessageId::symbol_gpus}};
inline constexpr Symbols lora_buffers{{"sides", MessageId::symbol_sides},
                                      {"rank", MessageId::symbol_rank},
                                      {"adapters", MessageId::symbol_adapters}};
inline constexpr Symbols generate_peak{
    {"tokens", MessageId::symbol_pass_tokens},   {"width", MessageId::symbol_width},
    {"scores", MessageId::symbol_scores},        {"logits", MessageId::symbol_logits},
    {"unpacked", MessageId::symbol_unpacked},    {"one_token", MessageId::symbol_one_token},
    {"workspaces", MessageId::symbol_workspaces}};
inline constexpr Symbols separate_head{{"vocabulary", MessageId::symbol_vocabulary},
                                       {"hidden", MessageId::symbol_hidden}};
inline constexpr Symbols chunk_peak{{"chunk", MessageId::symbol_pass_tokens},
                                    {"width", MessageId::symbol_width},
                                    {"workspaces", MessageId::symbol_workspaces}};
inline constexpr Symbols mlx_peak{{"tokens", MessageId::symbol_pass_tokens},
                                  {"width", MessageId::symbol_width},
                                  {"scores", MessageId::symbol_scores},
                                  {"workspaces", MessageId::symbol_workspaces}};
inline constexpr Symbols request_index{{"requests", MessageId::symbol_requests},
                                       {"positions", MessageId::symbol_positions}};

// --- Sources

inline constexpr Sources paging{
    "https://github.com/vllm-project/vllm vllm/v1/core/kv_cache_utils.py",
    "https://github.com/vllm-project/vllm vllm/v1/kv_cache_interface.py",
    "https://github.com/sgl-project/sglang python/sglang/srt/mem_cache/kv_cache_configurator.py",
    "https://github.com/NVIDIA/TensorRT-LLM tensorrt_llm/_torch/pyexecutor/_util.py",
};
inline constexpr Sources cache_rows{
    "https://github.com/huggingface/transformers src/transformers/cache_utils.py",
    "https://github.com/turboderp-org/exllamav3 exllamav3/cache",
    "https://github.com/ml-explore/mlx-lm mlx_lm/models/cache.py",
};
inline constexpr Sources sglang_pools{
    "https://github.com/sgl-project/sglang python/sglang/srt/mem_cache/kv_cache_configurator.py",
};
inline constexpr Sources rope{
    "https://github.com/vllm-project/vllm vllm/model_executor/layers/rotary_embedding/base.py",
};
inline constexpr Sources vllm_kernels{
    "https://github.com/vllm-project/vllm vllm/model_executor/layers/quantization/mxfp4.py",
};
inline constexpr Sources vllm_run{
    "https://github.com/vllm-project/vllm vllm/v1/worker/gpu_model_runner.py, profile_run",
    "https://github.com/vllm-project/vllm vllm/v1/sample/ops/topk_topp_sampler.py",
    "https://github.com/vllm-project/vllm/pull/32558",
    "https://github.com/vllm-project/vllm vllm/v1/worker/gpu/sample/sampler.py",
};
inline constexpr Sources vllm_penalties{
    "https://github.com/vllm-project/vllm vllm/v1/worker/gpu/sample/penalties.py",
};
inline constexpr Sources vllm_capture{
    "https://github.com/vllm-project/vllm vllm/config/vllm.py, _set_cudagraph_sizes",
    "https://github.com/vllm-project/vllm/pull/30515",
};
inline constexpr Sources serving_logs{
    "https://github.com/sgl-project/sglang/pull/11830",
    "https://github.com/vllm-project/vllm/pull/10511",
};
inline constexpr Sources collectives{
    "https://github.com/ai-dynamo/aiconfigurator systems, nccl_mem",
    "https://github.com/vllm-project/vllm "
    "vllm/distributed/device_communicators/custom_all_reduce.py",
    "https://github.com/NVIDIA/nccl/issues/1685",
};
inline constexpr Sources lora{
    "https://github.com/vllm-project/vllm vllm/lora/layers/base_linear.py",
};
inline constexpr Sources generate{
    "https://github.com/huggingface/transformers src/transformers/models/llama/modeling_llama.py",
    "https://github.com/huggingface/transformers/pull/31292",
    "https://github.com/QwenLM/Qwen3 docs/source/benchmark/speed_benchmark.rst",
};
inline constexpr Sources passes{
    "https://github.com/sgl-project/sglang python/sglang/srt/server_args.py",
    "https://github.com/turboderp-org/exllamav3 exllamav3/model/model.py",
    "https://github.com/ai-dynamo/aiconfigurator",
};
inline constexpr Sources mlx{
    "https://github.com/ml-explore/mlx-lm mlx_lm/generate.py",
    "https://github.com/ml-explore/mlx-lm/issues/1587",
};

// --- Examples

inline constexpr std::string_view vllm_example =
    "vramcalc estimate llama-3.1-8b --engine vllm --gpu rtx-4090";
inline constexpr std::string_view vllm_pair_example =
    "vramcalc estimate qwen3-32b --precision awq --engine vllm --gpu rtx-4090x2";
inline constexpr std::string_view sglang_example =
    "vramcalc estimate llama-3.1-8b --engine sglang --gpu rtx-4090";
inline constexpr std::string_view transformers_example =
    "vramcalc estimate llama-3.1-8b --engine transformers";
inline constexpr std::string_view windows_example =
    "vramcalc estimate gemma-3-27b --engine transformers --context 32k";

}  // namespace engine_formulas

inline constexpr std::array formulas_of_engines{
    Formula{"kv-cache-blocks", MessageId::formula_kv_cache_blocks, "blocks * block_bytes",
            engine_formulas::blocks, engine_formulas::paging, engine_formulas::vllm_example},
    Formula{"kv-rows", MessageId::formula_kv_rows, "layers * sequences * rows * row",
            engine_formulas::rows, engine_formulas::cache_rows,
            engine_formulas::transformers_example},
    Formula{"kv-rows-window", MessageId::formula_kv_rows_window, "layers * sequences * rows * row",
            engine_formulas::rows, engine_formulas::cache_rows, engine_formulas::windows_example},
    Formula{"kv-rows-index", MessageId::formula_kv_rows_index, "layers * sequences * rows * row",
            engine_formulas::rows, engine_formulas::cache_rows,
            "vramcalc estimate deepseek-v3.2 --engine transformers"},
    Formula{"state-pool", MessageId::formula_state_pool, "state * slots",
            engine_formulas::state_pool, engine_formulas::sglang_pools,
            "vramcalc estimate qwen3.5-27b --engine sglang --gpu rtx-pro-6000"},
    Formula{"rope-table", MessageId::formula_rope_table, "2 * positions * width",
            engine_formulas::rope_table, engine_formulas::rope, engine_formulas::vllm_example},
    Formula{"expert-padding", MessageId::formula_expert_padding, "17 * matrices * padding / 32",
            engine_formulas::expert_padding, engine_formulas::vllm_kernels,
            "vramcalc estimate gpt-oss-20b --engine vllm --gpu rtx-4090"},
    Formula{"vllm-profile", MessageId::formula_vllm_profile,
            "max(max(2 * batched_tokens * width, sequences * vocabulary * tenths_of_byte / 10), "
            "tower)",
            engine_formulas::vllm_profile, engine_formulas::vllm_run,
            engine_formulas::vllm_example},
    Formula{"vllm-sampler-state", MessageId::formula_vllm_sampler_state,
            "33 * vocabulary * sequences / 8", engine_formulas::sampler_state,
            engine_formulas::vllm_penalties, engine_formulas::vllm_example},
    Formula{"vllm-cuda-graphs", MessageId::formula_vllm_graphs,
            "factor * (first + next_ten * sizes / 10)", engine_formulas::vllm_graphs,
            engine_formulas::vllm_capture, engine_formulas::vllm_example},
    Formula{"captured-graphs", MessageId::formula_captured_graphs, "graphs",
            engine_formulas::captured_graphs, engine_formulas::serving_logs,
            engine_formulas::sglang_example},
    Formula{"workspaces", MessageId::formula_workspaces, "libraries", engine_formulas::workspaces,
            engine_formulas::serving_logs, engine_formulas::vllm_example},
    Formula{"communication", MessageId::formula_communication, "buffers",
            engine_formulas::communication, engine_formulas::collectives,
            engine_formulas::vllm_pair_example},
    Formula{"lora-buffers", MessageId::formula_lora_buffers, "2 * sides * rank * adapters",
            engine_formulas::lora_buffers, engine_formulas::lora,
            "vramcalc estimate llama-3.1-8b --engine vllm --enable-lora --gpu rtx-4090"},
    Formula{"generate-peak", MessageId::formula_generate_peak,
            "max(max(max(2 * width * tokens, scores), logits) + unpacked, one_token) + workspaces",
            engine_formulas::generate_peak, engine_formulas::generate,
            engine_formulas::transformers_example},
    Formula{"separate-head", MessageId::formula_separate_head, "2 * vocabulary * hidden",
            engine_formulas::separate_head, engine_formulas::generate,
            "vramcalc estimate qwen3-4b --engine transformers --precision fp8"},
    Formula{"chunk-peak", MessageId::formula_chunk_peak, "2 * width * chunk + workspaces",
            engine_formulas::chunk_peak, engine_formulas::passes, engine_formulas::sglang_example},
    Formula{"mlx-peak", MessageId::formula_mlx_peak, "2 * width * tokens + scores + workspaces",
            engine_formulas::mlx_peak, engine_formulas::mlx,
            "vramcalc estimate llama-3.1-8b --engine mlx --gpu m4-max"},
    Formula{"request-index", MessageId::formula_request_index, "4 * requests * positions",
            engine_formulas::request_index, engine_formulas::sglang_pools,
            engine_formulas::sglang_example},
};

}  // namespace vramcalc::memory
