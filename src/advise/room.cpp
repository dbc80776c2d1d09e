#include <vramcalc/advise/room.h>

#include <algorithm>
#include <utility>

#include "advise/engine_formats.h"
#include "advise/longest_context.h"
#include "advise/rig_check.h"
#include "advise/search.h"

namespace vramcalc::advise {
namespace {

using memory::Question;

void find_parallel(Room& room, Question question, const RigCheck& cards) {
  const bool is_llama_cpp = std::holds_alternative<memory::LlamaCpp>(question.engine);
  const std::uint64_t most = is_llama_cpp ? most_sequences : most_sequences_of_servers;
  const std::uint64_t sequences = largest_that(most, [&](std::uint64_t tried) {
    question.workload.parallel = tried;
    return cards.holds(question);
  });
  if (sequences > 0) {
    room.most_parallel = sequences;
  }
}

void find_format(Room& room, const Question& question, const RigCheck& cards) {
  for (Question& other : in_formats_of_engine(question)) {
    if (cards.holds(other)) {
      room.best_format = std::move(other.format);
      return;
    }
  }
}

}  // namespace

std::optional<std::uint64_t> longest_context(Question question, const RigCheck& cards) {
  const std::uint64_t most = std::min(
      question.model.max_context_tokens.value_or(longest_context_tried), longest_context_tried);
  const auto tokens = [&](std::uint64_t steps) { return std::min(steps * context_step, most); };
  const std::uint64_t all_steps = most / context_step + (most % context_step == 0 ? 0 : 1);
  const std::uint64_t steps = largest_that(all_steps, [&](std::uint64_t tried) {
    question.workload.context_tokens = tokens(tried);
    return cards.holds(question);
  });
  return steps > 0 ? std::optional{tokens(steps)} : std::nullopt;
}

Room room(const Question& question, const Machine& machine) {
  const RigCheck cards{machine};
  Room room;
  room.reserve = cards.reserve();
  room.longest_context_tokens = longest_context(question, cards);
  room.context_is_model_maximum = room.longest_context_tokens &&
                                  room.longest_context_tokens == question.model.max_context_tokens;
  find_parallel(room, question, cards);
  find_format(room, question, cards);
  return room;
}

}  // namespace vramcalc::advise
