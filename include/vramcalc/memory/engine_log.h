// What an engine's log says of its memory, and of the settings that it ran with.
//
// Plain values: `read` fills them from a log, `advise` sets an estimate against them. Whatever the
// log does not say is absent; nothing is filled in.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <vramcalc/core/bytes.h>
#include <vramcalc/core/message.h>
#include <vramcalc/memory/estimate.h>

namespace vramcalc::memory {

/// One figure of memory. Figures of one component and device are added.
struct Reading {
  std::string device;  // as the log spells it: "CUDA0", "CPU_Mapped", "CUDA_Host"
  Component component = Component::weights;
  Bytes bytes;
  Bytes resolution;  // half of the last digit that was printed
  std::size_t line = 0;
  bool with_state = false;  // of a table that adds the recurrent state to the KV cache
};

/// Figures of the model that a log prints: what identifies it, and what its cache hangs on.
struct LoggedModel {
  std::string name;
  std::string file;
  std::string architecture;                 // llama.cpp's name
  std::string file_type;                    // llama.cpp's: "Q4_K - Medium"
  std::optional<std::uint64_t> parameters;  // rounded, as printed
  std::optional<std::uint64_t> layers;
  std::optional<std::uint64_t> hidden_size;
  std::optional<std::uint64_t> feed_forward_length;
  std::optional<std::uint64_t> vocabulary;
  std::optional<std::uint64_t> heads;
  std::optional<std::uint64_t> kv_heads;
  std::optional<std::uint64_t> key_length;
  std::optional<std::uint64_t> value_length;
  std::optional<std::uint64_t> experts;
  std::optional<std::uint64_t> experts_used;
  std::optional<std::uint64_t> window;
};

struct LoggedSettings {
  std::optional<std::uint64_t> context_tokens;  // n_ctx: all sequences together
  std::optional<std::uint64_t> batch_size;
  std::optional<std::uint64_t> ubatch_size;
  std::optional<std::uint64_t> sequences;   // n_seq_max
  std::optional<std::uint64_t> gpu_layers;  // offloaded, of
  std::optional<std::uint64_t> offloadable_layers;
  std::optional<bool> flash_attention;
  std::optional<bool> kv_unified;
  std::string cache_type_k;  // "f16"; empty where not printed
  std::string cache_type_v;
  bool full_windows = false;  // "using full-size SWA cache"
  /// Whether inputs are kept several times: "pipeline parallelism enabled (n_copies=4)".
  std::optional<bool> pipeline_copies;
  /// First layers whose experts were moved to main memory (--n-cpu-moe), where the log lists them.
  std::optional<std::uint64_t> host_expert_layers;
};

/// What servers print that share a card by budget: vLLM and SGLang. Figures are of one GPU.
struct LoggedServing {
  std::optional<std::uint64_t> tensor_parallel;
  std::optional<std::uint64_t> pipeline_parallel;
  std::optional<double> memory_fraction;  // --gpu-memory-utilization, --mem-fraction-static
  std::optional<std::uint64_t> max_sequences;
  std::optional<std::uint64_t> max_batched_tokens;  // vLLM's; SGLang's chunked_prefill_size
  std::optional<bool> enforce_eager;
  std::string dtype;                          // of the weights, as printed: "bfloat16"
  std::string quantization;                   // as printed: "fp8"; empty where none is
  std::string cache_dtype;                    // as printed: "auto", "fp8_e4m3"
  std::optional<std::uint64_t> cache_tokens;  // that the cache holds
  std::optional<std::uint64_t> cache_blocks;
  std::optional<std::uint64_t> block_size;  // tokens of a block
  bool needs_more_cache = false;  // it refused to start: one sequence is longer than the cache
};

struct LoggedGpu {
  std::string device;  // "CUDA0"
  std::string name;    // "NVIDIA GeForce RTX 4090"
  std::optional<Bytes> memory;
};

struct EngineLog {
  std::string engine;  // "llama.cpp", "ik_llama.cpp", "ollama", "vllm", "sglang"
  std::string build;   // as printed; empty where it is not
  std::optional<std::uint64_t> build_number;  // of llama.cpp: 5192
  /// Its compute buffers are printed under names that llama.cpp gave up early in 2026.
  bool old_names = false;
  /// A build of the time when llama.cpp's lines began as this log's do, if later ones do not.
  std::optional<std::uint64_t> build_of_names;
  LoggedModel model;
  LoggedSettings settings;
  LoggedServing serving;
  std::vector<LoggedGpu> gpus;
  std::vector<Reading> readings;
  bool out_of_memory = false;
  std::vector<Text> warnings;  // lines about memory that could not be read
};

}  // namespace vramcalc::memory
