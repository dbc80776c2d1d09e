// Lines of a file or a pipe in constant memory, however long they are.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace vramcalc::cli {

class LineReader {
 public:
  enum class Outcome : std::uint8_t { line, too_long, end, interrupted };

  /// "-" is standard input. Throws Error(not_found) where there is no such file, Error(bad_input)
  /// where it cannot be read.
  LineReader(const std::string& path, std::size_t longest);
  ~LineReader();
  LineReader(const LineReader&) = delete;
  LineReader& operator=(const LineReader&) = delete;

  /// How messages call the file.
  [[nodiscard]] const std::string& name() const { return name_; }

  /// Whether the next line is here already: else next() may wait for it.
  [[nodiscard]] bool has_line() const;

  /// Sets `line`, which is valid until the next call; of one that is too long nothing is kept.
  /// Throws Error(bad_input) where reading fails.
  [[nodiscard]] Outcome next(std::string_view& line);

 private:
  enum class Filled : std::uint8_t { some, end, interrupted };

  [[nodiscard]] Filled fill();
  [[nodiscard]] Outcome outcome_of(std::string_view& line);
  [[nodiscard]] std::string_view waiting() const { return {buffer_.get() + begin_, end_ - begin_}; }

  std::string name_;
  std::size_t longest_;
  int descriptor_ = 0;
  std::unique_ptr<char[]>
      buffer_;  // NOLINT(*-avoid-c-arrays): pages that no line needs stay untouched
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
  bool skips_ = false;  // what is left of a line that is too long
};

}  // namespace vramcalc::cli
