#include "report/room_text.h"

#include <vector>

#include "report/names.h"

namespace vramcalc::report {
namespace {

// Of an answer that holds, what goes beyond it; of another, whatever would hold in its place.
class Asked {
 public:
  explicit Asked(const advise::EstimateAnswer& answer)
      : answer_(&answer), holds_(answer.verdict != advise::Verdict::no) {}

  [[nodiscard]] bool holds() const { return holds_; }

  [[nodiscard]] bool is_news(std::optional<std::uint64_t> value, std::uint64_t asked) const {
    return value && (holds_ ? *value > asked : *value < asked);
  }

  [[nodiscard]] bool is_news(const std::optional<model::WeightFormat>& format) const {
    if (!format || format_name(*format) == format_name(answer_->format)) {
      return false;
    }
    const bool has_more_bits =
        format->precision.bits_per_weight() > answer_->format.precision.bits_per_weight();
    return has_more_bits == holds_;
  }

 private:
  const advise::EstimateAnswer* answer_;
  bool holds_;
};

}  // namespace

std::string room_text(const advise::EstimateAnswer& answer) {
  if (!answer.room) {
    return {};
  }
  const advise::Room& room = *answer.room;
  const Asked asked{answer};
  std::vector<std::string> ways;
  if (asked.is_news(room.longest_context_tokens, answer.workload.context_tokens)) {
    ways.push_back(render(
        {MessageId::room_context, {{"tokens", tokens_up_to(*room.longest_context_tokens)}}}));
  }
  if (asked.is_news(room.most_parallel, answer.workload.parallel)) {
    ways.push_back(render({MessageId::room_parallel,
                           {{"count", *room.most_parallel},
                            {"tokens", tokens_text(answer.workload.context_tokens)}}}));
  }
  if (asked.is_news(room.best_format)) {
    ways.push_back(format_name(*room.best_format));
  }
  std::string list;
  for (const std::string& way : ways) {
    list =
        list.empty() ? way : render({MessageId::text_room_or, {{"first", list}, {"second", way}}});
  }
  const MessageId sentence = asked.holds() ? MessageId::text_room : MessageId::text_would_fit;
  return list.empty() ? list : render({sentence, {{"list", list}}});
}

}  // namespace vramcalc::report
