// The fast way to write a document is the same as the slow one.
#include <limits>
#include <string>
#include <catch2/catch.hpp>

#include "report/json_line.h"

using namespace vramcalc;
using report::Json;

TEST_CASE("a document on one line is what dump() makes of it", "[report]") {
  Json document;
  document["empty object"] = Json::object();
  document["empty list"] = Json::array();
  document["words"] = {"", "plain", "\"quoted\"", "back\\slash", "\t\n\x01\x7f", "é €"};
  document["\"key\""] = nullptr;
  document["numbers"] = {0,
                         -1,
                         1.0,
                         0.1,
                         1e300,
                         -2.5e-7,
                         0.9,
                         std::numeric_limits<std::uint64_t>::max(),
                         std::numeric_limits<std::int64_t>::min()};
  document["not numbers"] = {std::numeric_limits<double>::infinity()};
  document["flags"] = {true, false};
  document["deep"] = {{"list", {Json::array({1, Json::array()}), Json{{"a", {{"b", 1}}}}}}};
  CHECK(report::one_line(document) == document.dump());
  for (const Json& part : document) {
    CHECK(report::one_line(part) == part.dump());
  }
}
