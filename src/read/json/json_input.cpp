#include "read/json/json_input.h"

#include <algorithm>
#include <array>
#include <limits>

namespace vramcalc::read {
namespace {

constexpr std::size_t block_size = 64 * 1024;

bool is_space(char c) {
  return c == ' ' || c == '\n' || c == '\r' || c == '\t';
}

bool ends_token(char c) {
  return c == ',' || c == ':' || c == ']' || c == '}' || is_space(c);
}

}  // namespace

JsonInput::JsonInput(const FileSource& source, std::uint64_t offset, std::uint64_t length,
                     std::size_t longest_token, std::size_t first_line)
    : source_(&source),
      offset_(offset),
      left_(length),
      longest_token_(longest_token),
      block_(static_cast<std::size_t>(std::min<std::uint64_t>(block_size, length))),
      here_{first_line, 1},
      last_{here_},
      token_{here_} {}

bool JsonInput::fill() {
  if (next_ < filled_) {
    return true;
  }
  const std::size_t wanted =
      static_cast<std::size_t>(std::min<std::uint64_t>(block_.size(), left_));
  filled_ = wanted == 0 ? 0 : source_->read(offset_, {block_.data(), wanted});
  next_ = 0;
  offset_ += filled_;
  left_ = filled_ == 0 ? 0 : left_ - filled_;
  return filled_ > 0;
}

bool JsonInput::at_end() {
  const bool is_end = substitute_.empty() && !fill();
  ran_out_ = ran_out_ || is_end;
  return is_end;
}

char JsonInput::current() {
  if (substitute_.empty() && fill() && !in_text_ && token_length_ == 0) {
    substitute_not_finite();
  }
  if (!substitute_.empty()) {
    return substitute_.front();
  }
  return fill() ? block_[next_] : '\0';
}

void JsonInput::advance() {
  if (!substitute_.empty()) {
    substitute_.remove_prefix(1);
    return;
  }
  if (!fill()) {
    return;
  }
  const bool is_gap = !in_text_ && is_space(block_[next_]);
  do {
    take();
  } while (is_gap && fill() && is_space(block_[next_]));
}

void JsonInput::take() {
  last_ = here_;
  last_character_ = block_[next_++];
  note_token(last_character_);
  if (last_character_ == '\n') {
    here_ = {here_.line + 1, 1};
  } else {
    ++here_.column;
  }
}

bool JsonInput::next_is(std::string_view word) const {
  std::array<char, 16> ahead{};
  const std::uint64_t buffered = filled_ - next_;
  const auto length =
      static_cast<std::size_t>(std::min<std::uint64_t>(buffered + left_, ahead.size()));
  const std::size_t read = source_->read(offset_ - buffered, {ahead.data(), length});
  const std::string_view text{ahead.data(), read};
  return text.starts_with(word) && (text.size() == word.size() || ends_token(text[word.size()]));
}

void JsonInput::substitute_not_finite() {
  const char first = block_[next_];
  if (first != 'N' && first != 'I' && first != '-') {
    return;
  }
  constexpr double infinity = std::numeric_limits<double>::infinity();
  for (const auto& [word, value] :
       {std::pair{std::string_view{"NaN"}, std::numeric_limits<double>::quiet_NaN()},
        std::pair{std::string_view{"Infinity"}, infinity},
        std::pair{std::string_view{"-Infinity"}, -infinity}}) {
    if (next_is(word)) {
      for (std::size_t i = 0; i < word.size() && fill(); ++i) {
        take();
      }
      not_finite_ = value;
      substitute_ = "null";
      return;
    }
  }
}

void JsonInput::note_token(char c) {
  if (in_text_) {
    in_text_ = escaped_ || c != '"';
    escaped_ = !escaped_ && c == '\\';
  } else if (ends_token(c)) {
    token_length_ = 0;
    return;
  } else if (c == '"' || c == '{' || c == '[') {
    token_ = here_;
    token_length_ = 0;
    in_text_ = c == '"';
    return;
  } else if (token_length_ == 0) {
    token_ = here_;
  }
  if (++token_length_ > longest_token_) {
    fail(token_place(), MessageId::read_json_long_token,
         {{"count", std::uint64_t{longest_token_}}});
  }
}

}  // namespace vramcalc::read
