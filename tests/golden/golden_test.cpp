// Whole runs against texts that somebody has read: the format of a case is in README.md.
#include <algorithm>
#include <cstddef>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <optional>
#include <sstream>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include <catch2/catch.hpp>

#include "support/files.h"
#include "support/program.h"

using namespace vramcalc;

namespace {

namespace fs = std::filesystem;

constexpr std::size_t widest_table = 100;
constexpr std::size_t pipe_width = 80;
const std::string prompt = "$ vramcalc";

struct InlineFile {
  std::string name;
  std::string content;
};

struct Case {
  std::vector<std::string> head;  // everything above the expectations, as it was written
  std::string command;            // behind "$ vramcalc"
  cli::Environment environment;
  std::vector<InlineFile> files;
  test::Outcome expected;
};

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  for (std::size_t at = text.find(from); at != std::string::npos;
       at = text.find(from, at + to.size())) {
    text.replace(at, from.size(), to);
  }
  return text;
}

// Escape codes are written \e, so that a case is plain text.
std::string readable(const std::string& text) {
  return replaced(text, "\x1b", "\\e");
}

std::string without_colour(const std::string& text) {
  std::string bare;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\x1b') {
      i = std::min(text.find('m', i), text.size());
    } else {
      bare += text[i];
    }
  }
  return bare;
}

std::size_t width(const std::string& line) {
  return static_cast<std::size_t>(std::count_if(line.begin(), line.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
  }));
}

std::optional<std::string> after(const std::string& line, const std::string& prefix) {
  return line.starts_with(prefix) ? std::optional{line.substr(prefix.size())} : std::nullopt;
}

// --- Reading and writing cases
// ---------------------------------------------------------------------

class Reader {
 public:
  explicit Reader(const fs::path& path) : path_{path} {
    std::ifstream in{path, std::ios::binary};
    for (std::string line; std::getline(in, line);) {
      lines_.push_back(line);
    }
  }

  std::vector<Case> read() {
    std::vector<Case> cases;
    while (at_ < lines_.size()) {
      cases.push_back(read_case());
    }
    return cases;
  }

 private:
  Case read_case() {
    Case one;
    while (at_ < lines_.size() && lines_[at_] != "-- stdout" && lines_[at_] != "====") {
      read_head_line(one);
    }
    if (std::none_of(one.head.begin(), one.head.end(),
                     [](const std::string& line) { return line.starts_with(prompt); })) {
      fail("a case without a command");
    }
    if (at_ < lines_.size() && lines_[at_] == "-- stdout") {
      ++at_;
      one.expected.out = text_until("-- stderr");
      one.expected.err = text_until("-- exit ");
      one.expected.exit_code = std::stoi(lines_[at_ - 1].substr(std::string{"-- exit "}.size()));
    }
    if (at_ < lines_.size() && lines_[at_] != "====") {
      fail("'====' is missing");
    }
    ++at_;
    return one;
  }

  void read_head_line(Case& one) {
    const std::string& line = lines_[at_++];
    one.head.push_back(line);
    if (line.starts_with(prompt)) {
      one.command = line == prompt ? "" : line.substr(prompt.size() + 1);
    } else if (const auto variable = after(line, "env ")) {
      const std::size_t equals = variable->find('=');
      if (equals == std::string::npos) {
        fail("env needs NAME=VALUE");
      }
      one.environment.variables[variable->substr(0, equals)] = variable->substr(equals + 1);
    } else if (const auto columns = after(line, "terminal ")) {
      one.environment.stdout_is_terminal = true;
      one.environment.terminal_columns = std::stoul(*columns);
    } else if (const auto name = after(line, "file ")) {
      one.files.push_back({*name, file_content(one)});
    } else if (!line.starts_with("#")) {
      fail("'" + line + "' is no line of a case");
    }
  }

  std::string file_content(Case& one) {
    std::string content;
    while (at_ < lines_.size() && lines_[at_] != "endfile") {
      one.head.push_back(lines_[at_]);
      content += lines_[at_++] + "\n";
    }
    if (at_ == lines_.size()) {
      fail("'endfile' is missing");
    }
    one.head.push_back(lines_[at_++]);
    return content;
  }

  std::string text_until(const std::string& mark) {
    std::string text;
    while (at_ < lines_.size() && !lines_[at_].starts_with(mark)) {
      text += lines_[at_++] + "\n";
    }
    if (at_ == lines_.size()) {
      fail("'" + mark + "' is missing");
    }
    ++at_;
    return text;
  }

  [[noreturn]] void fail(const std::string& what) const {
    throw std::runtime_error(path_.string() + ":" + std::to_string(at_) + ": " + what);
  }

  fs::path path_;
  std::vector<std::string> lines_;
  std::size_t at_ = 0;
};

void write(const fs::path& path, const std::vector<Case>& cases) {
  std::ofstream out{path, std::ios::binary};
  for (const Case& one : cases) {
    out << (&one == &cases.front() ? "" : "====\n");
    for (const std::string& line : one.head) {
      out << line << '\n';
    }
    out << "-- stdout\n"
        << one.expected.out << "-- stderr\n"
        << one.expected.err << "-- exit " << one.expected.exit_code << '\n';
  }
}

// --- Running them
// ----------------------------------------------------------------------------------

// The folder {dir} of a case and the files in it.
class Folder {
 public:
  explicit Folder(const std::vector<InlineFile>& files) {
    for (const InlineFile& file : files) {
      const fs::path path = folder_.write(file.name, file.content);
      if (file.content.starts_with("#!")) {
        fs::permissions(path, fs::perms::owner_all);
      }
    }
  }

  [[nodiscard]] std::string real(const std::string& text) const {
    return replaced(text, "{dir}", folder_.path().string());
  }
  [[nodiscard]] std::string generic(const std::string& text) const {
    return replaced(text, folder_.path().string(), "{dir}");
  }

 private:
  test::TemporaryFolder folder_;
};

std::string without_version(const std::string& text) {
  const std::string version = VRAMCALC_VERSION;
  const std::string field = "\"vramcalc_version\":";
  std::string bare = replaced(text, "vramcalc " + version + "\n", "vramcalc {version}\n");
  for (const char* gap : {"", " "}) {
    const std::string before = std::string{field}.append(gap);
    bare = replaced(bare, before + "\"" + version + "\"", before + "\"{version}\"");
  }
  return bare;
}

test::Outcome outcome_of(const Case& one) {
  const Folder folder{one.files};
  cli::Environment environment = one.environment;
  for (auto& [name, value] : environment.variables) {
    value = folder.real(value);
  }
  const std::string command = replaced(folder.real(one.command), "\\e", "\x1b");
  test::Outcome outcome = test::run(test::words(command), environment);
  outcome.out = readable(without_version(folder.generic(outcome.out)));
  outcome.err = readable(folder.generic(outcome.err));
  return outcome;
}

// Tables and help are for eyes; the other formats have no width.
bool is_for_eyes(const std::string& command) {
  const std::vector<std::string> words = test::words(command);
  const auto is_other = [](const std::string& word) {
    return word == "batch" || word == "--json" || word == "json" || word == "markdown" ||
           word == "csv" || word == "--format=json" || word == "--format=markdown" ||
           word == "--format=csv";
  };
  return std::none_of(words.begin(), words.end(), is_other);
}

// The room that a run has. Below 80 columns a table may stick out rather than lose its figures.
std::size_t widest(const cli::Environment& environment) {
  return environment.stdout_is_terminal
             ? std::clamp(environment.terminal_columns, pipe_width, widest_table)
             : pipe_width;
}

// A web address cannot be broken.
bool is_one_word(const std::string& line) {
  const std::size_t first = line.find_first_not_of(' ');
  return first != std::string::npos && line.find(' ', first) == std::string::npos;
}

void check_layout(const Case& one, const test::Outcome& outcome) {
  const std::string out = without_colour(replaced(outcome.out, "\\e", "\x1b"));
  CHECK((out.empty() || out.ends_with('\n')));
  CHECK((outcome.err.empty() || outcome.err.ends_with('\n')));
  if (!is_for_eyes(one.command)) {
    return;
  }
  for (const std::string& line : test::lines_of(out)) {
    INFO("line: |" << line << "|");
    CHECK((is_one_word(line) || width(line) <= widest(one.environment)));
    CHECK_FALSE(line.ends_with(' '));
    CHECK(line.find('\t') == std::string::npos);
  }
}

void check_streams(const fs::path& path, const test::Outcome& outcome) {
  if (outcome.exit_code >= 2) {
    CHECK(outcome.out.empty());
    CHECK(outcome.err.starts_with("vramcalc: "));
  }
  CHECK(outcome.exit_code < 70);
  if (path.filename().string().starts_with("bad_")) {
    CHECK((outcome.exit_code == 2 || outcome.exit_code == 3));
  }
  // A case could not hold such a line.
  for (const std::string& line : test::lines_of(outcome.out + outcome.err)) {
    CHECK_FALSE((line.starts_with("-- std") || line.starts_with("-- exit ") || line == "===="));
  }
}

void check_text(const std::string& stream, const std::string& expected, const std::string& actual) {
  if (expected == actual) {
    SUCCEED();
  } else {
    FAIL_CHECK(stream << " differs\n--- expected ---\n"
                      << expected << "--- actual ---\n"
                      << actual << "----------------");
  }
}

bool updates() {
  const char* value = std::getenv("VRAMCALC_UPDATE_GOLDEN");
  return value != nullptr && std::string{value} == "1";
}

std::vector<fs::path> case_files() {
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator{fs::path{VRAMCALC_SOURCE_DIR} / "tests/golden"}) {
    if (entry.path().extension() == ".case") {
      files.push_back(entry.path());
    }
  }
  std::sort(files.begin(), files.end());
  return files;
}

}  // namespace

TEST_CASE("golden cases", "[golden]") {
  const std::vector<fs::path> files = case_files();
  REQUIRE_FALSE(files.empty());
  for (const fs::path& path : files) {
    std::vector<Case> cases = Reader{path}.read();
    for (Case& one : cases) {
      INFO(path.filename().string() << ": $ vramcalc " << one.command);
      const test::Outcome outcome = outcome_of(one);
      check_streams(path, outcome);
      check_layout(one, outcome);
      if (updates()) {
        one.expected = outcome;
      } else {
        check_text("stdout", one.expected.out, outcome.out);
        check_text("stderr", one.expected.err, outcome.err);
        CHECK(outcome.exit_code == one.expected.exit_code);
      }
    }
    if (updates()) {
      write(path, cases);
    }
  }
}
