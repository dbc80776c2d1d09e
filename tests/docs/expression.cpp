#include "docs/expression.h"

#include <algorithm>
#include <cctype>
#include <stdexcept>

namespace vramcalc::docs {
namespace {

class Reader {
 public:
  Reader(std::string_view text, const Values& values) : text_(text), values_(values) {}

  std::uint64_t whole() {
    const std::uint64_t value = sum();
    if (!text_.empty()) {
      fail();
    }
    return value;
  }

 private:
  std::uint64_t sum() {
    std::uint64_t value = product();
    while (true) {
      if (take('+')) {
        value += product();
      } else if (take('-')) {
        value -= product();
      } else {
        return value;
      }
    }
  }

  std::uint64_t product() {
    std::uint64_t value = factor();
    while (true) {
      if (take('*')) {
        value *= factor();
      } else if (take('/')) {
        const std::uint64_t divisor = factor();
        value = (value + divisor / 2) / divisor;
      } else {
        return value;
      }
    }
  }

  std::uint64_t factor() {
    if (take('(')) {
      const std::uint64_t value = sum();
      expect(')');
      return value;
    }
    const std::string name = word();
    if (name == "min" || name == "max") {
      expect('(');
      const std::uint64_t first = sum();
      expect(',');
      const std::uint64_t second = sum();
      expect(')');
      return name == "min" ? std::min(first, second) : std::max(first, second);
    }
    if (std::isdigit(static_cast<unsigned char>(name.front())) != 0) {
      return std::stoull(name);
    }
    const auto found = values_.find(name);
    if (found == values_.end()) {
      throw std::runtime_error("no value of " + name);
    }
    return found->second;
  }

  std::string word() {
    skip_spaces();
    const auto* const end = std::find_if(text_.begin(), text_.end(), [](char c) {
      return c != '_' && std::isalnum(static_cast<unsigned char>(c)) == 0;
    });
    const std::string name{text_.begin(), end};
    if (name.empty()) {
      fail();
    }
    text_.remove_prefix(name.size());
    return name;
  }

  void skip_spaces() { text_.remove_prefix(std::min(text_.find_first_not_of(' '), text_.size())); }

  bool take(char wanted) {
    skip_spaces();
    if (text_.empty() || text_.front() != wanted) {
      return false;
    }
    text_.remove_prefix(1);
    return true;
  }

  void expect(char wanted) {
    if (!take(wanted)) {
      fail();
    }
  }

  [[noreturn]] void fail() const {
    throw std::runtime_error("not understood: " + std::string{text_});
  }

  std::string_view text_;
  const Values& values_;
};

}  // namespace

std::uint64_t evaluate(std::string_view expression, const Values& values) {
  return Reader{expression, values}.whole();
}

}  // namespace vramcalc::docs
