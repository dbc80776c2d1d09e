#include <algorithm>
#include <array>

#include <vramcalc/memory/formula.h>

#include "memory/formulas_of_engines.h"

namespace vramcalc::memory {
namespace {

using Sources = std::string_view[];  // NOLINT(*-avoid-c-arrays): the compiler counts them
using Symbols = Symbol[];            // NOLINT(*-avoid-c-arrays)

// --- Symbols
// ---------------------------------------------------------------------------------------

constexpr Symbols rule_weights_symbols{
    {"parameters", MessageId::symbol_parameters},
    {"block_bytes", MessageId::symbol_block_bytes},
    {"block_parameters", MessageId::symbol_block_parameters},
};
constexpr Symbols rule_reserve_symbols{
    {"weights", MessageId::symbol_weights},
    {"overhead_numerator", MessageId::symbol_overhead_numerator},
    {"overhead_denominator", MessageId::symbol_overhead_denominator},
};
constexpr Symbols tensor_symbols{
    {"tensors", MessageId::symbol_tensors},
    {"bytes", MessageId::symbol_tensor_bytes},
};
constexpr Symbols share_symbols{
    {"whole", MessageId::symbol_whole},
    {"mirrored", MessageId::symbol_mirrored},
    {"part", MessageId::symbol_part},
    {"parts", MessageId::symbol_parts},
};
constexpr Symbols draft_state_symbols{
    {"states", MessageId::symbol_states},
    {"draft_tokens", MessageId::symbol_draft_tokens},
};
constexpr Symbols cache_symbols{
    {"layers", MessageId::symbol_layers},       {"streams", MessageId::symbol_streams},
    {"cells", MessageId::symbol_cells},         {"key_row", MessageId::symbol_key_row},
    {"value_row", MessageId::symbol_value_row},
};
constexpr Symbols state_symbols{
    {"layers", MessageId::symbol_layers},
    {"sequences", MessageId::symbol_sequences},
    {"state", MessageId::symbol_layer_state},
};
constexpr Symbols gpu_context_symbols{{"driver", MessageId::symbol_driver}};
constexpr Symbols cuda_context_symbols{
    {"base", MessageId::symbol_base},
    {"streaming_multiprocessors", MessageId::symbol_streaming_multiprocessors},
    {"per_multiprocessor", MessageId::symbol_per_multiprocessor},
};
constexpr Symbols output_symbols{
    {"vocabulary", MessageId::symbol_vocabulary},
    {"outputs", MessageId::symbol_outputs},
};
constexpr Symbols prompt_cache_symbols{
    {"caches", MessageId::symbol_caches},
    {"cache_ram", MessageId::symbol_cache_ram},
};
constexpr Symbols checkpoint_symbols{
    {"state", MessageId::symbol_sequence_state},
    {"checkpoints", MessageId::symbol_checkpoints},
    {"sequences", MessageId::symbol_sequences},
};
constexpr Symbols tower_symbols{{"tower", MessageId::symbol_tower}};

// --- Sources: files of llama.cpp as of its release 0.5.0
// -------------------------------------------------------------------------------------------

// The share of 30 % is the article's (docs/brief-differences.md); 20 % is EleutherAI's.
constexpr Sources rule_sources{
    "https://blog.eleuther.ai/transformer-math/#total-inference-memory",
};
constexpr Sources rule_weights_sources{
    "https://blog.eleuther.ai/transformer-math/",
    "https://github.com/ggml-org/llama.cpp ggml/src/ggml-common.h",
};
constexpr Sources tensor_sources{
    "https://github.com/ggml-org/llama.cpp ggml/src/ggml-common.h",
    "https://github.com/ggml-org/llama.cpp src/llama-model.cpp, load_tensors",
    "https://github.com/ggml-org/llama.cpp src/llama-arch.cpp, LLM_TENSOR_INFOS",
};
constexpr Sources cache_sources{
    "https://github.com/ggml-org/llama.cpp src/llama-kv-cache.cpp",
    "https://github.com/ggml-org/llama.cpp src/llama-context.cpp",
};
constexpr Sources window_sources{
    "https://github.com/ggml-org/llama.cpp src/llama-kv-cache-iswa.cpp",
    "https://github.com/ggml-org/llama.cpp src/llama-kv-cache.cpp",
};
constexpr Sources index_sources{
    "https://github.com/ggml-org/llama.cpp src/llama-kv-cache-dsa.cpp",
    "https://github.com/ggml-org/llama.cpp src/llama-kv-cache-msa.cpp",
};
constexpr Sources compressed_sources{
    "https://github.com/ggml-org/llama.cpp src/llama-kv-cache-dsv4.cpp",
};
constexpr Sources recurrent_sources{
    "https://github.com/ggml-org/llama.cpp src/llama-memory-recurrent.cpp",
    "https://github.com/ggml-org/llama.cpp src/llama-hparams.cpp, n_embd_r and n_embd_s",
};
constexpr Sources compute_sources{
    "https://github.com/ggml-org/llama.cpp ggml/src/ggml-alloc.c, ggml_dyn_tallocr",
    "https://github.com/ggml-org/llama.cpp ggml/src/ggml-backend.cpp, ggml_backend_sched",
    "https://github.com/ggml-org/llama.cpp src/llama-graph.cpp and src/models",
    "https://github.com/ggml-org/llama.cpp src/llama-context.cpp, graph_reserve",
};
// Printed buffers beside readings of nvidia-smi, and what Ollama sets aside: 457 MiB.
constexpr Sources context_sources{
    "https://github.com/AdarGit008/mcgyvr-lab records/evidence",
    "https://github.com/miminashi/llm-server-ops report/attachment",
    "https://github.com/ollama/ollama ml/device.go, MinimumMemory",
};
constexpr Sources output_sources{
    "https://github.com/ggml-org/llama.cpp src/llama-context.cpp, output_reserve",
};
constexpr Sources prompt_cache_sources{
    "https://github.com/ggml-org/llama.cpp tools/server/server-task.h, server_prompt_cache",
};
constexpr Sources checkpoint_sources{
    "https://github.com/ggml-org/llama.cpp tools/server/server-context.cpp, create_checkpoint",
    "https://github.com/ggml-org/llama.cpp common/common.h",
};
constexpr Sources split_sources{
    "https://github.com/ggml-org/llama.cpp src/llama-model.cpp, LLAMA_SPLIT_MODE_TENSOR",
};
constexpr Sources draft_sources{
    "https://github.com/ggml-org/llama.cpp tools/server/server-context.cpp",
    "https://github.com/ggml-org/llama.cpp common/speculative.cpp",
};
constexpr Sources tower_sources{
    "https://github.com/ggml-org/llama.cpp tools/mtmd/clip.cpp, alloc_compute_meta",
};

// --- The table
// -------------------------------------------------------------------------------------------

constexpr std::string_view cache_expression = "layers * streams * cells * (key_row + value_row)";
constexpr std::string_view state_expression = "layers * sequences * state";
constexpr std::string_view peak_expression = "highest address of the terms and the holes";

constexpr std::string_view size_example = "vramcalc estimate 70B --precision int4";
constexpr std::string_view plain_example = "vramcalc estimate llama-3.1-8b --precision q4_k_m";
constexpr std::string_view window_example =
    "vramcalc estimate gemma-3-27b --precision q4_0 --context 32k";
constexpr std::string_view compressed_example =
    "vramcalc estimate deepseek-v4-flash --engine llama.cpp --context 64k";

constexpr std::array formulas_of_llama_cpp{
    Formula{"rule-weights", MessageId::formula_rule_weights,
            "parameters * block_bytes / block_parameters", rule_weights_symbols,
            rule_weights_sources, size_example},
    Formula{"rule-reserve", MessageId::formula_rule_reserve,
            "weights * (overhead_numerator - overhead_denominator) / overhead_denominator",
            rule_reserve_symbols, rule_sources, size_example},
    Formula{"tensor-sum", MessageId::formula_tensor_sum, "sum of bytes over tensors",
            tensor_symbols, tensor_sources, plain_example},
    Formula{
        "tensor-share", MessageId::formula_tensor_share,
        "(whole - mirrored) * part / parts + mirrored", share_symbols, split_sources,
        "vramcalc estimate llama-3.1-8b --precision q4_k_m --split-mode tensor --gpu rtx-4090x2"},
    Formula{"kv-cache", MessageId::formula_kv_cache, cache_expression, cache_symbols, cache_sources,
            "vramcalc estimate llama-3.1-8b --precision q4_k_m --context 16k --parallel 4"},
    Formula{"kv-cache-window", MessageId::formula_kv_cache_window, cache_expression, cache_symbols,
            window_sources, window_example},
    Formula{"kv-cache-index", MessageId::formula_kv_cache_index, cache_expression, cache_symbols,
            index_sources, "vramcalc estimate deepseek-v3.2 --engine llama.cpp --context 32k"},
    Formula{"kv-cache-compressed", MessageId::formula_kv_cache_compressed, cache_expression,
            cache_symbols, compressed_sources, compressed_example},
    Formula{"compressor-state", MessageId::formula_compressor_state, state_expression,
            state_symbols, compressed_sources, compressed_example},
    Formula{"recurrent-state", MessageId::formula_recurrent_state, state_expression, state_symbols,
            recurrent_sources, "vramcalc estimate qwen3.5-27b --precision q4_k_m --parallel 4"},
    Formula{"draft-states", MessageId::formula_draft_states, "states * draft_tokens",
            draft_state_symbols, recurrent_sources,
            "vramcalc estimate qwen3.5-27b --precision q4_k_m --spec-type draft-mtp"},
    Formula{
        "compute", MessageId::formula_compute, peak_expression, {}, compute_sources, plain_example},
    Formula{"compute-host",
            MessageId::formula_compute_host,
            peak_expression,
            {},
            compute_sources,
            plain_example},
    Formula{"gpu-context", MessageId::formula_gpu_context, "driver", gpu_context_symbols,
            context_sources, plain_example},
    Formula{"cuda-context", MessageId::formula_cuda_context,
            "base + streaming_multiprocessors * per_multiprocessor", cuda_context_symbols,
            context_sources, "vramcalc estimate llama-3.1-8b --precision q4_k_m --gpu rtx-4090"},
    Formula{"output-buffer", MessageId::formula_output_buffer, "4 * vocabulary * outputs",
            output_symbols, output_sources, plain_example},
    Formula{"prompt-cache", MessageId::formula_prompt_cache, "min(caches, cache_ram)",
            prompt_cache_symbols, prompt_cache_sources, plain_example},
    Formula{"context-checkpoints", MessageId::formula_context_checkpoints,
            "state * checkpoints * sequences", checkpoint_symbols, checkpoint_sources,
            window_example},
    Formula{"draft-model",
            MessageId::formula_draft_model,
            "sum of the terms",
            {},
            draft_sources,
            "vramcalc estimate llama-3.1-8b --precision q4_k_m --model-draft llama-3.2-1b"},
    Formula{"tower-compute", MessageId::formula_tower_compute, "tower", tower_symbols,
            tower_sources, "vramcalc estimate gemma-3-4b --precision q4_k_m --mmproj mmproj.gguf"},
};

template <std::size_t first, std::size_t second>
constexpr std::array<Formula, first + second> joined(const std::array<Formula, first>& a,
                                                     const std::array<Formula, second>& b) {
  std::array<Formula, first + second> all{};
  std::copy(a.begin(), a.end(), all.begin());
  std::copy(b.begin(), b.end(), all.begin() + first);
  return all;
}

constexpr auto table = joined(formulas_of_llama_cpp, formulas_of_engines);

}  // namespace

std::span<const Formula> formulas() {
  return table;
}

const Formula* find_formula(std::string_view id) {
  const auto* const found = std::find_if(table.begin(), table.end(),
                                         [&](const Formula& formula) { return formula.id == id; });
  return found == table.end() ? nullptr : found;
}

}  // namespace vramcalc::memory
