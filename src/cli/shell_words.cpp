#include "cli/shell_words.h"

#include <optional>
#include <string_view>

#include <vramcalc/core/error.h>
#include <vramcalc/core/spelling.h>

namespace vramcalc::cli {
namespace {

bool is_blank(char c) {
  return c == ' ' || c == '\t' || c == '\n';
}

// Quoting as in https://pubs.opengroup.org/onlinepubs/9799919799/utilities/V3_chap02.html, 2.2.
class Splitter {
 public:
  explicit Splitter(const std::string& text) : text_(text) {}

  std::vector<std::string> words() && {
    while (at_ < text_.size()) {
      read(text_[at_++]);
    }
    finish_word();
    return std::move(words_);
  }

 private:
  void read(char c) {
    if (is_blank(c)) {
      finish_word();
    } else if (c == '\'' || c == '"') {
      read_quoted(c);
    } else if (c == '\\') {
      add(next_after_backslash());
    } else {
      add(c);
    }
  }

  void read_quoted(char mark) {
    begin_word();
    for (; at_ < text_.size() && text_[at_] != mark; ++at_) {
      const bool escapes =
          mark == '"' && text_[at_] == '\\' && at_ + 1 < text_.size() &&
          std::string_view{"$`\"\\"}.find(text_[at_ + 1]) != std::string_view::npos;
      at_ += escapes ? 1 : 0;
      add(text_[at_]);
    }
    if (at_ == text_.size()) {
      throw Error(
          ErrorKind::usage,
          {MessageId::error_open_quote, {{"mark", std::string{mark}}, {"text", printable(text_)}}},
          Text{MessageId::hint_open_quote, {}});
    }
    ++at_;
  }

  char next_after_backslash() {
    if (at_ == text_.size()) {
      throw Error(ErrorKind::usage, {MessageId::error_last_backslash, {{"text", printable(text_)}}},
                  Text{MessageId::hint_last_backslash, {}});
    }
    return text_[at_++];
  }

  void begin_word() {
    if (!word_) {
      word_.emplace();
    }
  }

  void add(char c) {
    begin_word();
    *word_ += c;
  }

  void finish_word() {
    if (word_) {
      words_.push_back(*std::move(word_));
    }
    word_.reset();
  }

  const std::string& text_;
  std::size_t at_ = 0;
  std::optional<std::string> word_;  // an empty one is a word too where it is quoted
  std::vector<std::string> words_;
};

}  // namespace

std::vector<std::string> shell_words(const std::string& text) {
  return Splitter{text}.words();
}

}  // namespace vramcalc::cli
