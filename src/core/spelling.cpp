#include <vramcalc/core/spelling.h>

#include <algorithm>
#include <cctype>
#include <utility>

#include <vramcalc/core/utf8.h>

namespace vramcalc {
namespace {

std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) {
    row[j] = j;
  }
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = std::exchange(row[0], i);
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t substituted = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({row[j] + 1, row[j - 1] + 1, substituted});
    }
  }
  return row.back();
}

// Bidirectional controls (U+200E, U+200F, U+202A-U+202E, U+2066-U+2069) show a name as another.
bool reorders_text(std::uint32_t code) {
  return code == 0x200E || code == 0x200F || (code >= 0x202A && code <= 0x202E) ||
         (code >= 0x2066 && code <= 0x2069);
}

}  // namespace

std::string folded_name(std::string_view name) {
  std::string folded;
  folded.reserve(name.size());
  for (const char c : name) {
    if (c != ' ' && c != '-' && c != '_' && c != ':') {
      folded.push_back(static_cast<char>(std::tolower(static_cast<unsigned char>(c))));
    }
  }
  return folded;
}

std::vector<std::string> closest_names(std::string_view name,
                                       std::span<const std::string_view> candidates) {
  constexpr std::size_t most_suggestions = 3;
  constexpr std::size_t farther_than_the_nearest = 1;
  constexpr std::size_t longest_compared = 64;  // a hostile name must not cost quadratic time
  const std::string wanted = folded_name(name.substr(0, longest_compared));
  std::vector<std::pair<std::size_t, std::string_view>> near;
  for (const std::string_view candidate : candidates) {
    const std::string folded = folded_name(candidate);
    std::size_t distance = edit_distance(wanted, folded);
    const bool begins_alike = wanted.size() >= 3 && folded.starts_with(wanted);
    const std::size_t cut_off =
        std::max<std::size_t>(1, std::max(wanted.size(), folded.size()) / 3);
    if (begins_alike) {
      distance = std::min<std::size_t>(distance, 1);
    }
    if (distance <= cut_off && !wanted.empty()) {
      near.emplace_back(distance, candidate);
    }
  }
  std::stable_sort(near.begin(), near.end(),
                   [](const auto& a, const auto& b) { return a.first < b.first; });
  std::vector<std::string> names;
  for (const auto& [distance, candidate] : near) {
    // Next to a name that is nearly right, one that is far off says nothing.
    const bool is_near = distance <= near.front().first + farther_than_the_nearest;
    if (is_near && names.size() < most_suggestions &&
        std::find(names.begin(), names.end(), candidate) == names.end()) {
      names.emplace_back(candidate);
    }
  }
  return names;
}

std::string quoted_list(std::span<const std::string> names) {
  std::string list;
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (i > 0) {
      list += ", ";
    }
    list += "'" + names[i] + "'";
  }
  return list;
}

std::string printable(std::string_view text, std::size_t longest) {
  std::string out;
  while (!text.empty()) {
    if (out.size() >= longest) {
      return out + "...";
    }
    const Character next = first_character(text);
    if (next.bytes == 0 || is_control(next.code) || reorders_text(next.code)) {
      out += '?';
    } else {
      out += text.substr(0, next.bytes);
    }
    text.remove_prefix(std::max<std::size_t>(next.bytes, 1));
  }
  return out;
}

}  // namespace vramcalc
