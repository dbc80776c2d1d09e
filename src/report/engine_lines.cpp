#include "report/engine_lines.h"

#include <algorithm>
#include <array>

#include "report/names.h"

namespace vramcalc::report {
namespace {

using memory::LineItem;
using memory::Term;

const Term* find_term(const LineItem& item, std::string_view name) {
  const auto found = std::find_if(item.terms.begin(), item.terms.end(),
                                  [&](const Term& term) { return term.name == name; });
  return found == item.terms.end() ? nullptr : &*found;
}

// A sentence whose arguments are terms of the item.
struct Line {
  struct Argument {
    std::string_view name;
    std::string_view term;
  };

  std::string_view formula;
  MessageId message;
  std::array<Argument, 2> arguments{};  // those without a name are none
};

constexpr std::array lines{
    Line{"chunk-peak", MessageId::line_pass_of_tokens, {{{"tokens", "chunk"}}}},
    Line{"communication", MessageId::line_communication, {{{"gpus", "gpus"}}}},
    Line{"expert-padding", MessageId::line_expert_padding},
    Line{"generate-peak", MessageId::line_pass_of_tokens, {{{"tokens", "tokens"}}}},
    Line{"kv-cache-blocks",
         MessageId::line_blocks,
         {{{"blocks", "blocks"}, {"tokens", "block_tokens"}}}},
    Line{"lora-buffers",
         MessageId::line_lora_buffers,
         {{{"adapters", "adapters"}, {"rank", "rank"}}}},
    Line{"mlx-peak", MessageId::line_pass_of_tokens, {{{"tokens", "tokens"}}}},
    Line{"request-index",
         MessageId::line_request_index,
         {{{"requests", "requests"}, {"positions", "positions"}}}},
    Line{"rope-table", MessageId::line_rope_table, {{{"positions", "positions"}}}},
    Line{"separate-head", MessageId::line_separate_head},
    Line{"state-pool", MessageId::line_state_slots, {{{"slots", "slots"}, {"bytes", "state"}}}},
    Line{"vllm-cuda-graphs", MessageId::line_graph_sizes, {{{"sizes", "sizes"}}}},
    Line{"vllm-sampler-state",
         MessageId::line_sampler_state,
         {{{"sequences", "sequences"}, {"vocabulary", "vocabulary"}}}},
    Line{"workspaces", MessageId::line_libraries},
};

std::string text_of(const Line& line, const LineItem& item) {
  Text text{line.message, {}};
  for (const Line::Argument& argument : line.arguments) {
    if (!argument.name.empty()) {
      text.fields.emplace_back(argument.name, value_of(item, argument.term));
    }
  }
  return render(text);
}

std::string rows_text(const LineItem& item) {
  const std::uint64_t sequences = value_of(item, "sequences");
  return render({sequences > 1 ? MessageId::line_rows_of_sequences : MessageId::line_rows,
                 {{"layers", value_of(item, "layers")},
                  {"sequences", sequences},
                  {"rows", value_of(item, "rows")},
                  {"bytes", value_of(item, "row")}}});
}

std::string profile_text(const LineItem& item) {
  const std::uint64_t sequences = value_of(item, "sequences");
  return render({sequences == 0 ? MessageId::line_pass_of_tokens : MessageId::line_batched_tokens,
                 {{"tokens", value_of(item, "batched_tokens")}, {"sequences", sequences}}});
}

}  // namespace

bool has_terms(const LineItem& item, std::initializer_list<std::string_view> names) {
  return std::all_of(names.begin(), names.end(),
                     [&](std::string_view name) { return find_term(item, name) != nullptr; });
}

std::uint64_t value_of(const LineItem& item, std::string_view name) {
  const Term* term = find_term(item, name);
  return term == nullptr ? 0 : term->value;
}

std::string engine_line_text(const LineItem& item) {
  const std::string_view formula = item.formula;
  if (formula == "kv-cache-blocks" && value_of(item, "block_tokens") == 1) {
    return render({MessageId::line_tokens_of_cache, {{"tokens", value_of(item, "blocks")}}});
  }
  if (formula == "captured-graphs") {
    return label(item.basis == memory::Basis::measured ? MessageId::line_logged_graphs
                                                       : MessageId::line_guessed_graphs);
  }
  if (formula.starts_with("kv-rows")) {
    return rows_text(item);
  }
  if (formula == "vllm-profile") {
    return profile_text(item);
  }
  const auto* const line = std::find_if(
      lines.begin(), lines.end(), [&](const Line& known) { return known.formula == formula; });
  return line == lines.end() ? std::string{} : text_of(*line, item);
}

}  // namespace vramcalc::report
