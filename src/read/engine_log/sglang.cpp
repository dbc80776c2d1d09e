// A log of SGLang.
//
// https://github.com/sgl-project/sglang, python/sglang/srt: model_executor/model_runner.py,
// mem_cache/memory_pool.py and managers/scheduler.py; server_args.py for the settings. Its "GB" are
// GiB (get_available_gpu_memory divides by 2^30).
#include <algorithm>
#include <array>

#include "read/engine_log/arguments.h"
#include "read/engine_log/workers.h"

namespace vramcalc::read {
namespace {

using memory::Component;
using memory::EngineLog;

constexpr std::string_view engine = "sglang";

// What behind() finds, or what is no figure.
std::string_view printed_behind(std::string_view line, std::string_view mark) {
  return behind(line, mark).value_or(std::string_view{});
}

void take(const LogLine& line, LogState& state, Component component, std::string_view printed) {
  if (!take_figure(line, state, component, printed, Repeated::another)) {
    state.has_unread_figure = true;
  }
}

void set_argument(const Argument& argument, EngineLog& log) {
  const auto [key, value] = argument;
  memory::LoggedServing& serving = log.serving;
  if (key == "model_path") {
    fill(log.model.name, model_name(value), true);
  } else if (key == "context_length" || key == "context_len") {
    fill(log.settings.context_tokens, whole_of(value, most_tokens), true);
  } else if (key == "tp_size") {
    fill(serving.tensor_parallel, whole_of(value, most_workers), true);
  } else if (key == "pp_size") {
    fill(serving.pipeline_parallel, whole_of(value, most_workers), true);
  } else if (key == "mem_fraction_static") {
    fill(serving.memory_fraction, leading_share(value), true);
  } else if (key == "max_running_requests") {
    fill(serving.max_sequences, whole_of(value, most_tokens), true);
  } else if (key == "chunked_prefill_size") {
    fill(serving.max_batched_tokens, whole_of(value, most_tokens), true);
  } else if (key == "page_size") {
    fill(serving.block_size, whole_of(value, most_tokens), true);
  } else if (key == "disable_cuda_graph") {
    fill(serving.enforce_eager, truth_of(value), true);
  } else if (key == "dtype" && value != "auto") {
    fill(serving.dtype, word_of(value), true);
  } else if (key == "quantization") {
    fill(serving.quantization, word_of(value), true);
  } else if (key == "kv_cache_dtype") {
    fill(serving.cache_dtype, word_of(value), true);
  } else if (key == "max_total_num_tokens") {
    fill(serving.cache_tokens, whole_of(value, most_tokens), true);
  }
}

// "server_args=ServerArgs(model_path='...', ...)", later "server_args={'model_path': ...}",
// and at the end "max_total_num_tokens=185897, chunked_prefill_size=8192, ..., context_len=65536".
bool read_settings_line(std::string_view line, LogState& state) {
  std::optional<std::string_view> arguments;
  if (begins_sglang(line)) {
    arguments = behind(line, "server_args=");
    arguments->remove_prefix(std::min(arguments->find_first_of("({") + 1, arguments->size()));
  } else if (const std::size_t at = line.find("max_total_num_tokens=");
             at != std::string_view::npos && contains(line, "context_len=")) {
    arguments = line.substr(at);
  }
  if (!arguments || !claim(state, engine)) {
    return false;
  }
  for (const Argument& argument : arguments_of(*arguments)) {
    set_argument(argument, state.log);
  }
  return true;
}

// "Load weight end. type=LlamaForCausalLM, dtype=torch.bfloat16, avail mem=63.98 GB, mem
// usage=14.98 GB." A draft model's are the worker's second.
bool read_weights(const LogLine& line, LogState& state) {
  const std::optional<std::string_view> rest = behind(line.text, "Load weight end.");
  if (!rest || !claim(state, engine)) {
    return false;
  }
  const bool is_draft = kept_of(line, state, Component::weights).has_value();
  // Builds exist that do not print it.
  if (const auto usage = behind(*rest, "mem usage=")) {
    take(line, state, is_draft ? Component::draft_model : Component::weights, *usage);
  }
  if (const auto dtype = behind(*rest, "dtype="); dtype && !is_draft) {
    fill(state.log.serving.dtype, word_of(until(*dtype, ",")), true);
  }
  return true;
}

// "KV Cache is allocated. dtype: torch.bfloat16, #tokens: 148717, K size: 10.21 GB, V size: 10.21
// GB", or of latent attention "KV size: 5.45 GB". Sliding windows and draft models have pools of
// their own, which add up.
bool read_cache(const LogLine& line, LogState& state) {
  // "SWAKVPool mem usage: 55.87 GB, swa size: 612620, full size: 765776": the sum of two pools.
  if (const auto sum = behind(line.text, "SWAKVPool mem usage: "); sum && claim(state, engine)) {
    if (!kept_of(line, state, Component::kv_cache)) {
      take(line, state, Component::kv_cache, *sum);
    }
    fill(state.log.serving.cache_tokens, leading_tokens(printed_behind(*sum, "full size: ")), true);
    return true;
  }
  const std::optional<std::string_view> rest = behind(line.text, "KV Cache is allocated.");
  if (!rest || !claim(state, engine)) {
    return false;
  }
  memory::LoggedServing& serving = state.log.serving;
  if (contains(*rest, "KV size: ")) {
    take(line, state, Component::kv_cache, printed_behind(*rest, "KV size: "));
  } else {
    take(line, state, Component::kv_cache, printed_behind(*rest, " K size: "));
    take(line, state, Component::kv_cache, printed_behind(*rest, " V size: "));
  }
  if (const auto tokens = leading_tokens(printed_behind(*rest, "#tokens: "))) {
    serving.cache_tokens = std::max(serving.cache_tokens.value_or(0), *tokens);
  }
  if (const auto dtype = behind(*rest, "dtype: ")) {
    fill(serving.cache_dtype, word_of(until(*dtype, ",")), false);
  }
  return true;
}

// "Mamba Cache is allocated. max_mamba_cache_size: 1521, conv_state size: 0.84GB, ssm_state size:
// 17.84GB", with a draft model two more.
bool read_state(const LogLine& line, LogState& state) {
  const std::optional<std::string_view> rest = behind(line.text, "Mamba Cache is allocated.");
  if (!rest || !claim(state, engine)) {
    return false;
  }
  take(line, state, Component::recurrent_state, printed_behind(*rest, " conv_state size: "));
  take(line, state, Component::recurrent_state, printed_behind(*rest, " ssm_state size: "));
  for (const std::string_view mark :
       {"intermediate_ssm_state_cache size: ", "intermediate_conv_window_cache size: "}) {
    if (const auto size = behind(*rest, mark)) {
      take(line, state, Component::recurrent_state, *size);
    }
  }
  return true;
}

// "Capture cuda graph end. Time elapsed: 1.01 s. mem usage=0.03 GB. avail mem=2.39 GB." and since
// 2026 "Capture target decode CUDA graph end. elapsed=10.10 s, mem usage=0.79 GB, ...": graphs of
// several kinds, which add up. "Init torch distributed ends. mem usage=0.13 GB" is NCCL's.
bool read_usage(const LogLine& line, LogState& state) {
  struct Form {
    std::string_view words;
    std::string_view end;
    Component component;
  };
  constexpr std::array forms{Form{"Capture ", " graph end.", Component::cuda_graphs},
                             Form{"Init torch distributed", " ends.", Component::communication}};
  for (const Form& form : forms) {
    const auto words = behind(line.text, form.words);
    const auto rest = words ? behind(*words, form.end) : std::nullopt;
    const auto usage = rest ? behind(*rest, "mem usage=") : std::nullopt;
    if (usage && claim(state, engine)) {
      take(line, state, form.component, *usage);
      return true;
    }
  }
  return false;
}

}  // namespace

bool begins_sglang(std::string_view line) {
  return contains(line, "server_args=ServerArgs(model_path=") ||
         contains(line, "server_args={'model_path':");
}

bool read_sglang(const LogLine& line, LogState& state) {
  if (!state.log.engine.empty() && state.log.engine != engine) {
    return false;
  }
  if (contains(line.text, "Not enough memory. Please try to increase --mem-fraction-static") &&
      claim(state, engine)) {
    state.log.serving.needs_more_cache = true;
    return true;
  }
  return read_settings_line(line.text, state) || read_weights(line, state) ||
         read_cache(line, state) || read_state(line, state) || read_usage(line, state);
}

}  // namespace vramcalc::read
