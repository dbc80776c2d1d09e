#include <string>
#include <string_view>
#include <vector>
#include <catch2/catch.hpp>

#include <vramcalc/core/spelling.h>

using namespace vramcalc;

TEST_CASE("names fold to what people mean", "[spelling]") {
  CHECK(folded_name("RTX 4090") == "rtx4090");
  CHECK(folded_name("rtx-4090") == folded_name("RTX_4090"));
  CHECK(folded_name("llama3.1:8b") == "llama3.18b");
}

TEST_CASE("the nearest names come first, and far ones not at all", "[spelling]") {
  const std::vector<std::string_view> names{"rtx-4090", "rtx-4080", "rtx-4070", "a10", "h100"};
  CHECK(closest_names("rtx4090", names).front() == "rtx-4090");
  CHECK(closest_names("rtx-409", names).front() == "rtx-4090");
  CHECK(closest_names("rtx-409", names).size() == 3);
  CHECK(closest_names("voodoo", names).empty());
  CHECK(closest_names("", names).empty());
  CHECK(closest_names(std::string(100'000, 'x'), names).empty());
}

TEST_CASE("hostile text is made printable", "[spelling]") {
  CHECK(printable("plain") == "plain");
  CHECK(printable("a\x1b[31mb\n") == "a?[31mb?");
  CHECK(printable("\xc2\x9b") == "?");  // the C1 form of ESC [
  CHECK(printable("caf\xc3\xa9") == "caf\xc3\xa9");
  CHECK(printable("\xff\xfe") == "??");
  CHECK(printable("\xed\xa0\x80") == "???");       // a surrogate
  CHECK(printable("\xf4\x90\x80\x80") == "????");  // beyond U+10FFFF
  CHECK(printable("\xc0\xaf") == "??");            // an overlong slash
  CHECK(printable("a\xe2\x80\xae"
                  "b") == "a?b");  // right-to-left override
  CHECK(printable(std::string(500, 'x'), 10) == "xxxxxxxxxx...");
  CHECK(printable(std::string("a\0b", 3)) == "a?b");
}

TEST_CASE("suggestions are quoted, ready to type", "[spelling]") {
  CHECK(quoted_list(std::vector<std::string>{"a"}) == "'a'");
  CHECK(quoted_list(std::vector<std::string>{"a", "b"}) == "'a', 'b'");
  CHECK(quoted_list(std::vector<std::string>{}).empty());
}
