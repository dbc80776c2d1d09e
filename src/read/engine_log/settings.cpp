// Lines about settings: contexts, batches, cache types, and which layers the GPU got.
#include <algorithm>
#include <array>

#include "read/engine_log/state.h"

namespace vramcalc::read {
namespace {

constexpr std::array<std::string_view, 3> context_prefixes{
    "llama_context:", "llama_new_context_with_model:", "llama_init_from_model:"};

std::optional<bool> switch_of(std::string_view word) {
  constexpr std::array<std::string_view, 5> on{"1", "true", "enabled", "on", "Enabled"};
  constexpr std::array<std::string_view, 5> off{"0", "false", "disabled", "off", "Disabled"};
  if (std::find(on.begin(), on.end(), word) != on.end()) {
    return true;
  }
  return std::find(off.begin(), off.end(), word) != off.end() ? std::optional{false} : std::nullopt;
}

// What follows the name of the function that builds a context, wherever the line has it: output of
// several threads may run together.
std::optional<std::string_view> behind_context_prefix(std::string_view line) {
  for (const std::string_view prefix : context_prefixes) {
    if (const auto rest = behind(line, prefix)) {
      return rest;
    }
  }
  return std::nullopt;
}

bool set_context_field(std::string_view key, std::string_view value,
                       memory::LoggedSettings& settings) {
  struct Count {
    std::string_view key;
    std::optional<std::uint64_t> memory::LoggedSettings::*field;
  };
  using Settings = memory::LoggedSettings;
  constexpr std::array counts{
      Count{"n_ctx", &Settings::context_tokens}, Count{"n_batch", &Settings::batch_size},
      Count{"n_ubatch", &Settings::ubatch_size}, Count{"n_seq_max", &Settings::sequences}};
  for (const Count& count : counts) {
    const std::optional<std::uint64_t> number = leading_whole(value);
    if (count.key == key && number && *number > 0) {
      settings.*count.field = number;
      return true;
    }
  }
  if (key == "flash_attn") {
    settings.flash_attention = switch_of(first_word(value));
    return true;
  }
  if (key == "kv_unified") {
    settings.kv_unified = switch_of(first_word(value));
    return true;
  }
  return false;
}

// "K (f16): 512.00 MiB" behind a comma, or latent attention's "c^KV (f16)".
void read_type(std::string_view text, std::string_view mark, std::string& type) {
  if (const auto rest = behind(text, mark)) {
    type = kept_text(until(*rest, ")"));
  }
}

// "(  4096 cells,  32 layers,  4/1 seqs)": sequences, and the streams that they share.
void read_sequences(std::string_view text, memory::LoggedSettings& settings) {
  const std::optional<std::string_view> rest = behind(text, "layers,");
  const std::optional<PrintedDecimal> sequences = rest ? leading_decimal(*rest) : std::nullopt;
  if (!sequences || !contains(sequences->rest, "seqs") || sequences->digits == 0) {
    return;
  }
  settings.sequences = sequences->digits;
  if (sequences->rest.starts_with('/') && sequences->digits > 1) {
    settings.kv_unified = leading_whole(sequences->rest.substr(1)) == 1;
  }
}

// Programs may be built for one copy, which is none; where the copies do not fit, llama.cpp goes on
// without: "compute buffer allocation failed, retrying without pipeline parallelism".
bool read_pipeline(const LogLine& line, LogState& state) {
  const bool is_given_up = contains(line.text, "retrying without pipeline parallelism");
  if (!is_given_up && !contains(line.text, "pipeline parallelism enabled")) {
    return false;
  }
  const auto copies = behind(line.text, "n_copies=");
  const bool is_single = copies && leading_whole(*copies) == 1;
  if (!state.later_context) {
    state.log.settings.pipeline_copies = !is_given_up && !is_single;
  }
  return true;
}

}  // namespace

bool read_settings(const LogLine& line, LogState& state) {
  // What "auto" came to; builds of 2026 say it in either way.
  for (const std::string_view mark :
       {"Flash Attention was auto, set to ", "resolve_fused_ops: Flash Attention "}) {
    if (const auto came_to = behind(line.text, mark); came_to && !state.later_context) {
      state.log.settings.flash_attention = switch_of(first_word(*came_to));
      return true;
    }
  }
  if (read_pipeline(line, state)) {
    return true;
  }
  const std::optional<std::string_view> rest = behind_context_prefix(line.text);
  if (!rest) {
    return false;
  }
  const std::string_view key = trimmed(until(*rest, "="));
  const std::optional<std::string_view> value = behind(*rest, "=");
  if (!value) {
    return false;
  }
  // llama.cpp prints either of these first.
  if ((key == "n_ctx" || key == "n_seq_max") && state.has_context_figures()) {
    state.later_context = true;
  }
  return !state.later_context && set_context_field(key, *value, state.log.settings);
}

bool read_cache_line(const LogLine& line, LogState& state) {
  if (contains(line.text, "using full-size SWA cache")) {
    state.log.settings.full_windows = true;
    return true;
  }
  const bool is_sum = contains(line.text, "KV self size") || contains(line.text, "kv self size") ||
                      (contains(line.text, "llama_kv_cache") && contains(line.text, " cells,"));
  if (!is_sum) {
    return false;
  }
  if (!state.later_context) {
    memory::LoggedSettings& settings = state.log.settings;
    read_type(line.text, ", K (", settings.cache_type_k);
    read_type(line.text, ", V (", settings.cache_type_v);
    read_type(line.text, "c^KV (", settings.cache_type_k);
    read_sequences(line.text, settings);
  }
  return true;
}

bool read_placement(const LogLine& line, LogState& state) {
  memory::LoggedSettings& settings = state.log.settings;
  if (const auto rest = behind(line.text, "offloaded ")) {
    const std::optional<PrintedDecimal> layers = leading_decimal(*rest);
    if (layers && layers->rest.starts_with('/') && contains(layers->rest, "layers to GPU")) {
      settings.gpu_layers = layers->digits;
      settings.offloadable_layers = leading_whole(layers->rest.substr(1));
      return true;
    }
  }
  // "Tensor blk.3.ffn_up_exps.weight buffer type overriden to CPU"; newer builds spell it right and
  // put the size between.
  if (contains(line.text, "buffer type overrid") && contains(line.text, "_exps.")) {
    const std::string_view target = last_word(line.text);
    const std::optional<std::string_view> layer = behind(line.text, "blk.");
    const std::optional<PrintedDecimal> number =
        layer ? leading_decimal(until(*layer, ".")) : std::nullopt;
    constexpr std::uint64_t most_layers = 4096;
    if (number && number->digits < most_layers &&
        (target.starts_with("CPU") || target.ends_with("_Host"))) {
      state.host_expert_layers.insert(number->digits);
    }
    return true;
  }
  // llama-server: "initializing slots, n_slots = 4".
  if (const auto slots = behind(line.text, "n_slots = "); slots && !settings.sequences) {
    settings.sequences = leading_whole(*slots);
  }
  // Ollama's own engine: "{Operation:commit Parallel:1 BatchSize:512 FlashAttention:Enabled
  // KvSize:4096 KvCacheType:q8_0 ...}" (llm/server.go, LoadRequest).
  if (contains(line.text, "KvSize:")) {
    const auto count = [&](std::string_view name) {
      const auto value = behind(line.text, name);
      return value ? leading_whole(*value) : std::nullopt;
    };
    settings.context_tokens = count("KvSize:");
    settings.sequences = count("Parallel:");
    settings.batch_size = count("BatchSize:");
    settings.ubatch_size = settings.batch_size;
    settings.flash_attention =
        switch_of(first_word(behind(line.text, "FlashAttention:").value_or("")));
    const std::string_view type = behind(line.text, "KvCacheType:").value_or("");
    settings.cache_type_k = kept_text(type.substr(0, type.find_first_of(" }")));
    settings.cache_type_v = settings.cache_type_k;
  }
  return false;
}

}  // namespace vramcalc::read
