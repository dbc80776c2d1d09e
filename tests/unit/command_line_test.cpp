// What the command line accepts, and how it refuses.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <ostream>
#include <sstream>
#include <streambuf>
#include <string>
#include <catch2/catch.hpp>

#include "cli/command.h"
#include "support/files.h"
#include "support/gguf_bytes.h"
#include "support/program.h"

using namespace vramcalc;

namespace {

namespace fs = std::filesystem;

// A disk without room: every write fails.
class FullDisk : public std::streambuf {
 protected:
  int_type overflow(int_type /*c*/) override { return traits_type::eof(); }
  std::streamsize xsputn(const char* /*s*/, std::streamsize /*n*/) override { return 0; }
};

// The files that the examples name, and the program in their folder.
class ExampleFolder {
 public:
  ExampleFolder() {
    const std::string config = test::content(fs::path{VRAMCALC_SOURCE_DIR} /
                                             "tests/data/configs/meta-llama--Llama-3.1-8B.json");
    folder_.write("config.json", config);
    folder_.write("models/Qwen3-8B/config.json", config);
    test::GgufWriter gguf;
    gguf.text("general.architecture", "llama").tensor("token_embd.weight", {32, 4});
    folder_.write("model.gguf", gguf.file());
    folder_.write("server.log",
                  "print_info: arch             = llama\n"
                  "print_info: file type        = Q4_K - Medium\n"
                  "print_info: general.name     = Meta Llama 3.1 8B Instruct\n"
                  "load_tensors:        CUDA0 model buffer size =  4403.49 MiB\n"
                  "llama_context: n_ctx         = 8192\n"
                  "llama_kv_cache:      CUDA0 KV buffer size =  1024.00 MiB\n");
    folder_.write("requests.jsonl", R"({"model":"llama-3.1-8b","gpu":"rtx-4090"})");
  }

 private:
  test::TemporaryFolder folder_;
  test::WorkingFolder in_it_{folder_.path()};
};

// What a shell does before the program starts: "echo 'TEXT' | " and "< FILE" become a file that is
// named, "> FILE" is left out.
std::vector<std::string> arguments_of(std::string line) {
  constexpr const char* echoed = "echoed.jsonl";
  if (line.starts_with("echo '")) {
    const std::size_t start = line.find('\'') + 1;
    const std::size_t end = line.find('\'', start);
    std::ofstream{echoed} << line.substr(start, end - start) << '\n';
    line = line.substr(line.find("vramcalc ")) + " " + echoed;
  }
  line.resize(std::min(line.find(" > "), line.size()));
  std::vector<std::string> arguments = test::words(line);
  std::erase(arguments, "<");
  arguments.erase(arguments.begin());
  return arguments;
}

}  // namespace

TEST_CASE("options may stand before the command", "[cli]") {
  const std::string after = test::run({"estimate", "70B", "--json"}).out;
  CHECK(test::run({"--json", "estimate", "70B"}).out == after);
  CHECK(test::run({"estimate", "--format", "json", "--model", "70B"}).out == after);
  CHECK(test::run({"estimate", "--format=json", "--params", "70B"}).out == after);
}

TEST_CASE("help goes to stdout and is an answer", "[cli]") {
  for (const cli::Command& command : cli::commands()) {
    CAPTURE(command.name);
    const test::Outcome help = test::run({std::string{command.name}, "--help"});
    CHECK(help.exit_code == 0);
    CHECK(help.err.empty());
    CHECK(help.out.find("Examples\n  vramcalc " + std::string{command.name}) != std::string::npos);
    CHECK(test::run({"help", std::string{command.name}}).out == help.out);
  }
  CHECK(test::run({}).exit_code == 0);
  CHECK(test::run({"--help"}).out == test::run({"help"}).out);
  CHECK(test::run({"--version"}).out == "vramcalc " VRAMCALC_VERSION "\n");
}

TEST_CASE("every example of the help runs", "[cli]") {
  const ExampleFolder folder;
  for (const cli::Command& command : cli::commands()) {
    std::istringstream lines{label(command.examples)};
    for (std::string line; std::getline(lines, line);) {
      CAPTURE(line);
      const test::Outcome outcome = test::run(arguments_of(line));
      INFO(outcome.err);
      CHECK(outcome.exit_code <= 1);
      CHECK_FALSE(outcome.out.empty());
    }
  }
}

TEST_CASE("an error leaves stdout empty and says what to do", "[cli]") {
  const auto [line, code, message] = GENERATE(table<std::string, int, std::string>({
      {"estimat 70B", 2, "unknown command 'estimat'\nhint: did you mean 'estimate'?"},
      {"estimate 70B --precison int4", 2,
       "unknown option '--precison'\nhint: did you mean '--precision'?"},
      {"estimate", 2, "no model is named"},
      {"estimate 70B --params 7B", 2, "more than one model is named"},
      {"estimate 70B 7B", 2, "unexpected argument '7B'"},
      {"estimate --params", 2, "--params needs a value"},
      {"estimate --params 7B --params 8B", 2, "--params is given once"},
      {"estimate -7B", 2, "'-7B' is not a number of parameters"},
      {"estimate --json -7B", 2, "'-7B' is not a number of parameters"},
      {"estimate 7B --overhead \"\"", 2, "--overhead needs a value"},
      {"estimate 7B -p int4,", 2, "'int4,' has an empty place in its list"},
      {"recommend 13B --gpu 4090x2", 2, "'4090x2' names a number of cards"},
      {"estimate --params 70", 2, "'70' has no unit"},
      {"estimate --model 70X", 2, "'70X' is not a number of parameters"},
      {"estimate 70B --overhead 0.9", 2, "the overhead must lie between 1 and 10"},
      {"estimate 70B --precision q9", 3, "unknown precision 'q9'"},
      {"estimate 70B --gpu rtx-409", 3, "unknown GPU 'rtx-409'\nhint: did you mean 'rtx-4090'"},
      {"estimate qwen9", 3, "unknown model 'qwen9'"},
      {"estimate 70B --vram 24", 2, "'24' has no unit"},
      {"estimate 70B --all --gpu a10", 2, "--all and named cards exclude each other"},
      {"estimate 70B --format xml", 2, "'xml' is not a value of --format"},
      {"estimate 70B --json --format csv", 2, "--json and --format csv exclude each other"},
      {"estimate 70B --units MB", 2, "'MB' is not a value of --units"},
      {"estimate 70B --gpu apple-m4 --gpu a10", 2, "cannot be combined"},
      {"recommend 13B --use gaming", 2, "'gaming' is not a value of --use"},
      {"recommend 13B --cards 8-4", 2, "the range of --cards ends before it begins"},
      {"recommend 13B --cards 17", 2, "'17' is not a whole number between 1 and 16 for --cards"},
      {"recommend 13B --budget -5", 2, "'-5' is not a whole number"},
      {"gpus --gpu-catalog /nonexistent/x.yaml", 3, "/nonexistent/x.yaml"},
      {"gpus voodoo", 3, "unknown GPU 'voodoo'"},
  }));
  CAPTURE(line);
  const test::Outcome outcome = test::run(test::words(line));
  INFO(outcome.err);
  CHECK(outcome.exit_code == code);
  CHECK(outcome.out.empty());
  CHECK(outcome.err.starts_with("vramcalc: "));
  CHECK(outcome.err.find(message) != std::string::npos);
}

TEST_CASE("precisions of any bits are shown as they were asked for", "[cli]") {
  const auto json = test::json("precisions exl2:4.5");
  REQUIRE(json["precisions"].size() == 1);
  CHECK(json["precisions"][0]["id"] == "exl2:4.5");
  CHECK(json["precisions"][0]["bytes_per_parameter"] == 0.5625);
}

TEST_CASE("a named rig decides the exit code", "[cli]") {
  CHECK(test::run({"estimate", "7B", "--gpu", "rtx-4090"}).exit_code == 0);
  CHECK(test::run({"estimate", "70B", "--gpu", "rtx-4090"}).exit_code == 1);
  CHECK(test::run({"estimate", "70B"}).exit_code == 0);
  CHECK(test::run({"recommend", "70B", "--cards", "1"}).exit_code == 1);
}

TEST_CASE("a full disk is not an answer", "[cli]") {
  FullDisk disk;
  std::ostream out{&disk};
  std::ostringstream err;
  CHECK(cli::run({"estimate", "70B"}, {}, out, err) == cli::ExitCode::write_failed);
  CHECK(err.str().find("could not be written") != std::string::npos);
}

TEST_CASE("colour follows the terminal, NO_COLOR, TERM and --color", "[cli]") {
  const auto coloured = [](const cli::Environment& environment, const std::string& when) {
    return test::run({"estimate", "70B", "--color", when}, environment).out.find('\x1b') !=
           std::string::npos;
  };
  cli::Environment terminal;
  terminal.stdout_is_terminal = true;
  CHECK(coloured(terminal, "auto"));
  CHECK_FALSE(coloured({}, "auto"));
  CHECK(coloured({}, "always"));
  CHECK_FALSE(coloured(terminal, "never"));
  terminal.variables["NO_COLOR"] = "1";
  CHECK_FALSE(coloured(terminal, "auto"));
  CHECK(coloured(terminal, "always"));
  terminal.variables["NO_COLOR"] = "";
  terminal.variables["TERM"] = "dumb";
  CHECK_FALSE(coloured(terminal, "auto"));
}
