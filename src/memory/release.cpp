#include <vramcalc/memory/release.h>

#include <charconv>

namespace vramcalc::memory {

std::string text_of(Release release) {
  return std::to_string(release.major_number) + "." + std::to_string(release.minor_number);
}

std::optional<LeadingRelease> leading_release(std::string_view text) {
  Release release;
  const char* const end = text.data() + text.size();
  const auto first = std::from_chars(text.data(), end, release.major_number);
  if (first.ec != std::errc{} || first.ptr == end || *first.ptr != '.') {
    return std::nullopt;
  }
  const auto second = std::from_chars(first.ptr + 1, end, release.minor_number);
  if (second.ec != std::errc{}) {
    return std::nullopt;
  }
  return LeadingRelease{release, {second.ptr, static_cast<std::size_t>(end - second.ptr)}};
}

}  // namespace vramcalc::memory
