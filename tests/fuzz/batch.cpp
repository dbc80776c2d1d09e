// Lines of requests. Options that open files are left out: the file system is no part of this.
#include <cstdint>
#include <sstream>
#include <string>
#include <string_view>

#include "cli/batch/answers.h"
#include "fuzz/check.h"
#include "fuzz/fuzz.h"

namespace {

// An object on one line, with nothing raw in it.
void check_answer(std::string_view answer) {
  using namespace vramcalc;
  fuzz::check(answer.starts_with("{\"") && answer.ends_with("}"), "an answer is an object");
  fuzz::check(answer.find('\n') == std::string_view::npos, "an answer is one line");
  fuzz::check(fuzz::is_utf8(answer), "an answer is UTF-8");
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace vramcalc;
  const cli::Environment environment;
  std::ostringstream out;
  std::ostringstream err;
  const cli::Call call{*cli::find_command("batch"), {}, environment, out, err};
  cli::BatchAnswers answers{call, *cli::find_command("estimate"), "requests.jsonl"};
  std::istringstream lines{std::string{reinterpret_cast<const char*>(data), size}};
  std::string line;
  for (int number = 0; number < 8 && std::getline(lines, line); ++number) {
    if (line.find("catalog") != std::string::npos) {
      continue;
    }
    const std::string answer = answers.to(line, 1);
    check_answer(answer);
    fuzz::check(answers.to(line, 1) == answer, "a line is answered as before");
  }
  fuzz::check(!answers.any_fault(), "no request is a fault of the program");
  fuzz::check(out.str().empty() && err.str().empty(), "answers go to the caller alone");
  return 0;
}
