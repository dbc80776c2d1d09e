// Every parser of quantities takes the whole text or throws Error(usage).
#include <string>
#include <string_view>
#include <vramcalc/core/error.h>
#include <vramcalc/core/quantity.h>

#include "fuzz/check.h"
#include "fuzz/fuzz.h"

namespace {

template <typename Parser>
void parse(Parser parser, std::string_view text) {
  using namespace vramcalc;
  try {
    parser(text);
  } catch (const Error& error) {
    fuzz::check(*error.what() != '\0', "an error says something");
    fuzz::check(fuzz::is_printable(error.what(), false), "an error is printable");
  }
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace vramcalc;
  const std::string_view text{reinterpret_cast<const char*>(data), size};
  parse([](std::string_view t) { fuzz::check(parse_decimal(t).denominator > 0, "a fraction"); },
        text);
  parse(
      [](std::string_view t) {
        const Bytes bytes = parse_size(t);
        fuzz::check(bytes > Bytes{}, "a size is not zero");
        fuzz::check(fuzz::is_printable(size_text(bytes, ByteUnit::gb), false), "a size has a text");
      },
      text);
  parse(
      [](std::string_view t) {
        const std::uint64_t count = parse_parameter_count(t);
        fuzz::check(count > 0, "a count is not zero");
        fuzz::check(parse_parameter_count(count_text(count)) > 0, "a count's text is a count");
      },
      text);
  (void)looks_like_number(text);
  return 0;
}
