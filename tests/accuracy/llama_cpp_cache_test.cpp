// llama.cpp's cache and recurrent states, to the last byte; and what holds for every model.
#include <catch2/catch.hpp>

#include "accuracy/llama_cpp_cache.h"
#include "accuracy/llama_cpp_options.h"
#include "accuracy/reference.h"

using namespace vramcalc;

TEST_CASE("caches equal those of llama.cpp to the last byte", "[accuracy]") {
  const auto& rows = accuracy::llama_cpp_caches();
  CHECK(rows.size() == 920);
  for (const auto& row : rows) {
    INFO(row.model << " " << row.options);
    CHECK(row.counted.count() == row.stated.count());
  }
}

TEST_CASE("no model's cache is smaller for being asked for more", "[accuracy]") {
  for (const auto& row : accuracy::rows_of("models.jsonl")) {
    const auto name = row.at("model").get<std::string>();
    INFO(name);
    const auto bytes = [&](const std::string& options) {
      return accuracy::counted_cache(accuracy::reference_model(name).layout.architecture,
                                     accuracy::parse_llama_cpp_call(options));
    };
    const Bytes usual = bytes("-c 16384");
    CHECK(bytes("-c 4096") <= usual);
    CHECK(usual <= bytes("-c 65536"));
    CHECK(usual <= bytes("-c 16384 --swa-full"));
    CHECK(usual <= bytes("-c 16384 -ub 2048"));
    CHECK(usual <= bytes("-c 16384 -fa off"));
    CHECK(usual <= bytes("-c 65536 -np 4"));
    CHECK(usual == bytes("-c 16384 -ctk bf16 -ctv bf16"));
  }
}
