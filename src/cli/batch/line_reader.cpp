#include "cli/batch/line_reader.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>
#include <fcntl.h>
#include <unistd.h>

#include <vramcalc/core/error.h>
#include <vramcalc/core/spelling.h>

#include "cli/batch/interruption.h"

namespace vramcalc::cli {
namespace {

constexpr std::size_t most_at_once = std::size_t{64} << 10;
constexpr std::size_t longest_path_shown = 500;

Error file_error(ErrorKind kind, MessageId message, const std::string& name) {
  return Error(kind, {message, {{"path", name}}});
}

}  // namespace

LineReader::LineReader(const std::string& path, std::size_t longest)
    : name_(path == "-" ? "stdin" : printable(path, longest_path_shown)),
      longest_(longest),
      descriptor_(path == "-" ? STDIN_FILENO : ::open(path.c_str(), O_RDONLY | O_CLOEXEC)),
      buffer_(new char[longest + 1]) {
  if (descriptor_ < 0) {
    throw errno == ENOENT || errno == ENOTDIR
        ? file_error(ErrorKind::not_found, MessageId::read_file_missing, name_)
        : file_error(ErrorKind::bad_input, MessageId::read_file_unreadable, name_);
  }
}

LineReader::~LineReader() {
  if (descriptor_ != STDIN_FILENO) {
    ::close(descriptor_);
  }
}

bool LineReader::has_line() const {
  return waiting().find('\n') != std::string_view::npos;
}

LineReader::Outcome LineReader::next(std::string_view& line) {
  while (true) {
    const std::string_view text = waiting();
    if (const std::size_t length = text.find('\n'); length != std::string_view::npos) {
      begin_ += length + 1;
      line = text.substr(0, length);
      return outcome_of(line);
    }
    skips_ = skips_ || text.size() > longest_;
    if (skips_) {
      begin_ = end_;
    }
    const Filled filled = fill();
    if (filled == Filled::interrupted) {
      return Outcome::interrupted;
    }
    if (filled == Filled::end) {  // the last line may lack its end
      line = waiting();
      begin_ = end_;
      return line.empty() && !skips_ ? Outcome::end : outcome_of(line);
    }
  }
}

LineReader::Outcome LineReader::outcome_of(std::string_view& line) {
  if (std::exchange(skips_, false)) {
    line = {};
    return Outcome::too_long;
  }
  return Outcome::line;
}

LineReader::Filled LineReader::fill() {
  if (begin_ > 0) {
    std::memmove(buffer_.get(), buffer_.get() + begin_, end_ - begin_);
    end_ -= begin_;
    begin_ = 0;
  }
  while (Interruption::wait_for(descriptor_)) {
    const ssize_t count =
        ::read(descriptor_, buffer_.get() + end_, std::min(most_at_once, longest_ + 1 - end_));
    if (count > 0) {
      end_ += static_cast<std::size_t>(count);
      return Filled::some;
    }
    if (count == 0) {
      return Filled::end;
    }
    if (errno != EINTR && errno != EAGAIN) {
      throw file_error(
          ErrorKind::bad_input,
          errno == EISDIR ? MessageId::read_file_folder : MessageId::read_file_unreadable, name_);
    }
  }
  return Filled::interrupted;
}

}  // namespace vramcalc::cli
