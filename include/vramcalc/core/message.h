// The one table of everything a person reads, and the values that go into its blanks.
//
// A sentence is a `Text`: the id of a message and its named fields. Calculations produce `Text`s,
// never prose, so one answer prints in any language and any unit. The templates live in
// messages/*.def, one line a message, English first.
//
//   Text note{MessageId::note_cards_without_price, {{"count", std::uint64_t{2}}}};
//   render(note);   // "2 cards without a price are left out ..."
//
// In a template `{name}` is a field and `{name:one|many}` one of two words by the field's number.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include <vramcalc/core/bytes.h>
#include <vramcalc/core/quantity.h>

namespace vramcalc {

enum class MessageId : std::uint16_t {
#define VRAMCALC_MESSAGE(id, english) id,
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

enum class Language : std::uint8_t { english };

/// How quantities inside sentences are printed.
struct TextStyle {
  Language language = Language::english;
  ByteUnit unit = ByteUnit::gb;
};

/// A blank's value: words, a count, a size, or another message ("fits").
using FieldValue = std::variant<std::string, std::uint64_t, Bytes, MessageId>;
using Fields = std::vector<std::pair<std::string_view, FieldValue>>;

struct Text {
  MessageId id{};
  Fields fields;
};

[[nodiscard]] std::string_view message_template(MessageId id, Language language);

/// The sentence with its blanks filled. A blank without a field stays visible as `{name}`: a test
/// demands that no message does so.
[[nodiscard]] std::string render(const Text& text, TextStyle style = {});

/// A message without blanks.
[[nodiscard]] inline std::string label(MessageId id, TextStyle style = {}) {
  return std::string{message_template(id, style.language)};
}

}  // namespace vramcalc
