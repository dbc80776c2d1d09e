#include "cli/option_texts.h"

#include <algorithm>

#include <vramcalc/core/error.h>
#include <vramcalc/core/quantity.h>
#include <vramcalc/core/spelling.h>

#include "cli/options.h"

namespace vramcalc::cli {
namespace {

constexpr std::size_t longest_release = 20;

// "0.21", and whatever follows behind a further point.
std::optional<memory::Release> parse_release(std::string_view text) {
  if (text.starts_with('v')) {
    text.remove_prefix(1);
  }
  const std::optional<memory::LeadingRelease> leading = memory::leading_release(text);
  const bool ends = leading && (leading->rest.empty() || leading->rest.front() == '.');
  return ends ? std::optional{leading->release} : std::nullopt;
}

}  // namespace

void OptionTexts::value(CLI::App& app, const std::string& names, MessageId description,
                        const std::string& type) {
  const std::string name = names.substr(0, names.find(','));
  add_option(app, names, texts_[name], description, type, group_);
  order_.push_back(name);
}

void OptionTexts::flag(CLI::App& app, const std::string& name, MessageId description) {
  app.add_flag(name, flags_[name], label(description))->group(label(group_));
  order_.push_back(name);
}

void OptionTexts::reset() {
  for (auto& [name, text] : texts_) {
    text.clear();
  }
  for (auto& [name, is_set] : flags_) {
    is_set = false;
  }
}

std::string OptionTexts::first_given() const {
  for (const std::string& name : order_) {
    if (is_given(name) || is_set(name)) {
      return name;
    }
  }
  return {};
}

const std::string& OptionTexts::text(const std::string& name) const {
  static const std::string none;
  const auto found = texts_.find(name);
  return found == texts_.end() ? none : found->second;
}

bool OptionTexts::is_set(const std::string& name) const {
  const auto found = flags_.find(name);
  return found != flags_.end() && found->second;
}

void OptionTexts::assume(const std::string& name, const std::string& value,
                         const std::string& program, std::vector<Assumption>& assumptions) const {
  if (!is_given(name)) {
    assumptions.push_back({name.substr(name.find_first_not_of('-')),
                           value,
                           {MessageId::why_default_of_program, {{"program", program}}}});
  }
}

std::optional<std::uint64_t> OptionTexts::whole(const std::string& name, std::uint64_t most,
                                                std::uint64_t least) const {
  return is_given(name) ? std::optional{parse_whole(text(name), name, most, least)} : std::nullopt;
}

std::optional<Ratio> OptionTexts::share(const std::string& name) const {
  if (!is_given(name)) {
    return std::nullopt;
  }
  const auto fail = [&] {
    return Error(
        ErrorKind::usage,
        {MessageId::error_not_a_share, {{"text", printable(text(name))}, {"option", name}}},
        Text{MessageId::hint_share, {}});
  };
  try {
    const Ratio share = parse_decimal(text(name));
    if (share.numerator == 0 || Ratio{1, 1} < share) {
      throw fail();
    }
    return share;
  } catch (const Error&) {
    throw fail();
  }
}

std::optional<memory::Release> OptionTexts::release(const std::string& name,
                                                    const std::string& engine,
                                                    memory::Release oldest,
                                                    memory::Release newest) const {
  if (!is_given(name)) {
    return std::nullopt;
  }
  const std::string& spelt = text(name);
  const std::optional<memory::Release> release =
      spelt.size() > longest_release ? std::nullopt : parse_release(spelt);
  if (!release || newest < *release || *release < oldest) {
    throw Error(
        ErrorKind::usage,
        {MessageId::error_not_a_release, {{"text", printable(spelt)}, {"engine", engine}}},
        Text{MessageId::hint_release, {{"engine", engine}, {"example", memory::text_of(newest)}}});
  }
  return release;
}

}  // namespace vramcalc::cli
