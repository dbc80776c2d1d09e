// https://github.com/vllm-project/vllm: vllm/v1/engine/core.py, of the first engine
// vllm/engine/llm_engine.py, prints the configuration, vllm/config what defaults came to.
#include "read/engine_log/vllm_settings.h"

#include <array>

#include "read/engine_log/arguments.h"
#include "read/engine_log/workers.h"

namespace vramcalc::read {
namespace {

using memory::EngineLog;

// The engine's configuration is the last word; the arguments of its start are not, and say nothing
// of what they leave at "auto".
void set_argument(const Argument& argument, bool is_config, EngineLog& log) {
  const auto [key, value] = argument;
  memory::LoggedServing& serving = log.serving;
  if (key == "model" || key == "model_tag") {
    fill(log.model.name, model_name(value), is_config);
  } else if (key == "max_seq_len" || key == "max_model_len") {
    fill(log.settings.context_tokens, whole_of(value, most_tokens), is_config);
  } else if (key == "tensor_parallel_size") {
    fill(serving.tensor_parallel, whole_of(value, most_workers), is_config);
  } else if (key == "pipeline_parallel_size") {
    fill(serving.pipeline_parallel, whole_of(value, most_workers), is_config);
  } else if (key == "gpu_memory_utilization") {
    fill(serving.memory_fraction, leading_share(value), is_config);
  } else if (key == "max_num_seqs") {
    fill(serving.max_sequences, whole_of(value, most_tokens), is_config);
  } else if (key == "max_num_batched_tokens") {
    fill(serving.max_batched_tokens, whole_of(value, most_tokens), is_config);
  } else if (key == "block_size") {
    fill(serving.block_size, whole_of(value, most_tokens), is_config);
  } else if (key == "enforce_eager") {
    fill(serving.enforce_eager, truth_of(value), is_config);
  } else if (key == "dtype" && value != "auto") {
    fill(serving.dtype, word_of(value), is_config);
  } else if (key == "quantization") {
    fill(serving.quantization, word_of(value), is_config);
  } else if (key == "kv_cache_dtype") {
    fill(serving.cache_dtype, word_of(value), is_config);
  }
}

void set_arguments(std::string_view text, bool is_config, EngineLog& log) {
  for (const Argument& argument : arguments_of(text)) {
    set_argument(argument, is_config, log);
  }
}

// "Initializing a V1 LLM engine (v0.9.2) with config: model='...', ..."
bool read_start(std::string_view line, LogState& state) {
  EngineLog& log = state.log;
  if (const auto version = behind(line, "vLLM API server version ");
      version && claim(state, "vllm")) {
    fill(log.build, kept_text(first_word(*version)), true);
    return true;
  }
  if (const auto arguments = behind(line, "non-default args: {");
      arguments && claim(state, "vllm")) {
    set_arguments(*arguments, false, log);
    return true;
  }
  if (const auto arguments = behind(line, "args: Namespace("); arguments && log.engine == "vllm") {
    set_arguments(*arguments, false, log);
    return true;
  }
  const std::optional<std::string_view> engine = behind(line, "LLM engine (v");
  if (!engine || !contains(line, "nitializing a") || !claim(state, "vllm")) {
    return false;
  }
  fill(log.build, kept_text(until(*engine, ")")), true);
  if (const auto config = behind(*engine, "with config: ")) {
    set_arguments(*config, true, log);
  }
  return true;
}

// "GPU KV cache size: 464,656 tokens"; of the first engine "# GPU blocks: 9930, # CPU blocks:
// 2048", later with the device's name for GPU.
bool read_cache(std::string_view line, memory::LoggedServing& serving) {
  if (const auto tokens = behind(line, "GPU KV cache size: ");
      tokens && contains(*tokens, " tokens")) {
    fill(serving.cache_tokens, leading_tokens(*tokens), false);
    return true;
  }
  const std::optional<std::string_view> blocks = behind(line, " blocks: ");
  if (blocks && contains(*blocks, ", # CPU blocks: ")) {
    fill(serving.cache_blocks, whole_of(until(*blocks, ","), most_tokens), false);
    return true;
  }
  return false;
}

}  // namespace

bool begins_vllm(std::string_view line) {
  // With data parallelism an engine each begins; the first is read.
  return contains(line, "LLM engine (v") && contains(line, "nitializing a") &&
         (!contains(line, "EngineCore_DP") || contains(line, "EngineCore_DP0"));
}

bool read_vllm_settings(const LogLine& line, LogState& state) {
  if (read_start(line.text, state)) {
    return true;
  }
  struct Count {
    std::string_view mark;
    std::string_view needs;  // behind it
    std::optional<std::uint64_t>& field;
    bool is_last_word;
  };
  memory::LoggedServing& serving = state.log.serving;
  std::optional<std::uint64_t>& context = state.log.settings.context_tokens;
  const std::array counts{
      Count{"Using max model len ", "", context, false},
      Count{"Maximum concurrency for ", " tokens per request", context, false},
      Count{"Chunked prefill is enabled with max_num_batched_tokens=", "",
            serving.max_batched_tokens, true},
      Count{"Setting attention block size to ", " tokens", serving.block_size, true},
  };
  bool understood = false;
  for (const Count& count : counts) {
    const std::optional<std::string_view> rest = behind(line.text, count.mark);
    if (!rest || !contains(*rest, count.needs) || !claim(state, "vllm")) {
      continue;
    }
    fill(count.field, leading_tokens(*rest), count.is_last_word);
    understood = true;
  }
  // "... reduced from 131072 to 82944 to fit in available GPU memory", for --max-model-len auto.
  if (const auto fitted = behind(line.text, "Auto-fit max_model_len: reduced from ")) {
    fill(context, leading_tokens(behind(*fitted, " to ").value_or("")), true);
  }
  if (const auto share = behind(line.text, "The current --gpu-memory-utilization=")) {
    fill(serving.memory_fraction, leading_share(*share), false);
  }
  if (const auto model = behind(line.text, "Starting to load model ");
      model && contains(*model, "...")) {
    fill(state.log.model.name, model_name(until(*model, "...")), false);
  }
  const bool is_cache = (state.log.engine.empty() || state.log.engine == "vllm") &&
                        read_cache(line.text, serving) && claim(state, "vllm");
  return understood || is_cache;
}

}  // namespace vramcalc::read
