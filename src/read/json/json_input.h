// The characters of a JSON text on their way from a file into the parser.
//
// The parser keeps every token whole and gathers the white space between two of them. This stands
// in between: a run of white space goes in as one space, a token beyond a length is refused, and
// lines and columns are counted so that faults have a place. Python writes NaN and Infinity, which
// JSON lacks; the parser gets null instead, and take_not_finite() tells what stood there.
#pragma once

#include <cstddef>
#include <cstdint>
#include <iterator>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "read/file_source.h"
#include "read/place.h"

namespace vramcalc::read {

class JsonInput {
 public:
  /// The bytes from `offset` on; fewer only where the file ends. `source` outlives it. Places count
  /// from `first_line`.
  JsonInput(const FileSource& source, std::uint64_t offset, std::uint64_t length,
            std::size_t longest_token, std::size_t first_line = 1);

  [[nodiscard]] bool at_end();
  /// Whether somebody has asked for more than there is.
  [[nodiscard]] bool ran_out() const { return ran_out_; }
  /// Only where it is not at its end.
  [[nodiscard]] char current();
  void advance();

  /// What stood where the parser last saw a null: NaN, an infinity, or a true null.
  [[nodiscard]] std::optional<double> take_not_finite() {
    return std::exchange(not_finite_, std::nullopt);
  }

  /// Where the last text, number, word or opening bracket began.
  [[nodiscard]] Place token_place() const { return {source_->name(), token_}; }
  /// Where the last character that was taken stands.
  [[nodiscard]] Place last_place() const { return {source_->name(), last_}; }
  [[nodiscard]] char last() const { return last_character_; }
  [[nodiscard]] bool in_text() const { return in_text_; }

 private:
  [[nodiscard]] bool fill();
  void take();
  void note_token(char c);
  [[nodiscard]] bool next_is(std::string_view word) const;
  void substitute_not_finite();

  const FileSource* source_;
  std::uint64_t offset_;
  std::uint64_t left_;
  std::size_t longest_token_;
  std::vector<char> block_;
  std::size_t next_ = 0;
  std::size_t filled_ = 0;

  Position here_;
  Position last_;
  Position token_;
  std::size_t token_length_ = 0;
  char last_character_ = ' ';
  bool in_text_ = false;
  bool escaped_ = false;
  bool ran_out_ = false;
  std::string_view substitute_;  // goes in before anything else
  std::optional<double> not_finite_;
};

/// What the parser takes: a pair of these, the second of which is the end.
class JsonIterator {
 public:
  using iterator_category = std::input_iterator_tag;
  using value_type = char;
  using difference_type = std::ptrdiff_t;
  using pointer = const char*;
  using reference = char;

  JsonIterator() = default;
  explicit JsonIterator(JsonInput& input) : input_(&input) {}

  [[nodiscard]] char operator*() const { return input_->current(); }
  JsonIterator& operator++() {
    input_->advance();
    return *this;
  }
  JsonIterator operator++(int) {
    const JsonIterator before = *this;
    ++*this;
    return before;
  }
  /// Equal means: both at the end.
  friend bool operator==(const JsonIterator& a, const JsonIterator& b) {
    return a.is_end() == b.is_end();
  }

 private:
  [[nodiscard]] bool is_end() const { return input_ == nullptr || input_->at_end(); }

  JsonInput* input_ = nullptr;
};

}  // namespace vramcalc::read
