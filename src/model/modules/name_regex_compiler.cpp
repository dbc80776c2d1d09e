#include "model/modules/name_regex.h"

#include <utility>

namespace vramcalc::model {
namespace {

using Characters = NameRegex::Characters;
using Step = NameRegex::Step;

constexpr std::size_t longest_pattern = 2000;
constexpr std::size_t most_steps = 4000;
constexpr std::size_t deepest_group = 20;
constexpr std::uint32_t most_repeats = 100;

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
std::size_t code(char c) {
  return static_cast<unsigned char>(c);
}

// \d, \w, \s and their opposites.
std::optional<Characters> named_class(char name) {
  Characters set;
  const char lower = static_cast<char>(name | 0x20);
  for (std::size_t i = 0; i < set.size(); ++i) {
    const char c = static_cast<char>(i);
    set[i] = lower == 'd'   ? is_digit(c)
             : lower == 'w' ? is_digit(c) || is_letter(c) || c == '_'
                            : c == ' ' || (c >= '\t' && c <= '\r');
  }
  if (lower != 'd' && lower != 'w' && lower != 's') {
    return std::nullopt;
  }
  return lower == name ? set : ~set;
}

}  // namespace

// A recursive descent that writes steps as it reads. A part that repeats is copied: steps refer to
// each other by distance from its beginning, so a copy is moved by adding to the references.
class NameRegexCompiler {
 public:
  explicit NameRegexCompiler(std::string_view pattern) : rest_(pattern) {}

  std::optional<NameRegex> compile() {
    std::optional<Steps> steps = alternatives(0);
    if (!steps || !rest_.empty()) {
      return std::nullopt;
    }
    steps->push_back({Step::Kind::found, 0, 0});
    NameRegex regex;
    regex.steps_ = std::move(*steps);
    regex.sets_ = std::move(sets_);
    return regex;
  }

 private:
  using Steps = std::vector<Step>;

  static std::uint32_t size_of(const Steps& steps) {
    return static_cast<std::uint32_t>(steps.size());
  }

  // Appends `part`, moved to where it now stands. False where the whole grows too large.
  static bool append(Steps& steps, const Steps& part) {
    const std::uint32_t moved = size_of(steps);
    if (steps.size() + part.size() > most_steps) {
      return false;
    }
    for (Step step : part) {
      step.next += moved;
      if (step.kind == Step::Kind::fork) {
        step.other += moved;
      }
      steps.push_back(step);
    }
    return true;
  }

  bool take(std::string_view text) {
    if (!rest_.starts_with(text)) {
      return false;
    }
    rest_.remove_prefix(text.size());
    return true;
  }

  std::optional<Steps> alternatives(std::size_t depth) {
    std::optional<Steps> left = sequence(depth);
    while (left && take("|")) {
      const std::optional<Steps> right = sequence(depth);
      if (!right) {
        return std::nullopt;
      }
      Steps both{{Step::Kind::fork, 1, size_of(*left) + 2}};
      if (!append(both, *left)) {
        return std::nullopt;
      }
      both.push_back({Step::Kind::jump, size_of(*left) + 2 + size_of(*right), 0});
      if (!append(both, *right)) {
        return std::nullopt;
      }
      left = std::move(both);
    }
    return left;
  }

  std::optional<Steps> sequence(std::size_t depth) {
    Steps steps;
    while (!rest_.empty() && rest_.front() != '|' && rest_.front() != ')') {
      std::optional<Steps> part = atom(depth);
      if (part) {
        part = repeated(std::move(*part));
      }
      if (!part || !append(steps, *part)) {
        return std::nullopt;
      }
    }
    return steps;
  }

  std::optional<Steps> atom(std::size_t depth) {
    if (take("(")) {
      return group(depth + 1);
    }
    if (take("^")) {
      return Steps{{Step::Kind::at_start, 1, 0}};
    }
    if (take("$")) {
      return Steps{{Step::Kind::at_end, 1, 0}};
    }
    const std::optional<Characters> set = take("[") ? bracketed() : character();
    if (!set) {
      return std::nullopt;
    }
    sets_.push_back(*set);
    return Steps{{Step::Kind::characters, 1, static_cast<std::uint32_t>(sets_.size() - 1)}};
  }

  std::optional<Steps> group(std::size_t depth) {
    const bool unnamed = take("?:");
    if (depth > deepest_group || (!unnamed && rest_.starts_with("?"))) {
      return std::nullopt;
    }
    std::optional<Steps> inner = alternatives(depth);
    return inner && take(")") ? inner : std::nullopt;
  }

  std::optional<Characters> character() {
    const char first = rest_.front();
    rest_.remove_prefix(1);
    if (first == '\\') {
      return escaped();
    }
    if (first == '.') {
      return ~Characters{};
    }
    if (first == '*' || first == '+' || first == '?' || first == '{') {
      return std::nullopt;  // nothing to repeat
    }
    return Characters{}.set(code(first));
  }

  std::optional<Characters> escaped() {
    if (rest_.empty()) {
      return std::nullopt;
    }
    const char name = rest_.front();
    rest_.remove_prefix(1);
    if (is_letter(name)) {
      return named_class(name);
    }
    return is_digit(name) ? std::nullopt : std::optional{Characters{}.set(code(name))};
  }

  std::optional<Characters> bracketed() {
    const bool inverted = take("^");
    Characters set;
    for (bool first = true; first || !rest_.starts_with("]"); first = false) {
      if (rest_.empty()) {
        return std::nullopt;
      }
      const char low = rest_.front();
      rest_.remove_prefix(1);
      if (low == '\\') {
        const std::optional<Characters> named = escaped();
        if (!named) {
          return std::nullopt;
        }
        set |= *named;
      } else if (rest_.size() >= 2 && rest_[0] == '-' && rest_[1] != ']') {
        if (code(low) > code(rest_[1])) {
          return std::nullopt;
        }
        for (std::size_t c = code(low); c <= code(rest_[1]); ++c) {
          set.set(c);
        }
        rest_.remove_prefix(2);
      } else {
        set.set(code(low));
      }
    }
    rest_.remove_prefix(1);
    return inverted ? ~set : set;
  }

  std::optional<Steps> repeated(Steps part) {
    std::uint32_t least = 1;
    std::optional<std::uint32_t> most = 1;  // none: any number
    if (take("*")) {
      least = 0;
      most.reset();
    } else if (take("+")) {
      most.reset();
    } else if (take("?")) {
      least = 0;
    } else if (take("{")) {
      const std::optional<std::uint32_t> low = number();
      if (!low) {
        return std::nullopt;
      }
      least = *low;
      most = least;
      if (take(",")) {
        most = number();
      }
      if (!take("}") || (most && *most < least)) {
        return std::nullopt;
      }
    } else {
      return part;
    }
    take("?");  // lazy: the same names match
    return copies(part, least, most);
  }

  std::optional<std::uint32_t> number() {
    std::uint32_t value = 0;
    bool any = false;
    while (!rest_.empty() && is_digit(rest_.front())) {
      value = value * 10 + static_cast<std::uint32_t>(rest_.front() - '0');
      rest_.remove_prefix(1);
      any = true;
      if (value > most_repeats) {
        return std::nullopt;
      }
    }
    return any ? std::optional{value} : std::nullopt;
  }

  static std::optional<Steps> copies(const Steps& part, std::uint32_t least,
                                     std::optional<std::uint32_t> most) {
    Steps steps;
    for (std::uint32_t i = 0; i < least; ++i) {
      if (!append(steps, part)) {
        return std::nullopt;
      }
    }
    Steps optional_part{{Step::Kind::fork, 1, size_of(part) + (most ? 1U : 2U)}};
    if (!append(optional_part, part)) {
      return std::nullopt;
    }
    if (!most) {
      optional_part.push_back({Step::Kind::jump, 0, 0});
    }
    for (std::uint32_t i = least; i < (most ? *most : least + 1); ++i) {
      if (!append(steps, optional_part)) {
        return std::nullopt;
      }
    }
    return steps;
  }

  std::string_view rest_;
  std::vector<Characters> sets_;
};

std::optional<NameRegex> NameRegex::compile(std::string_view pattern) {
  return pattern.size() > longest_pattern ? std::nullopt : NameRegexCompiler{pattern}.compile();
}

}  // namespace vramcalc::model
