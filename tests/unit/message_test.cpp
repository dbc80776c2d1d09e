#include <algorithm>
#include <map>
#include <string>
#include <string_view>
#include <catch2/catch.hpp>

#include <vramcalc/core/error.h>
#include <vramcalc/core/message.h>

using namespace vramcalc;

namespace {

constexpr MessageId all_messages[]{
#define VRAMCALC_MESSAGE(id, english) MessageId::id,
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

constexpr std::string_view all_names[]{
#define VRAMCALC_MESSAGE(id, english) #id,
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

}  // namespace

TEST_CASE("every message is a text with whole blanks", "[message]") {
  for (std::size_t i = 0; i < std::size(all_messages); ++i) {
    const std::string_view text = message_template(all_messages[i], Language::english);
    INFO(all_names[i] << ": " << text);
    CHECK_FALSE(text.empty());
    CHECK(std::count(text.begin(), text.end(), '{') == std::count(text.begin(), text.end(), '}'));
    CHECK(text.find("  ") ==
          (all_names[i] == "help_exit_code_list" ? text.find("  ") : std::string_view::npos));
    CHECK(text.back() != ' ');
  }
}

TEST_CASE("blanks take words, counts, sizes and other messages", "[message]") {
  CHECK(render({MessageId::error_unknown_gpu, {{"name", std::string{"x"}}}}) == "unknown GPU 'x'");
  CHECK(render({MessageId::text_size_at_precision,
                {{"size", Bytes{8'450'000'000}}, {"precision", std::string{"int4"}}}}) ==
        "8.45 GB at int4");
  CHECK(render({MessageId::text_size_at_precision,
                {{"size", Bytes{std::uint64_t{1} << 33}}, {"precision", std::string{"int4"}}}},
               {.unit = ByteUnit::gib}) == "8.00 GiB at int4");
  CHECK(render({MessageId::text_verdict_on,
                {{"verdict", MessageId::label_fits}, {"rig", std::string{"1 × A10"}}}}) ==
        "fits on 1 × A10");
}

TEST_CASE("a blank chooses between one and many", "[message]") {
  const auto note = [](std::uint64_t count) {
    return render({MessageId::note_cards_without_power, {{"count", count}}});
  };
  CHECK(note(1).starts_with("1 card has "));
  CHECK(note(2).starts_with("2 cards have "));
}

TEST_CASE("a blank without a field stays visible", "[message]") {
  CHECK(render({MessageId::error_unknown_gpu, {}}) == "unknown GPU '{name}'");
}

TEST_CASE("an error says its English text", "[message]") {
  const Error error(ErrorKind::not_found,
                    {MessageId::error_unknown_model, {{"name", std::string{"x"}}}},
                    Text{MessageId::hint_list_models, {}});
  CHECK(std::string{error.what()} == "unknown model 'x'");
  CHECK(error.kind() == ErrorKind::not_found);
  CHECK(error.hint()->id == MessageId::hint_list_models);
}
