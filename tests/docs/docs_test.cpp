// Every console block of the documents is a command and what it prints. VRAMCALC_UPDATE_GOLDEN=1
// writes the output into the documents.
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <string>
#include <catch2/catch.hpp>

#include "support/files.h"
#include "support/program.h"

using namespace vramcalc;

namespace {

struct Rerun {
  std::string text;  // the document with fresh output
  int blocks = 0;
};

std::string output_of(const std::string& command) {
  std::vector<std::string> arguments = test::words(command);
  REQUIRE(arguments.front() == "vramcalc");
  arguments.erase(arguments.begin());
  const test::Outcome outcome = test::run(arguments);
  INFO(command << "\n" << outcome.err);
  CHECK(outcome.exit_code <= 1);
  return outcome.out;
}

Rerun rerun(std::istream& document) {
  Rerun fresh;
  std::string line;
  while (std::getline(document, line)) {
    fresh.text += line + "\n";
    if (line != "```console") {
      continue;
    }
    REQUIRE(std::getline(document, line));
    REQUIRE(line.starts_with("$ "));
    fresh.text += line + "\n" + output_of(line.substr(2)) + "```\n";
    ++fresh.blocks;
    while (std::getline(document, line) && line != "```") {
    }
  }
  return fresh;
}

}  // namespace

TEST_CASE("the console blocks of the documents show what the program prints", "[docs]") {
  const auto [name, blocks] = GENERATE(table<std::string, int>({{"README.md", 3}}));
  // Commands name files as somebody in the project's folder would.
  const test::WorkingFolder project{VRAMCALC_SOURCE_DIR};
  const std::string path = std::string{VRAMCALC_SOURCE_DIR} + "/" + name;
  const std::string kept = test::content(path);
  std::istringstream content{kept};
  const Rerun fresh = rerun(content);
  CHECK(fresh.blocks == blocks);
  if (std::getenv("VRAMCALC_UPDATE_GOLDEN") != nullptr) {
    std::ofstream{path} << fresh.text;
  } else {
    CHECK(fresh.text == kept);
  }
}

TEST_CASE("the README stays short and counts what is there", "[docs]") {
  std::ifstream file{std::string{VRAMCALC_SOURCE_DIR} + "/README.md"};
  std::string text;
  int lines = 0;
  for (std::string line; std::getline(file, line); ++lines) {
    text += line + "\n";
  }
  CHECK(lines <= 250);
  const auto gpus = std::to_string(test::json("gpus")["gpus"].size());
  const auto models = std::to_string(test::json("models")["models"].size());
  CHECK(text.find("lists " + gpus + " cards") != std::string::npos);
  CHECK(text.find("`vramcalc models` " + models + " models") != std::string::npos);
}
