#include "report/speed.h"

#include <fmt/format.h>

#include <cmath>
#include <utility>

#include <vramcalc/core/quantity.h>

#include "report/names.h"

namespace vramcalc::report {
namespace {

using advise::Rate;
using advise::SpeedBound;

MessageId label_of(SpeedBound bound) {
  switch (bound) {
    case SpeedBound::bandwidth:
      return MessageId::word_bound_bandwidth;
    case SpeedBound::fixed_cost:
      return MessageId::word_bound_fixed;
    case SpeedBound::links:
      return MessageId::word_bound_links;
    case SpeedBound::main_memory:
      return MessageId::word_bound_host;
    case SpeedBound::arithmetic:
      break;
  }
  return MessageId::word_bound_compute;
}

Fields fields_of(const Rate& rate, std::string (*text)(double)) {
  return {{"rate", text(rate.expected)},
          {"seconds", text(rate.expected)},
          {"low", text(rate.low)},
          {"high", text(rate.high)}};
}

std::string with_field(MessageId id, Fields fields, std::string_view name, FieldValue value) {
  fields.emplace_back(name, std::move(value));
  return render({id, std::move(fields)});
}

double rounded(double value) {
  constexpr double hundredths = 100;
  constexpr double thousandths = 1000;
  const double unit = value < 10 ? thousandths : hundredths;
  return std::round(value * unit) / unit;
}

void add_rate(Json& json, const std::string& name, const std::string& unit,
              const std::optional<Rate>& rate) {
  json[name + unit] = rate ? Json(rounded(rate->expected)) : Json(nullptr);
  json[name + "_low" + unit] = rate ? Json(rounded(rate->low)) : Json(nullptr);
  json[name + "_high" + unit] = rate ? Json(rounded(rate->high)) : Json(nullptr);
}

}  // namespace

std::string speed_text(double per_second) {
  constexpr double ten = 10;
  constexpr double thousand = 1000;
  if (per_second < ten) {
    return decimal_text(per_second, 1);
  }
  const double step = per_second < thousand ? 1 : ten;
  return grouped_text(
      static_cast<std::uint64_t>(std::llround(std::round(per_second / step) * step)));
}

void add_speed(Document& document, const std::optional<advise::Speed>& speed) {
  if (!speed) {
    return;
  }
  const Fields decode = fields_of(speed->decode, speed_text);
  Table table;
  table.has_header = false;
  table.columns = {{""}, {.header = "", .wraps = true}};
  table.rows.push_back(
      {{label(MessageId::label_speed)},
       {with_field(MessageId::text_decode_speed, decode, "what", label_of(speed->bound)),
        Tone::strong}});
  table.rows.push_back(
      {{""},
       {render({MessageId::text_characters,
                {{"english", speed_text(speed->decode.expected * speed->english_characters)},
                 {"chinese", speed_text(speed->decode.expected * speed->chinese_characters)}}})}});
  if (speed->prompt) {
    table.rows.push_back(
        {{label(MessageId::label_prompt_speed)},
         {with_field(MessageId::text_prompt_speed, fields_of(*speed->prompt, speed_text), "tokens",
                     tokens_text(speed->prompt_tokens))}});
    table.rows.push_back({{label(MessageId::label_first_token)},
                          {with_field(MessageId::text_first_token,
                                      fields_of(*speed->first_token_seconds, seconds_text),
                                      "tokens", tokens_text(speed->prompt_tokens))}});
  }
  if (speed->sequences > 1) {
    table.rows.push_back(
        {{label(MessageId::label_together)},
         {with_field(MessageId::text_together, fields_of(speed->together, speed_text), "count",
                     speed->sequences)}});
  }
  document.emplace_back(std::move(table));
}

Json speed_json(const std::optional<advise::Speed>& speed) {
  if (!speed) {
    return nullptr;
  }
  Json json;
  json["prompt_tokens"] = speed->prompt_tokens;
  json["sequences"] = speed->sequences;
  const std::string tokens = "_tokens_per_second";
  add_rate(json, "decode", tokens, speed->decode);
  add_rate(json, "decode_full_context", tokens, speed->decode_full);
  add_rate(json, "together", tokens, speed->together);
  add_rate(json, "prompt", tokens, speed->prompt);
  add_rate(json, "first_token", "_seconds", speed->first_token_seconds);
  json["english_characters_per_second"] =
      rounded(speed->decode.expected * speed->english_characters);
  json["chinese_characters_per_second"] =
      rounded(speed->decode.expected * speed->chinese_characters);
  json["bound"] = id_of(speed->bound);
  json["is_calibrated"] = speed->is_calibrated;
  return json;
}

}  // namespace vramcalc::report
