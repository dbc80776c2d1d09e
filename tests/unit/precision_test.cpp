#include <set>
#include <string>
#include <catch2/catch.hpp>

#include <vramcalc/core/error.h>
#include <vramcalc/model/precision.h>

using namespace vramcalc;
using model::find_precision;

TEST_CASE("each precision has its bytes per parameter", "[precision]") {
  const auto [name, bytes] = GENERATE(table<std::string, double>({
      {"fp32", 4},         {"fp16", 2},          {"bf16", 2},          {"fp8", 1},
      {"int8", 1},         {"int4", 0.5},        {"awq", 0.52},        {"gptq", 0.52},
      {"nf4", 0.5625},     {"mxfp4", 0.53125},   {"nvfp4", 0.5625},    {"q4_k_m", 0.5625},
      {"q8_0", 1.0625},    {"q6_k", 0.8203125},  {"q5_k_m", 0.6875},   {"q2_k", 0.328125},
      {"iq4_xs", 0.53125}, {"iq1_s", 0.1953125}, {"exl2:4.5", 0.5625}, {"exl3:3.25", 0.40625},
  }));
  CAPTURE(name);
  CHECK(find_precision(name).bytes_per_parameter.value() == Approx(bytes).epsilon(1e-12));
  CHECK(find_precision(name).id == name);
}

TEST_CASE("names are found however they are written", "[precision]") {
  CHECK(find_precision("Q4_K_M").id == "q4_k_m");
  CHECK(find_precision("q4-k-m").id == "q4_k_m");
  CHECK(find_precision("Q4_K").id == "q4_k_m");
  CHECK(find_precision("FP16").id == "fp16");
  CHECK(find_precision("f16").id == "fp16");
  CHECK(find_precision("bfloat16").id == "bf16");
  CHECK(find_precision("EXL2:4.50").id == "exl2:4.50");
}

TEST_CASE("ids and aliases mean one precision each", "[precision]") {
  std::set<std::string> ids;
  for (const model::Precision& precision : model::precisions()) {
    CAPTURE(precision.id);
    CHECK(ids.insert(precision.id).second);
    CHECK(find_precision(precision.id).bytes_per_parameter == precision.bytes_per_parameter);
    CHECK_FALSE(precision.description.empty());
    CHECK_FALSE(precision.source.empty());
  }
  CHECK(ids.size() >= 45);
}

TEST_CASE("unknown names and impossible bits are refused", "[precision]") {
  CHECK_THROWS_WITH(find_precision("q4_k_x"), "unknown precision 'q4_k_x'");
  CHECK_THROWS_AS(find_precision(""), Error);
  for (const char* name :
       {"exl2:", "exl2:0.5", "exl2:17", "exl2:nan", "exl3:-4", "exl2:4.5555555"}) {
    CAPTURE(name);
    CHECK_THROWS_AS(find_precision(name), Error);
  }
}
