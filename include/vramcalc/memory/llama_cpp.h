// llama.cpp, and what is built on it (Ollama, LM Studio): the options that decide its memory.
//
// Names and meanings are the program's own (tools/server/README.md, common/arg.cpp); where it has a
// default that hangs on the machine ("auto"), the field holds what that comes to.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <vramcalc/model/model.h>
#include <vramcalc/model/weight_format.h>

namespace vramcalc::memory {

/// The GPU backend: each has its own alignment, workspace and ways to spread a matrix.
enum class LlamaCppBackend : std::uint8_t { cuda, vulkan };

/// --split-mode: how several GPUs share a model.
enum class SplitMode : std::uint8_t { none, layer, row, tensor };

/// The program that runs the library; it decides the defaults and what is kept in main memory.
enum class LlamaCppProgram : std::uint8_t { server, cli, ollama };

/// --override-tensor: tensors whose full names hold a match of the pattern lie in that buffer.
struct TensorOverride {
  std::string pattern;  // "\\.ffn_.*_exps\\."
  std::string buffer;   // llama.cpp's name: "CPU", "CUDA0"
};

struct LlamaCpp {
  LlamaCppProgram program = LlamaCppProgram::server;
  LlamaCppBackend backend = LlamaCppBackend::cuda;
  std::uint64_t batch_size = 2048;          // --batch-size: tokens of one call, all sequences
  std::uint64_t ubatch_size = 512;          // --ubatch-size: tokens of one pass through the layers
  bool flash_attention = true;              // --flash-attn
  std::optional<std::uint64_t> gpu_layers;  // --gpu-layers, the output counts as one; absent: all
  std::vector<double> tensor_split;         // --tensor-split; empty: by the memory of the GPUs
  SplitMode split_mode = SplitMode::layer;
  std::uint64_t n_cpu_moe = 0;  // --n-cpu-moe: first layers whose experts stay in main memory
  bool kv_offload = true;       // false: --no-kv-offload
  bool kv_unified = false;      // --kv-unified: one cache for all sequences
  bool swa_full = false;        // --swa-full: sliding-window layers keep the whole context
  /// --spec-type draft-mtp: tokens that the model's own multi-token-prediction layers draft ahead;
  /// 0: they are not loaded.
  std::uint64_t draft_mtp_tokens = 0;
  /// The file keeps such layers, loaded or not: --gpu-layers counts them. Without effect on a model
  /// that is read from a GGUF file, whose tensors tell.
  bool keeps_drafts = false;
  /// --override-tensor: the first that matches a tensor decides. They stand before --n-cpu-moe.
  std::vector<TensorOverride> override_tensor;
  /// Several GPUs work one after the other for a reason that no other option shows: tensors moved
  /// by patterns that are not known, GPUs of other computers.
  bool no_pipeline = false;
  /// The build of llama.cpp whose compute graph is meant; absent: the newest known. Set by
  /// set_build(), with what else the build decides.
  std::optional<std::uint64_t> build;
  bool all_logits = false;             // reserves logits of every token of a ubatch: older builds,
                                       // and programs that ask for them (perplexity)
  std::uint64_t cache_ram_mib = 8192;  // --cache-ram of llama-server: prompts kept in RAM
  std::uint64_t context_checkpoints = 32;  // --ctx-checkpoints of llama-server, per slot

  std::shared_ptr<const model::Model> mmproj;             // --mmproj
  std::vector<std::shared_ptr<const model::Model>> lora;  // --lora
  std::shared_ptr<const model::Model> draft;              // --model-draft
};

/// The options as that build of llama.cpp takes them: what is reserved has changed over the years.
void set_build(LlamaCpp& options, std::uint64_t build);

[[nodiscard]] std::string_view id_of(LlamaCppBackend backend);  // "cuda"
[[nodiscard]] std::string_view id_of(SplitMode mode);           // "layer"
[[nodiscard]] std::string_view id_of(LlamaCppProgram program);  // "llama-server"

}  // namespace vramcalc::memory
