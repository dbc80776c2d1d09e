// A command line, word by word.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <vramcalc/core/ratio.h>

namespace vramcalc::advise {

class Words {
 public:
  explicit Words(std::vector<std::string> beginning) : words_(std::move(beginning)) {}

  void add(std::string option, std::string value) {
    words_.push_back(std::move(option));
    words_.push_back(std::move(value));
  }
  void add(std::string option, std::uint64_t value) {
    add(std::move(option), std::to_string(value));
  }
  void add_if(const std::string& option, const std::optional<std::uint64_t>& value) {
    if (value) {
      add(option, *value);
    }
  }
  void add_if(const std::string& option, const std::string& value) {
    if (!value.empty()) {
      add(option, value);
    }
  }
  /// Where it is not the program's own default.
  void add_unless(const std::string& option, std::uint64_t value, std::uint64_t by_default) {
    if (value != by_default) {
      add(option, value);
    }
  }
  void add_flag(const std::string& option, bool is_set) {
    if (is_set) {
      words_.push_back(option);
    }
  }

  [[nodiscard]] std::vector<std::string> take() && { return std::move(words_); }

 private:
  std::vector<std::string> words_;
};

/// "0.9": a share with as many decimals as it has, four at most.
[[nodiscard]] std::string share_text(Ratio share);

}  // namespace vramcalc::advise
