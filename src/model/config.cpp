#include <vramcalc/model/config.h>

#include <array>
#include <charconv>
#include <cmath>
#include <utility>

#include <vramcalc/core/error.h>
#include <vramcalc/core/spelling.h>

namespace vramcalc::model {
namespace {

constexpr std::size_t longest_shown = 60;

// As Python writes it, which is where such texts come from.
std::string number_text(double number) {
  if (std::isnan(number)) {
    return "NaN";
  }
  if (std::isinf(number)) {
    return number < 0 ? "-Infinity" : "Infinity";
  }
  std::array<char, 32> text{};
  const auto end = std::to_chars(text.data(), text.data() + text.size(), number).ptr;
  return {text.data(), end};
}

// 64.0 counts as whole; 2^64 and beyond do not fit.
std::optional<std::uint64_t> whole_of(const ConfigValue& value) {
  if (const auto* whole = value.get<std::uint64_t>()) {
    return *whole;
  }
  const auto* number = value.get<double>();
  if (number == nullptr || !(*number >= 0 && *number < 0x1p64) || std::floor(*number) != *number) {
    return std::nullopt;
  }
  return static_cast<std::uint64_t>(*number);
}

const ConfigObject& object_of(const ConfigValue& root, std::string_view file) {
  const auto* object = root.get<ConfigObject>();
  if (object == nullptr) {
    throw Error(ErrorKind::bad_input,
                {MessageId::config_not_a_config,
                 {{"value", config_value_text(root)}, {"file", printable(file, 500)}}});
  }
  return *object;
}

std::string entry_name(std::string_view key, std::size_t index) {
  return std::string{key} + "[" + std::to_string(index) + "]";
}

struct Found {
  std::string_view key;
  const ConfigValue* value = nullptr;
};

Found find_first(const Config& config, Keys keys) {
  for (const std::string_view key : keys) {
    if (const ConfigValue* value = config.find({key})) {
      return {key, value};
    }
  }
  return {};
}

[[noreturn]] void refuse(const Config& config, std::string_view key, const ConfigValue& value,
                         MessageId message) {
  config.fail(key, message, {{"value", config_value_text(value)}});
}

std::uint64_t read_whole(const Config& config, std::string_view key, const ConfigValue& value,
                         std::uint64_t low, std::uint64_t high) {
  const std::optional<std::uint64_t> whole = whole_of(value);
  if (!whole || *whole < low || *whole > high) {
    config.fail(key, MessageId::config_not_whole,
                {{"value", config_value_text(value)}, {"low", low}, {"high", high}});
  }
  return *whole;
}

std::uint64_t read_required(const Config& config, Keys keys, std::uint64_t low) {
  const Found found = find_first(config, keys);
  if (found.value == nullptr) {
    config.fail(keys.size() == 0 ? std::string_view{} : *keys.begin(), MessageId::config_missing);
  }
  return read_whole(config, found.key, *found.value, low, Config::largest);
}

// The list that stands there, or null where nothing does.
const ConfigList* read_list(const Config& config, const Found& found) {
  if (found.value == nullptr) {
    return nullptr;
  }
  const auto* list = found.value->get<ConfigList>();
  if (list == nullptr) {
    refuse(config, found.key, *found.value, MessageId::config_not_list);
  }
  return list;
}

// Every entry of a list as `read(name of the entry, its value)` has it.
template <typename Entry, typename Read>
std::vector<Entry> read_entries(const Config& config, const Found& found, Read read) {
  std::vector<Entry> entries;
  if (const ConfigList* list = read_list(config, found)) {
    entries.reserve(list->size());
    for (std::size_t i = 0; i < list->size(); ++i) {
      entries.push_back(read(entry_name(found.key, i), (*list)[i]));
    }
  }
  return entries;
}

}  // namespace

std::string config_value_text(const ConfigValue& value) {
  struct Shown {
    std::string operator()(std::monostate) const { return "null"; }
    std::string operator()(bool flag) const { return flag ? "true" : "false"; }
    std::string operator()(std::uint64_t whole) const { return std::to_string(whole); }
    std::string operator()(double number) const { return number_text(number); }
    std::string operator()(const std::string& text) const {
      return "'" + printable(text, longest_shown) + "'";
    }
    std::string operator()(const ConfigList&) const { return "a list"; }
    std::string operator()(const ConfigObject&) const { return "an object"; }
  };
  return std::visit(Shown{}, value.value);
}

Config::Config(const ConfigValue& root, std::string_view file)
    : object_(&object_of(root, file)), file_(file) {}

Config::Config(const ConfigObject& object, std::string_view file, std::string path)
    : object_(&object), file_(file), path_(std::move(path)) {}

const ConfigValue* Config::find(Keys keys) const {
  for (const std::string_view key : keys) {
    for (const ConfigMember& member : *object_) {
      if (member.key == key && !member.value.is_null()) {
        return &member.value;
      }
    }
  }
  return nullptr;
}

std::optional<std::uint64_t> Config::whole(Keys keys, std::uint64_t most) const {
  const Found found = find_first(*this, keys);
  if (found.value == nullptr) {
    return std::nullopt;
  }
  return read_whole(*this, found.key, *found.value, 0, most);
}

std::uint64_t Config::whole_or(Keys keys, std::uint64_t otherwise) const {
  return whole(keys).value_or(otherwise);
}

std::uint64_t Config::required(Keys keys) const {
  return read_required(*this, keys, 0);
}

std::uint64_t Config::required_positive(Keys keys) const {
  return read_required(*this, keys, 1);
}

std::optional<double> Config::number(Keys keys) const {
  const Found found = find_first(*this, keys);
  if (found.value == nullptr) {
    return std::nullopt;
  }
  if (const auto* whole = found.value->get<std::uint64_t>()) {
    return static_cast<double>(*whole);
  }
  const auto* number = found.value->get<double>();
  if (number == nullptr || !std::isfinite(*number)) {
    refuse(*this, found.key, *found.value, MessageId::config_not_number);
  }
  return *number;
}

bool Config::flag(Keys keys, bool otherwise) const {
  return maybe_flag(keys).value_or(otherwise);
}

std::optional<bool> Config::maybe_flag(Keys keys) const {
  const Found found = find_first(*this, keys);
  if (found.value == nullptr) {
    return std::nullopt;
  }
  const auto* flag = found.value->get<bool>();
  if (flag == nullptr) {
    refuse(*this, found.key, *found.value, MessageId::config_not_flag);
  }
  return *flag;
}

std::string_view Config::text(Keys keys) const {
  const Found found = find_first(*this, keys);
  if (found.value == nullptr) {
    return {};
  }
  const auto* text = found.value->get<std::string>();
  if (text == nullptr) {
    refuse(*this, found.key, *found.value, MessageId::config_not_text);
  }
  return *text;
}

std::vector<std::uint64_t> Config::wholes(Keys keys) const {
  return read_entries<std::uint64_t>(*this, find_first(*this, keys),
                                     [&](const std::string& name, const ConfigValue& value) {
                                       return read_whole(*this, name, value, 0, largest);
                                     });
}

std::vector<std::string_view> Config::texts(Keys keys) const {
  return read_entries<std::string_view>(*this, find_first(*this, keys),
                                        [&](const std::string& name, const ConfigValue& value) {
                                          const auto* text = value.get<std::string>();
                                          if (text == nullptr) {
                                            refuse(*this, name, value, MessageId::config_not_text);
                                          }
                                          return std::string_view{*text};
                                        });
}

std::vector<bool> Config::flags(Keys keys) const {
  return read_entries<bool>(*this, find_first(*this, keys),
                            [&](const std::string& name, const ConfigValue& value) {
                              if (const auto* flag = value.get<bool>()) {
                                return *flag;
                              }
                              const auto* whole = value.get<std::uint64_t>();
                              if (whole == nullptr || *whole > 1) {
                                refuse(*this, name, value, MessageId::config_not_flag);
                              }
                              return *whole == 1;
                            });
}

std::optional<Config> Config::part(Keys keys) const {
  const Found found = find_first(*this, keys);
  if (found.value == nullptr) {
    return std::nullopt;
  }
  const auto* object = found.value->get<ConfigObject>();
  if (object == nullptr) {
    refuse(*this, found.key, *found.value, MessageId::config_not_object);
  }
  return Config{*object, file_, path_ + std::string{found.key} + "."};
}

std::vector<Config> Config::parts(std::string_view key) const {
  return read_entries<Config>(*this, find_first(*this, {key}),
                              [&](const std::string& name, const ConfigValue& value) {
                                const auto* object = value.get<ConfigObject>();
                                if (object == nullptr) {
                                  refuse(*this, name, value, MessageId::config_not_object);
                                }
                                return Config{*object, file_, path_ + name + "."};
                              });
}

void Config::fail(std::string_view key, MessageId message, Fields fields) const {
  fields.emplace_back("file", printable(file_, 500));
  fields.emplace_back("key", printable(path_ + std::string{key}));
  throw Error(ErrorKind::bad_input, Text{message, std::move(fields)});
}

}  // namespace vramcalc::model
