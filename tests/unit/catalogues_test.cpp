// What users put over the built-in catalogues.
#include <string>
#include <catch2/catch.hpp>

#include "support/files.h"
#include "support/program.h"

using namespace vramcalc;

namespace {

constexpr const char* cheap_a10 = R"(
gpus:
  - id: a10
    name: My A10
    vendor: nvidia
    segment: datacenter
    form_factor: card
    memory_gb: 24
    driver_memory_mib: 24000
    sources:
      - {from: "https://example.org/a10", for: [memory_gb, driver_memory_mib]}
prices:
  - {gpu: rtx-4090, usd: 1234, as_of: "2026-10", source: "a shop"}
)";

constexpr const char* own_model = R"(
models:
  - id: my-9b
    name: My 9B
    parameters: 9000000000
    sources:
      - {from: "https://example.org/my-9b", for: [parameters]}
)";

}  // namespace

TEST_CASE("a user's card overrides the built-in one by id", "[catalogues]") {
  const test::TemporaryFile file{cheap_a10};
  const auto json = test::json("gpus a10 --gpu-catalog " + file.path());
  REQUIRE(json["gpus"].size() == 1);
  CHECK(json["gpus"][0]["name"] == "My A10");
  CHECK(json["gpus"][0]["visible_memory_bytes"] == 24'000ULL * 1024 * 1024);
  CHECK(test::json("gpus rtx-4090 --gpu-catalog " + file.path())["gpus"][0]["price_usd"] == 1234);
}

TEST_CASE("a user's model is found by name", "[catalogues]") {
  const test::TemporaryFile file{own_model};
  const auto json = test::json("estimate my-9b -p int8 --model-catalog " + file.path());
  CHECK(json["total_bytes"] == 11'700'000'000);
}

TEST_CASE("the configuration folder is read without being asked", "[catalogues]") {
  const test::TemporaryFolder folder;
  folder.write("vramcalc/gpus-mine.yaml", cheap_a10);
  folder.write("vramcalc/models.yaml", own_model);
  cli::Environment environment;
  environment.variables["XDG_CONFIG_HOME"] = folder.path().string();
  CHECK(test::run({"gpus", "a10", "--json"}, environment).out.find("My A10") != std::string::npos);
  CHECK(test::run({"estimate", "my-9b"}, environment).exit_code == 0);

  SECTION("a file that says nothing by its name is an error, not ignored") {
    folder.write("vramcalc/notes.yaml", "x: 1\n");
    const test::Outcome outcome = test::run({"gpus"}, environment);
    CHECK(outcome.exit_code == 3);
    CHECK(outcome.out.empty());
    CHECK(outcome.err.find("notes.yaml") != std::string::npos);
  }
}

TEST_CASE("a price for an unknown card is an error", "[catalogues]") {
  const test::TemporaryFile file{
      "prices:\n  - {gpu: rtx-9999, usd: 1, as_of: \"2026\", source: \"a shop\"}\n"};
  const test::Outcome outcome = test::run({"gpus", "--gpu-catalog", file.path()});
  CHECK(outcome.exit_code == 3);
  CHECK(outcome.err.find("unknown GPU 'rtx-9999'") != std::string::npos);
}

TEST_CASE("an escape that is no UTF-8 is refused, not printed", "[catalogues]") {
  const std::string text{own_model};
  for (const char* escape : {"M\\N", "M\\_"}) {
    std::string broken = text;
    broken.replace(broken.find("My 9B"), 5, std::string{"\""} + escape + "\"");
    const test::TemporaryFile file{broken};
    const test::Outcome outcome =
        test::run({"models", "my-9b", "--json", "--model-catalog", file.path()});
    CHECK(outcome.exit_code == 3);
    CHECK(outcome.out.empty());
  }
}

TEST_CASE("--price supplies and replaces a price", "[catalogues]") {
  const auto json = test::json("recommend 13B --gpu a10 --price a10=2500 --budget 2500");
  REQUIRE(json["picks"].size() == 1);
  CHECK(json["picks"][0]["price_usd"] == 2500);
  CHECK(test::run({"recommend", "13B", "--price", "a10"}).exit_code == 2);
  CHECK(test::run({"recommend", "13B", "--price", "a10=cheap"}).exit_code == 2);
  CHECK(test::run({"recommend", "13B", "--price", "b10=1"}).exit_code == 3);
}
