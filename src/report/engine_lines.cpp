#include "report/engine_lines.h"

#include <algorithm>

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

std::string pass_text(std::uint64_t tokens) {
  return render({MessageId::line_pass_of_tokens, {{"tokens", tokens}}});
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
    return item.basis == memory::Basis::measured ? label(MessageId::line_logged_graphs)
                                                 : label(MessageId::line_guessed_graphs);
  }
  if (formula == "vllm-sampler-state") {
    return render({MessageId::line_sampler_state,
                   {{"sequences", value_of(item, "sequences")},
                    {"vocabulary", value_of(item, "vocabulary")}}});
  }
  if (formula == "lora-buffers") {
    return render({MessageId::line_lora_buffers,
                   {{"adapters", value_of(item, "adapters")}, {"rank", value_of(item, "rank")}}});
  }
  if (formula == "state-pool") {
    return render({MessageId::line_state_slots,
                   {{"slots", value_of(item, "slots")}, {"bytes", value_of(item, "state")}}});
  }
  if (formula == "request-index") {
    return render(
        {MessageId::line_request_index,
         {{"requests", value_of(item, "requests")}, {"positions", value_of(item, "positions")}}});
  }
  if (formula == "kv-cache-blocks") {
    return render(
        {MessageId::line_blocks,
         {{"blocks", value_of(item, "blocks")}, {"tokens", value_of(item, "block_tokens")}}});
  }
  if (formula.starts_with("kv-rows")) {
    return rows_text(item);
  }
  if (formula == "vllm-profile") {
    return profile_text(item);
  }
  if (formula == "vllm-cuda-graphs") {
    return render({MessageId::line_graph_sizes, {{"sizes", value_of(item, "sizes")}}});
  }
  if (formula == "generate-peak" || formula == "mlx-peak") {
    return pass_text(value_of(item, "tokens"));
  }
  if (formula == "chunk-peak") {
    return pass_text(value_of(item, "chunk"));
  }
  if (formula == "expert-padding") {
    return label(MessageId::line_expert_padding);
  }
  if (formula == "separate-head") {
    return label(MessageId::line_separate_head);
  }
  if (formula == "workspaces") {
    return label(MessageId::line_libraries);
  }
  if (formula == "communication") {
    return render({MessageId::line_communication, {{"gpus", value_of(item, "gpus")}}});
  }
  if (formula == "rope-table") {
    return render({MessageId::line_rope_table, {{"positions", value_of(item, "positions")}}});
  }
  return {};
}

}  // namespace vramcalc::report
