// How documents become text, Markdown and CSV.
#include <sstream>
#include <string>
#include <catch2/catch.hpp>

#include "report/bar.h"
#include "report/csv.h"
#include "report/markdown.h"
#include "report/text.h"
#include "report/width.h"

using namespace vramcalc::report;

namespace {

Table sample() {
  Table table;
  table.columns = {{"card"},
                   {"load", Align::left, 2, true},
                   {"watts", Align::right, 1},
                   {.header = "why", .wraps = true}};
  table.rows = {
      {{"RTX 4090"}, {"", Tone::good, 0.5}, {"450"}, {"because it is the first of these"}},
      {{"A10"}, {"", Tone::bad, 1.5}, {"150"}, {"short"}}};
  return table;
}

std::size_t longest_line(const std::string& text) {
  std::istringstream lines{text};
  std::size_t longest = 0;
  for (std::string line; std::getline(lines, line);) {
    longest = std::max(longest, display_width(line));
  }
  return longest;
}

}  // namespace

TEST_CASE("wide characters take two columns, marks none", "[render]") {
  CHECK(display_width("card") == 4);
  CHECK(display_width("显存") == 4);
  CHECK(display_width("2 × A10") == 7);
  CHECK(display_width("e\xcc\x81") == 1);
  CHECK(display_width("█░") == 2);
  CHECK(display_width("") == 0);
  CHECK(padded("显存", 6) == "显存  ");
  CHECK(padded("7", 3, true) == "  7");
  CHECK(padded("too long", 3) == "too long");
}

TEST_CASE("a bar shows its share and never overflows", "[render]") {
  CHECK(bar(0.5, 4) == "██░░");
  CHECK(bar(0, 2) == "░░");
  CHECK(bar(7, 2) == "██");
  CHECK(bar(-1, 2) == "░░");
}

TEST_CASE("columns align, and bars need colour", "[render]") {
  const std::string plain = text({sample()}, {80, false});
  CHECK(plain ==
        "  card       watts   why\n"
        "  RTX 4090     450   because it is the first of these\n"
        "  A10          150   short\n");
  const std::string coloured = text({sample()}, {80, true});
  CHECK(coloured.find("█") != std::string::npos);
  CHECK(coloured.find("\x1b[32m") != std::string::npos);
}

TEST_CASE("narrow terminals wrap the last column and lose the least needed", "[render]") {
  for (std::size_t width = 40; width <= 120; ++width) {
    CAPTURE(width);
    const std::string plain = text({sample()}, {width, false});
    CHECK(longest_line(plain) <= std::min<std::size_t>(width, 100));
    CHECK(plain.find("RTX 4090") != std::string::npos);
  }
  CHECK(text({sample()}, {44, false}) ==
        "  card      watts  why\n"
        "  RTX 4090    450  because it is the first\n"
        "                   of these\n"
        "  A10         150  short\n");
}

TEST_CASE("sentences wrap, commands do not", "[render]") {
  CHECK(wrapped("one two three", 7) == std::vector<std::string>{"one two", "three"});
  CHECK(wrapped("unbreakable", 3) == std::vector<std::string>{"unbreakable"});
  CHECK(wrapped("", 3) == std::vector<std::string>{""});
  const std::string long_command(120, 'x');
  CHECK(text({Remark{long_command, Tone::plain, true}}, {80, false}) ==
        "    " + long_command + "\n");
}

TEST_CASE("Markdown escapes what it would interpret", "[render]") {
  Table table;
  table.columns = {{"a|b"}, {"n", Align::right}};
  table.rows = {{{"x*y_z"}, {"1"}}};
  CHECK(markdown({table}) == "| a\\|b | n |\n| --- | ---: |\n| x\\*y\\_z | 1 |\n");
}

TEST_CASE("CSV flattens, quotes and defuses", "[render]") {
  const Json rows = Json::parse(R"([
    {"gpu": "a,b", "ram": {"minimum_bytes": 1, "recommended_bytes": 2}, "list": ["x", "y"]},
    {"gpu": "say \"hi\"", "ram": null, "list": [], "extra": "=1+1"}])");
  CHECK(csv(rows) ==
        "gpu,ram_minimum_bytes,ram_recommended_bytes,list,extra\r\n"
        "\"a,b\",1,2,x; y,\r\n"
        "\"say \"\"hi\"\"\",,,,'=1+1\r\n");
  CHECK(csv(Json::array()) == "\r\n");
}
