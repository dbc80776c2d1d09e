#include "cli/given_options.h"

#include <algorithm>

#include <vramcalc/core/message.h>

namespace vramcalc::cli {
namespace {

const std::string model_option = "--model";
const std::string local_option = "--local";

std::string name_of(const CLI::Option& option) {
  return option.get_lnames().empty() ? model_option : "--" + option.get_lnames().front();
}

bool says_which_model(const std::string& name) {
  return name == model_option || name == "--params";
}

bool says_which_cards(const std::string& name) {
  return name == "--gpu" || name == "--vram" || name == local_option;
}

// --gpu and --vram add to each other; --local stands alone.
bool are_other_cards(const std::string& a, const std::string& b) {
  return (a == local_option || b == local_option) && says_which_cards(a) && says_which_cards(b);
}

bool replaces(const GivenOption& changed, const GivenOption& option) {
  return changed.name == option.name ||
         (says_which_model(changed.name) && says_which_model(option.name)) ||
         are_other_cards(changed.name, option.name);
}

// A model alone stands best without the option's name.
bool can_be_positional(const GivenOption& option) {
  return option.name == model_option && option.values.size() == 1 &&
         !option.values.front().starts_with('-');
}

void add_words(std::vector<std::string>& words, const GivenOption& option) {
  for (const std::string& value : option.values) {
    if (can_be_positional(option)) {
      words.push_back(value);
    } else if (option.is_flag && value == "true") {
      words.push_back(option.name);
    } else if (option.is_flag || (value.starts_with('-') && value.size() > 1)) {
      words.push_back(option.name + "=" + value);
    } else {
      words.push_back(option.name);
      words.push_back(value);
    }
  }
}

}  // namespace

GivenOptions given_options(const CLI::App& app) {
  GivenOptions given;
  std::vector<const CLI::Option*> seen;
  // An option stands there once for every time it was given.
  for (const CLI::Option* option : app.parse_order()) {
    const bool is_model = name_of(*option) == model_option;
    if (!is_model && std::find(seen.begin(), seen.end(), option) != seen.end()) {
      continue;
    }
    const auto times = static_cast<std::size_t>(std::count(seen.begin(), seen.end(), option));
    seen.push_back(option);
    const std::string name = name_of(*option);
    const auto same = std::find_if(given.begin(), given.end(),
                                   [&](const GivenOption& other) { return other.name == name; });
    if (is_model && times < option->results().size()) {
      // Positional and named ones may alternate.
      const std::string& value = option->results()[times];
      if (same != given.end()) {
        same->values.push_back(value);
      } else {
        given.push_back({name, {value}, option->get_group(), false});
      }
    } else if (!is_model) {
      given.push_back(
          {name, option->results(), option->get_group(), option->get_items_expected_max() == 0});
    }
  }
  return given;
}

const GivenOption* find_option(const GivenOptions& options, const std::string& name) {
  const auto found = std::find_if(options.begin(), options.end(),
                                  [&](const GivenOption& option) { return option.name == name; });
  return found == options.end() ? nullptr : &*found;
}

GivenOptions without_output(GivenOptions options) {
  const std::string output = label(MessageId::group_output);
  std::erase_if(options, [&](const GivenOption& option) { return option.group == output; });
  return options;
}

GivenOptions with_option(GivenOptions options, const GivenOption& changed) {
  const auto first = std::find_if(options.begin(), options.end(), [&](const GivenOption& option) {
    return replaces(changed, option);
  });
  if (first == options.end()) {
    options.push_back(changed);
    return options;
  }
  *first = changed;
  options.erase(
      std::remove_if(first + 1, options.end(),
                     [&](const GivenOption& option) { return replaces(changed, option); }),
      options.end());
  return options;
}

std::vector<std::string> words_of(const GivenOptions& options) {
  std::vector<std::string> words;
  for (const GivenOption& option : options) {
    add_words(words, option);
  }
  return words;
}

}  // namespace vramcalc::cli
