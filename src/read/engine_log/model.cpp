// Lines that say which model was loaded: the loader's metadata and print_info.
//
// https://github.com/ggml-org/llama.cpp, src/llama-model-loader.cpp and src/llama-model.cpp
// (llama_model::print_info, earlier llm_load_print_meta).
#include <algorithm>
#include <array>
#include <span>

#include "read/engine_log/state.h"

namespace vramcalc::read {
namespace {

using memory::LoggedModel;

struct Figure {
  std::string_view key;
  std::optional<std::uint64_t> LoggedModel::*field;
};

constexpr std::array printed_figures{
    Figure{"n_layer", &LoggedModel::layers},
    Figure{"n_embd", &LoggedModel::hidden_size},
    Figure{"n_ff", &LoggedModel::feed_forward_length},
    Figure{"n_vocab", &LoggedModel::vocabulary},
    Figure{"n_head", &LoggedModel::heads},
    Figure{"n_head_kv", &LoggedModel::kv_heads},
    Figure{"n_embd_head_k", &LoggedModel::key_length},
    Figure{"n_embd_head_v", &LoggedModel::value_length},
    Figure{"n_expert", &LoggedModel::experts},
    Figure{"n_expert_used", &LoggedModel::experts_used},
    Figure{"n_swa", &LoggedModel::window},
};

// Behind the architecture's name: "llama.block_count".
constexpr std::array metadata_figures{
    Figure{"block_count", &LoggedModel::layers},
    Figure{"embedding_length", &LoggedModel::hidden_size},
    Figure{"feed_forward_length", &LoggedModel::feed_forward_length},
    Figure{"vocab_size", &LoggedModel::vocabulary},
    Figure{"attention.head_count", &LoggedModel::heads},
    Figure{"attention.head_count_kv", &LoggedModel::kv_heads},
    Figure{"expert_count", &LoggedModel::experts},
    Figure{"expert_used_count", &LoggedModel::experts_used},
    Figure{"attention.sliding_window", &LoggedModel::window},
};

void set_figure(std::span<const Figure> figures, std::string_view key, std::string_view value,
                LoggedModel& model) {
  const auto figure =
      std::find_if(figures.begin(), figures.end(), [&](const Figure& f) { return f.key == key; });
  if (figure != figures.end()) {
    // Lists of a figure a layer ("[8, 8, 0, ...]") are no figure of the model.
    if (const auto number = leading_whole(value)) {
      model.*(figure->field) = number;
    }
  }
}

// "8.03 B", "596.05 M".
std::optional<std::uint64_t> parameter_count(std::string_view text) {
  const std::optional<PrintedDecimal> value = leading_decimal(text);
  if (!value) {
    return std::nullopt;
  }
  const std::string_view unit = first_word(value->rest);
  const std::uint64_t scale = unit == "T"   ? 1'000'000'000'000
                              : unit == "B" ? 1'000'000'000
                              : unit == "M" ? 1'000'000
                              : unit == "K" ? 1'000
                                            : 1;
  return multiplied(*value, scale);
}

// "model ftype      = mostly Q4_K - Medium (guessed)": the bare name.
std::string file_type(std::string_view value) {
  value = trimmed(until(value, "(guessed)"));
  for (const std::string_view word : {"mostly ", "all "}) {
    if (value.starts_with(word)) {
      value.remove_prefix(word.size());
    }
  }
  return kept_text(value);
}

void read_printed(std::string_view rest, LoggedModel& model) {
  const std::string_view key = trimmed(until(rest, "="));
  const std::string_view value = trimmed(behind(rest, "=").value_or(std::string_view{}));
  if (value.empty()) {
    return;
  }
  if (key == "arch") {
    model.architecture = kept_text(value);
  } else if (key == "general.name") {
    model.name = kept_text(value);
  } else if (key == "file type" || key == "model ftype") {
    model.file_type = file_type(value);
  } else if (key == "model params") {
    model.parameters = parameter_count(value);
  } else {
    set_figure(printed_figures, key, value, model);
  }
}

// "- kv   4:                          llama.block_count u32              = 32"
void read_metadata(std::string_view rest, LoggedModel& model) {
  const std::string_view entry = behind(rest, ":").value_or(std::string_view{});
  const std::string_view key = first_word(entry);
  const std::string_view value = trimmed(behind(entry, "= ").value_or(std::string_view{}));
  if (value.empty()) {
    return;
  }
  if (key == "general.architecture") {
    model.architecture = kept_text(value);
  } else if (key == "general.name") {
    model.name = kept_text(value);
  } else if (!key.starts_with("general.") && !key.starts_with("tokenizer.")) {
    set_figure(metadata_figures, behind(key, ".").value_or(std::string_view{}), value, model);
  }
}

}  // namespace

bool read_model_line(const LogLine& line, LogState& state) {
  LoggedModel& model = state.log.model;
  for (const std::string_view prefix : {"print_info:", "llm_load_print_meta:"}) {
    if (const auto rest = behind(line.text, prefix)) {
      read_printed(*rest, model);
      return true;
    }
  }
  const std::optional<std::string_view> rest = behind(line.text, "llama_model_loader:");
  if (!rest) {
    // Ollama's own engine (ml/backend/ggml/ggml.go): msg="" architecture=llama file_type=Q4_K_M ...
    const auto architecture = attribute(line.text, "architecture");
    const auto type = attribute(line.text, "file_type");
    if (architecture && type) {
      model.architecture = kept_text(*architecture);
      model.file_type = kept_text(*type);
      model.name = kept_text(attribute(line.text, "name").value_or(std::string_view{}));
    }
    return architecture && type;
  }
  if (contains(*rest, "loaded meta data")) {
    const std::string_view file = behind(*rest, " tensors from ").value_or(std::string_view{});
    model.file = kept_text(until(file, " (version"));
  } else if (const auto entry = behind(*rest, "- kv ")) {
    read_metadata(*entry, model);
  }
  return true;
}

}  // namespace vramcalc::read
