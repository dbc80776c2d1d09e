// Lines about one buffer: "load_tensors:        CUDA0 model buffer size =  4403.49 MiB".
//
// llama_model::load_tensors, llama_kv_cache, llama_memory_recurrent, llama_context and
// llama_adapter_lora print them: https://github.com/ggml-org/llama.cpp, src/llama-model.cpp,
// src/llama-kv-cache.cpp, src/llama-memory-recurrent.cpp, src/llama-context.cpp,
// src/llama-adapter.cpp. Names in front of the colon changed over the years; the words behind it
// did not.
#include <algorithm>
#include <array>

#include "read/engine_log/state.h"

namespace vramcalc::read {
namespace {

using memory::Component;

constexpr std::string_view mark = "buffer size";

struct Kind {
  std::string_view word;
  Component component;
};

constexpr std::array kinds{
    Kind{"model", Component::weights},      Kind{"KV", Component::kv_cache},
    Kind{"RS", Component::recurrent_state}, Kind{"compute", Component::compute},
    Kind{"output", Component::output},      Kind{"LoRA", Component::adapter_weights},
};

// Before 2025 weights had no word of their own: "llm_load_tensors:      CUDA0 buffer size".
constexpr std::string_view tensors_prefix = "load_tensors:";

// llama.cpp before 2026, and ik_llama.cpp; since then "sched_reserve:".
constexpr std::array<std::string_view, 3> old_prefixes{
    "llama_context:", "llama_new_context_with_model:", "llama_init_from_model:"};

// How llama.cpp's lines began, and a build of the middle of that time: the names went in January
// 2025, March 2025, August 2025 and January 2026 (https://github.com/ggml-org/llama.cpp, pull
// requests 10902, 11110, 12181, 15535 and 18547).
struct NamesOfTime {
  std::string_view prefix;
  std::uint64_t build;
};
constexpr std::uint64_t build_of_2023 = 1500;
constexpr std::array names_of_times{
    NamesOfTime{"llm_load_tensors:", 4000},
    NamesOfTime{"llama_new_context_with_model:", 4000},
    NamesOfTime{"llama_kv_cache_init:", 4500},
    NamesOfTime{"llama_init_from_model:", 4700},
    NamesOfTime{"llama_kv_cache_unified:", 5700},
    NamesOfTime{"llama_context:", 7000},
};

void note_time(std::string_view line, memory::EngineLog& log) {
  for (const NamesOfTime& names : names_of_times) {
    if (contains(line, names.prefix)) {
      log.build_of_names = std::min(log.build_of_names.value_or(names.build), names.build);
    }
  }
}

// Quotes and bars of whatever a line was pasted into.
std::string_view without_quotes(std::string_view word) {
  word.remove_prefix(std::min(word.find_first_not_of("`|\"'>"), word.size()));
  return word;
}

// "= 281.81 MiB" or ": 281.81 MiB".
std::optional<PrintedSize> assigned_size(std::string_view text) {
  text = trimmed(text);
  if (!text.starts_with('=') && !text.starts_with(':')) {
    return std::nullopt;
  }
  return leading_size(text.substr(1));
}

std::string_view without_last_word(std::string_view text) {
  text = trimmed(text);
  return text.substr(0, text.size() - last_word(text).size());
}

struct Owner {
  Component component = Component::weights;
  std::string_view device;
};

std::optional<Owner> owner_of(std::string_view before) {
  const std::string_view word = last_word(before);
  const auto* const kind =
      std::find_if(kinds.begin(), kinds.end(), [&](const Kind& k) { return k.word == word; });
  Owner owner;
  if (kind != kinds.end()) {
    owner = {kind->component, without_quotes(last_word(without_last_word(before)))};
  } else if (contains(before, tensors_prefix)) {
    owner = {Component::weights, without_quotes(word)};
  }
  return is_device_name(owner.device) ? std::optional{owner} : std::nullopt;
}

void take(const Owner& owner, const PrintedSize& size, const LogLine& line, LogState& state) {
  const bool is_of_load =
      owner.component == Component::weights || owner.component == Component::adapter_weights;
  if (state.later_context && !is_of_load) {
    return;
  }
  if (owner.component == Component::compute) {
    state.log.old_names =
        std::any_of(old_prefixes.begin(), old_prefixes.end(),
                    [&](std::string_view prefix) { return contains(line.text, prefix); });
  }
  // Output buffers are printed as they always were.
  if (owner.component != Component::output) {
    note_time(line.text, state.log);
  }
  state.add(
      {kept_text(owner.device), owner.component, size.bytes, size.resolution, line.number, false});
}

}  // namespace

bool read_buffers(const LogLine& line, LogState& state) {
  // The vision tower's own graph (tools/mtmd/clip.cpp) is no part of the language model's.
  if (contains(line.text, "alloc_compute_meta:")) {
    return true;
  }
  bool understood = false;
  for (std::size_t at = line.text.find(mark); at != std::string_view::npos;
       at = line.text.find(mark, at + mark.size())) {
    const std::optional<Owner> owner = owner_of(line.text.substr(0, at));
    const std::optional<PrintedSize> size = assigned_size(line.text.substr(at + mark.size()));
    if (owner && size) {
      take(*owner, *size, line, state);
      understood = true;
    }
  }
  return understood;
}

bool read_old_buffers(const LogLine& line, LogState& state) {
  // One GPU, or the sum of all: https://github.com/ggml-org/llama.cpp, llama.cpp of 2023.
  struct Form {
    std::string_view prefix;
    std::string_view words;
    std::string_view device;
    Component component;
  };
  constexpr std::array forms{
      Form{"load_tensors:", " mem required", "CPU", Component::weights},
      Form{"load_tensors:", ": VRAM used", "CUDA0", Component::weights},
      Form{"llama_kv_cache_init:", " VRAM kv self", "CUDA0", Component::kv_cache},
      Form{"llama_new_context_with_model:", ": VRAM scratch buffer", "CUDA0", Component::compute},
  };
  for (const Form& form : forms) {
    const std::optional<std::string_view> rest = behind(line.text, form.words);
    const std::optional<PrintedSize> size = rest ? assigned_size(*rest) : std::nullopt;
    if (size && contains(line.text, form.prefix)) {
      state.log.old_names = true;
      state.log.build_of_names = build_of_2023;
      state.add({std::string{form.device}, form.component, size->bytes, size->resolution,
                 line.number, false});
      return true;
    }
  }
  return false;
}

}  // namespace vramcalc::read
