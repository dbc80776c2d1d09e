#include <catch2/catch.hpp>

#include <vramcalc/memory/workload.h>

using namespace vramcalc;

TEST_CASE("the context is 8192 tokens, or all that a smaller model has") {
  const auto context = [](std::optional<std::uint64_t> most) {
    model::Model model;
    model.max_context_tokens = most;
    return memory::default_context_tokens(model);
  };
  CHECK(context(std::nullopt) == 8192);
  CHECK(context(0) == 8192);
  CHECK(context(2048) == 2048);
  CHECK(context(8192) == 8192);
  CHECK(context(131072) == 8192);
}
