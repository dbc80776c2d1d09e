// `vramcalc batch`: many questions in one run.
#include <string>
#include <string_view>

#include <vramcalc/core/error.h>

#include "cli/batch/answers.h"
#include "cli/batch/interruption.h"
#include "cli/batch/line_reader.h"
#include "cli/batch/progress.h"
#include "cli/commands.h"
#include "cli/options.h"

namespace vramcalc::cli {
namespace {

struct BatchOptions {
  std::string file = "-";
  std::string command = "estimate";
  std::string progress = "auto";

  void add_to(CLI::App& app) {
    const MessageId group = MessageId::group_file;
    add_option(app, "FILE", file, MessageId::option_batch_file, "", group);
    add_option(app, "--command", command, MessageId::option_batch_command, "NAME", group);
    add_option(app, "--progress", progress, MessageId::option_batch_progress, "WHEN", group);
  }

  [[nodiscard]] bool shows_progress(const Environment& environment) const {
    check_choice(progress, "--progress", {"auto", "always", "never"});
    return progress == "always" || (progress == "auto" && environment.stderr_is_terminal);
  }
};

// Answers are written in large pieces, and before the program waits for more requests: somebody may
// wait for an answer before asking on.
class Writer {
 public:
  explicit Writer(std::ostream& out) : out_(&out) {}

  void add(const std::string& answer) {
    pending_ += answer;
    pending_ += '\n';
    if (pending_.size() >= piece) {
      write();
    }
  }
  void write() {
    *out_ << pending_ << std::flush;
    pending_.clear();
  }
  [[nodiscard]] bool failed() const { return !*out_; }

 private:
  static constexpr std::size_t piece = std::size_t{64} << 10;

  std::ostream* out_;
  std::string pending_;
};

bool is_blank(std::string_view line) {
  return line.find_first_not_of(" \t\r") == std::string_view::npos;
}

ExitCode exit_code_of(const BatchAnswers& answers) {
  if (answers.any_fault()) {
    return ExitCode::internal_error;
  }
  return answers.errors() > 0 ? ExitCode::bad_input : ExitCode::answered;
}

// Up to the end of the requests, a failure to write, or SIGINT, which alone makes it false.
bool answer_all(LineReader& reader, BatchAnswers& answers, Writer& writer, Progress& progress,
                std::uint64_t& number) {
  using Outcome = LineReader::Outcome;
  std::string_view line;
  while (!writer.failed() && !Interruption::is_requested()) {
    if (!reader.has_line()) {
      writer.write();
    }
    const Outcome outcome = reader.next(line);
    if (outcome == Outcome::end) {
      return true;
    }
    if (outcome == Outcome::interrupted) {
      return false;
    }
    ++number;
    if (outcome == Outcome::too_long) {
      writer.add(answers.to_too_long(number));
    } else if (!is_blank(line)) {
      writer.add(answers.to(line, number));
    }
    progress.show(number, answers.errors());
  }
  return writer.failed();
}

}  // namespace

ExitCode batch_command(Call& call) {
  BatchOptions options;
  options.add_to(call.app());
  if (!call.parse()) {
    return ExitCode::answered;
  }
  const Command& usual = command_in_batch(options.command);
  Progress progress{options.shows_progress(call.environment()) ? &call.err() : nullptr};
  const Interruption interruption;
  LineReader reader{options.file, longest_request};
  BatchAnswers answers{call, usual, reader.name()};
  Writer writer{call.out()};
  std::uint64_t lines = 0;
  const bool is_done = answer_all(reader, answers, writer, progress, lines);
  writer.write();
  progress.erase();
  if (!is_done) {
    call.err() << "vramcalc: " << render({MessageId::text_batch_stopped, {{"lines", lines}}})
               << '\n';
    return ExitCode::interrupted;
  }
  return exit_code_of(answers);
}

}  // namespace vramcalc::cli
