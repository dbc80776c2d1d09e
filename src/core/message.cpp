#include <vramcalc/core/message.h>

#include <algorithm>

namespace vramcalc {
namespace {

// One row a message, in the order of MessageId. A second language is a second column here.
// (A plain array: clang 14 cannot deduce the length of a std::array of so many.)
// NOLINTNEXTLINE(*-avoid-c-arrays)
constexpr std::string_view english_templates[]{
#define VRAMCALC_MESSAGE(id, english) english,
#include <vramcalc/core/messages/answers.def>
#include <vramcalc/core/messages/batch.def>
#include <vramcalc/core/messages/engine.def>
#include <vramcalc/core/messages/engines.def>
#include <vramcalc/core/messages/errors.def>
#include <vramcalc/core/messages/fit.def>
#include <vramcalc/core/messages/formulas.def>
#include <vramcalc/core/messages/gguf.def>
#include <vramcalc/core/messages/help.def>
#include <vramcalc/core/messages/inspect.def>
#include <vramcalc/core/messages/labels.def>
#include <vramcalc/core/messages/llama_cpp.def>
#include <vramcalc/core/messages/local.def>
#include <vramcalc/core/messages/model.def>
#include <vramcalc/core/messages/plan.def>
#include <vramcalc/core/messages/read.def>
#include <vramcalc/core/messages/recommend.def>
#include <vramcalc/core/messages/room.def>
#include <vramcalc/core/messages/safetensors.def>
#include <vramcalc/core/messages/speed.def>
#include <vramcalc/core/messages/timeline.def>
#include <vramcalc/core/messages/verify.def>
#include <vramcalc/core/messages/versus.def>
#undef VRAMCALC_MESSAGE
};

const FieldValue* find_field(const Fields& fields, std::string_view name) {
  const auto found = std::find_if(fields.begin(), fields.end(),
                                  [&](const auto& field) { return field.first == name; });
  return found == fields.end() ? nullptr : &found->second;
}

struct ValueText {
  TextStyle style;

  std::string operator()(const std::string& words) const { return words; }
  std::string operator()(std::uint64_t count) const { return std::to_string(count); }
  std::string operator()(Bytes size) const { return size_text(size, style.unit); }
  std::string operator()(MessageId id) const { return label(id, style); }
};

// `{name}` is the value, `{name:one|many}` a word chosen by it.
std::string blank_text(std::string_view blank, const Fields& fields, TextStyle style) {
  const std::size_t colon = blank.find(':');
  const FieldValue* value = find_field(fields, blank.substr(0, colon));
  if (value == nullptr) {
    return "{" + std::string{blank} + "}";
  }
  if (colon == std::string_view::npos) {
    return std::visit(ValueText{style}, *value);
  }
  const std::string_view words = blank.substr(colon + 1);
  const std::size_t bar = words.find('|');
  const auto* count = std::get_if<std::uint64_t>(value);
  const bool one = count != nullptr && *count == 1;
  return std::string{one ? words.substr(0, bar) : words.substr(bar + 1)};
}

}  // namespace

std::string_view message_template(MessageId id, Language /*language*/) {
  return english_templates[static_cast<std::size_t>(id)];
}

std::string render(const Text& text, TextStyle style) {
  std::string_view rest = message_template(text.id, style.language);
  std::string out;
  while (true) {
    const std::size_t open = rest.find('{');
    const std::size_t close = rest.find('}', open);
    if (open == std::string_view::npos || close == std::string_view::npos) {
      return out.append(rest);
    }
    out.append(rest.substr(0, open));
    out.append(blank_text(rest.substr(open + 1, close - open - 1), text.fields, style));
    rest.remove_prefix(close + 1);
  }
}

}  // namespace vramcalc
