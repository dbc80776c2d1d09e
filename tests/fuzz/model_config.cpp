// A config.json: its tree, its fields and what is built from them.
#include <string_view>
#include <vramcalc/core/error.h>
#include <vramcalc/model/blueprint.h>
#include <vramcalc/read/model_file.h>

#include "fuzz/check.h"
#include "fuzz/fuzz.h"
#include "read/json/json.h"

namespace {

using namespace vramcalc;

// What no error of a config may be: unprintable, or of a kind that blames somebody else.
void check_config_error(const Error& error) {
  const bool is_input =
      error.kind() == ErrorKind::bad_input || error.kind() == ErrorKind::unsupported;
  fuzz::check(is_input, "a bad config is bad input, or unsupported");
  fuzz::check(fuzz::is_printable(error.what(), false) && fuzz::is_utf8(error.what()),
              "an error is printable");
  fuzz::check(!error.hint() || fuzz::is_printable(render(*error.hint()), false),
              "a hint is printable");
}

void check_tree(std::string_view text) {
  const model::ConfigValue root = read::parse_json_text(text, "fuzz.json");
  const model::Config config{root, "fuzz.json"};
  for (const model::ConfigMember& member : config.members()) {
    fuzz::check(fuzz::is_utf8(member.key), "a key is UTF-8");
    fuzz::check(member.value.is_null() || config.has(member.key), "a key is found");
    fuzz::check(fuzz::is_printable(model::config_value_text(member.value), false),
                "a value is shown printable");
  }
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text{reinterpret_cast<const char*>(data), size};
  try {
    check_tree(text);
  } catch (const Error& error) {
    fuzz::check_error(error, "fuzz.json");
    return 0;
  }
  try {
    const model::Checkpoint checkpoint = read::read_model_config_text(text, "fuzz.json");
    fuzz::check(checkpoint.model.layout != nullptr, "a config has a layout");
    fuzz::check(checkpoint.model.parameters > 0, "a model has parameters");
  } catch (const Error& error) {
    check_config_error(error);
  }
  return 0;
}
