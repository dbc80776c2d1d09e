#include <vramcalc/read/engine_log.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <string>
#include <system_error>
#include <utility>

#include <vramcalc/core/error.h>
#include <vramcalc/core/spelling.h>

#include "read/engine_log/state.h"

namespace vramcalc::read {
namespace {

constexpr std::size_t longest_name = 500;
constexpr std::uint64_t most_unread_shown = 5;

using Recogniser = bool (*)(const LogLine& line, LogState& state);

constexpr std::array<Recogniser, 10> recognisers{
    read_program_line, read_model_line, read_settings,    read_cache_line, read_placement,
    read_buffers,      read_breakdown,  read_old_buffers, read_gpu_line,   read_ollama};

constexpr std::array<Recogniser, 3> server_recognisers{read_vllm, read_sglang, read_torch_error};

// A log is of one engine. The first figure says which: what else the lines seem to be is not tried.
bool understand(const LogLine& line, LogState& state) {
  const auto is_server = [&] { return state.log.engine == "vllm" || state.log.engine == "sglang"; };
  bool understood = false;
  if (is_server() || !state.has_figures()) {
    for (const Recogniser recognise : server_recognisers) {
      understood = recognise(line, state) || understood;
    }
  }
  if (!is_server()) {
    for (const Recogniser recognise : recognisers) {
      understood = recognise(line, state) || understood;
    }
  }
  return understood;
}

// "... size = 12.00 MiB" of a buffer: it should have been understood.
bool looks_like_memory(std::string_view line) {
  const std::optional<std::string_view> rest = behind(line, "buffer");
  const std::optional<std::string_view> size = rest ? behind(*rest, "=") : std::nullopt;
  return size && leading_size(*size) && !contains(*rest, "total size");
}

// Lines of a stream, none longer than the cap; counts those that were cut.
class LineReader {
 public:
  explicit LineReader(std::istream& in) : in_(&in), block_(std::size_t{1} << 16U, '\0') {}

  bool next(std::string& line) {
    line.clear();
    bool any = false;
    bool is_cut = false;
    for (char c = '\0'; get(c);) {
      any = true;
      if (c == '\n') {
        break;
      }
      if (line.size() < longest_log_line) {
        line.push_back(c);
      } else {
        is_cut = true;
      }
    }
    cut_lines_ += is_cut ? 1 : 0;
    return any;
  }

  [[nodiscard]] std::uint64_t cut_lines() const { return cut_lines_; }
  [[nodiscard]] bool is_cut() const { return read_ > longest_log.count(); }

 private:
  bool get(char& c) {
    if (at_ == end_) {
      if (!*in_ || is_cut()) {
        return false;
      }
      in_->read(block_.data(), static_cast<std::streamsize>(block_.size()));
      at_ = 0;
      end_ = static_cast<std::size_t>(in_->gcount());
      read_ += end_;
      if (end_ == 0) {
        return false;
      }
    }
    c = block_[at_++];
    return true;
  }

  std::istream* in_;
  std::string block_;
  std::size_t at_ = 0;
  std::size_t end_ = 0;
  std::uint64_t read_ = 0;
  std::uint64_t cut_lines_ = 0;
};

class Unread {
 public:
  void note(const LogLine& line, memory::EngineLog& log) {
    if (++count_ <= most_unread_shown) {
      log.warnings.push_back(
          {MessageId::warning_log_line,
           {{"line", std::uint64_t{line.number}}, {"text", kept_text(line.text)}}});
    }
  }

  void finish(memory::EngineLog& log) const {
    if (count_ > most_unread_shown) {
      log.warnings.push_back(
          {MessageId::warning_log_more_lines, {{"count", count_ - most_unread_shown}}});
    }
  }

 private:
  std::uint64_t count_ = 0;
};

// Whether the line begins a load after one that has been read. What llama.cpp loads to see what
// fits is no load; the next one is.
bool begins_another_load(const LogLine& line, LogState& state) {
  if (begins_vllm(line.text) || begins_sglang(line.text)) {
    return state.has_figures();
  }
  if (!contains(line.text, "llama_model_loader: loaded meta data")) {
    return false;
  }
  const bool was_a_trial = std::exchange(state.has_fit_lines, false);
  if (was_a_trial) {
    state.forget_figures();
  }
  return state.has_figures();
}

void read_lines(LineReader& lines, LogState& state) {
  Unread unread;
  std::string text;
  for (std::size_t number = 1; lines.next(text); ++number) {
    const LogLine line{text, number};
    if (begins_another_load(line, state)) {
      state.log.warnings.push_back(
          {MessageId::warning_log_second_load, {{"line", std::uint64_t{number}}}});
      break;
    }
    const bool had_one_context = !state.later_context;
    const bool understood = understand(line, state);
    if (had_one_context && state.later_context) {
      state.log.warnings.push_back(
          {MessageId::warning_log_second_context, {{"line", std::uint64_t{number}}}});
    }
    const bool is_unread = std::exchange(state.has_unread_figure, false);
    if (is_unread || (!understood && looks_like_memory(line.text))) {
      unread.note(line, state.log);
    }
  }
  unread.finish(state.log);
}

}  // namespace

memory::EngineLog read_engine_log(std::istream& in, std::string_view name) {
  LogState state;
  LineReader lines{in};
  read_lines(lines, state);
  state.finish();
  memory::EngineLog& log = state.log;
  if (log.readings.empty() && !log.out_of_memory && !log.serving.needs_more_cache) {
    throw Error(ErrorKind::bad_input,
                {MessageId::error_log_without_memory, {{"path", printable(name, longest_name)}}},
                Text{MessageId::hint_log_without_memory, {}});
  }
  if (log.engine.empty()) {
    log.engine = "llama.cpp";
  }
  if (lines.cut_lines() > 0) {
    log.warnings.push_back(
        {MessageId::warning_log_cut_lines,
         {{"count", lines.cut_lines()}, {"bytes", std::uint64_t{longest_log_line}}}});
  }
  if (lines.is_cut()) {
    log.warnings.push_back(
        {MessageId::warning_log_cut, {{"mebibytes", longest_log.count() / mebibyte.count()}}});
  }
  return std::move(log);
}

memory::EngineLog read_engine_log(const std::filesystem::path& path) {
  const auto fail = [&](ErrorKind kind, MessageId message) {
    return Error(kind, {message, {{"path", printable(path.native(), longest_name)}}});
  };
  std::error_code ignored;
  const std::filesystem::file_status status = std::filesystem::status(path, ignored);
  if (status.type() == std::filesystem::file_type::not_found) {
    throw fail(ErrorKind::not_found, MessageId::read_file_missing);
  }
  if (std::filesystem::is_directory(status)) {
    throw fail(ErrorKind::bad_input, MessageId::read_file_folder);
  }
  std::ifstream in{path, std::ios::binary};
  if (!in) {
    throw fail(ErrorKind::bad_input, MessageId::read_file_unreadable);
  }
  return read_engine_log(in, path.native());
}

}  // namespace vramcalc::read
