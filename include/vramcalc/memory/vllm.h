// vLLM: the options that decide its memory, by its own names.
//
// It takes a share of every card, subtracts weights, the peak of a profile run and captured graphs,
// and gives the rest to the KV cache (https://github.com/vllm-project/vllm,
// vllm/v1/worker/gpu_worker.py, determine_available_memory).
#pragma once

#include <cstdint>
#include <optional>

#include <vramcalc/core/ratio.h>
#include <vramcalc/memory/release.h>

namespace vramcalc::memory {

inline constexpr Release newest_vllm{0, 31};
inline constexpr Release oldest_vllm{0, 6};  // the rules are not those of earlier ones

/// The default share of a card rose from 0.9 to 0.92
/// (https://github.com/vllm-project/vllm/pull/38284).
inline constexpr Release vllm_with_larger_share{0, 20};
/// Captured graphs are estimated and subtracted before the cache is sized; earlier they came on top
/// (vllm/v1/worker/gpu_worker.py, VLLM_MEMORY_PROFILER_ESTIMATE_CUDAGRAPHS).
inline constexpr Release vllm_with_graph_estimate{0, 21};
/// Batches go by the card (https://github.com/vllm-project/vllm/pull/17073); earlier every server
/// ran 256 sequences of 2048 tokens.
inline constexpr Release vllm_with_batches_by_card{0, 9};
/// The cache's tokens are printed as the concurrency of the longest sequences times their length;
/// earlier as blocks times their tokens (vllm/v1/core/kv_cache_utils.py).
inline constexpr Release vllm_with_capacity_by_concurrency{0, 21};
/// Top-k and top-p of the warmed-up sampler run in a Triton kernel; earlier in a sort
/// (https://github.com/vllm-project/vllm/pull/33538).
inline constexpr Release vllm_with_triton_sampler{0, 17};
/// The second model runner is the default (https://github.com/vllm-project/vllm/pull/44443): its
/// profile run samples greedily, and it keeps a count of every token of the vocabulary.
inline constexpr Release vllm_with_second_runner{0, 26};
/// Batches are computed ahead of the scheduler: two may be in flight (vllm/config/vllm.py).
inline constexpr Release vllm_with_async_scheduling{0, 14};
/// Cards of 160 GiB and more get larger batches (https://github.com/vllm-project/vllm/pull/51726).
inline constexpr Release vllm_with_largest_cards{0, 28};

struct Vllm {
  Release release = newest_vllm;
  /// Nobody said which release: the interval then covers what earlier ones of the same engine took.
  bool is_any_release = true;
  std::optional<Ratio>
      gpu_memory_utilization;                 // of the card's total; absent: the release's default
  std::optional<std::uint64_t> max_num_seqs;  // absent: by the card
  std::optional<std::uint64_t> max_num_batched_tokens;  // absent: by the card
  std::optional<std::uint64_t> tensor_parallel_size;    // absent: all cards of the rig
  std::optional<std::uint64_t> pipeline_parallel_size;  // likewise
  std::uint64_t block_size = 16;
  bool enforce_eager = false;        // no CUDA graphs
  bool flashinfer_sampler = false;   // VLLM_USE_FLASHINFER_SAMPLER=1
  bool language_model_only = false;  // no vision or audio tower
  std::uint64_t max_loras = 0;       // 0: without --enable-lora
  std::uint64_t max_lora_rank = 16;
  std::uint64_t num_speculative_tokens = 0;  // --speculative-config method mtp
};

/// The share of a card that it takes: the one given, else the release's default.
[[nodiscard]] Ratio utilization_of(const Vllm& engine);

}  // namespace vramcalc::memory
