#include <string>
#include <catch2/catch.hpp>

#include <vramcalc/core/error.h>
#include <vramcalc/model/find_model.h>

using namespace vramcalc;
using namespace vramcalc::model;

TEST_CASE("a model is found by id, name, alias and repository", "[model]") {
  for (const char* name : {"llama-3.1-8b", "LLAMA 3.1 8B", "meta-llama/Llama-3.1-8B-Instruct",
                           "Llama-3.1-8B-Instruct"}) {
    CAPTURE(name);
    const Model model = find_model(name, builtin_models());
    CHECK(model.id == "llama-3.1-8b");
    CHECK(model.parameters == 8'030'261'248);
    CHECK(model.source == ModelSource::catalogue);
    CHECK(model.architecture == "llama");
    CHECK(model.layers == 32U);
    CHECK(model.max_context_tokens == 131'072U);
  }
}

TEST_CASE("a size class and a size are sizes", "[model]") {
  CHECK(find_model("13B", builtin_models()).parameters == 13'000'000'000);
  CHECK(find_model("13b", builtin_models()).source == ModelSource::size);
  CHECK(find_model("13B", builtin_models()).id.empty());
  const Model odd = find_model("1.7b", builtin_models());
  CHECK(odd.parameters == 1'700'000'000);
  CHECK(odd.name == "1.7B");
}

TEST_CASE("every catalogue model is found by its own names", "[model]") {
  for (const CatalogueModel& entry : builtin_models()) {
    CAPTURE(entry.id);
    CHECK(find_model(entry.id, builtin_models()).parameters == entry.parameters);
    for (const std::string_view alias : entry.aliases) {
      CAPTURE(alias);
      CHECK(find_model(alias, builtin_models()).name == entry.name);
    }
  }
}

TEST_CASE("unknown models suggest near ones; malformed sizes are usage errors", "[model]") {
  try {
    (void)find_model("lama-3.1-8b", builtin_models());
    FAIL("found");
  } catch (const Error& error) {
    CHECK(error.kind() == ErrorKind::not_found);
    CHECK(render(*error.hint()).find("'llama-3.1-8b'") != std::string::npos);
  }
  try {
    (void)find_model("70X", builtin_models());
    FAIL("found");
  } catch (const Error& error) {
    CHECK(error.kind() == ErrorKind::usage);
  }
  CHECK_THROWS_AS(find_model("", builtin_models()), Error);
}

TEST_CASE("the list is filtered by any part of a name", "[model]") {
  CHECK(filter_models("", builtin_models()).size() == builtin_models().size());
  for (const CatalogueModel& entry : filter_models("gpt-oss", builtin_models())) {
    CHECK(entry.id.starts_with("gpt-oss"));
  }
  CHECK(filter_models("gpt-oss", builtin_models()).size() == 2);
  CHECK(filter_models("no such model", builtin_models()).empty());
}
