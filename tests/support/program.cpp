#include "support/program.h"

#include <sstream>
#include <catch2/catch.hpp>

namespace vramcalc::test {

Outcome run(const std::vector<std::string>& arguments, const cli::Environment& environment) {
  std::ostringstream out;
  std::ostringstream err;
  const cli::ExitCode code = cli::run(arguments, environment, out, err);
  return {static_cast<int>(code), out.str(), err.str()};
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream in{text};
  for (std::string line; std::getline(in, line);) {
    lines.push_back(line);
  }
  return lines;
}

std::vector<std::string> words(const std::string& line) {
  std::vector<std::string> list;
  std::string word;
  bool in_quotes = false;
  bool any = false;
  for (const char c : line) {
    if (c == '"') {
      in_quotes = !in_quotes;
      any = true;
    } else if (c == ' ' && !in_quotes) {
      if (any || !word.empty()) {
        list.push_back(word);
      }
      word.clear();
      any = false;
    } else {
      word += c;
    }
  }
  if (any || !word.empty()) {
    list.push_back(word);
  }
  return list;
}

nlohmann::ordered_json json(std::vector<std::string> arguments, int exit_code) {
  arguments.emplace_back("--json");
  const Outcome outcome = run(arguments);
  std::string line;
  for (const std::string& word : arguments) {
    line += word + " ";
  }
  INFO(line << "\n" << outcome.err);
  REQUIRE(outcome.exit_code == exit_code);
  return nlohmann::ordered_json::parse(outcome.out);
}

nlohmann::ordered_json json(const std::string& line, int exit_code) {
  return json(words(line), exit_code);
}

}  // namespace vramcalc::test
