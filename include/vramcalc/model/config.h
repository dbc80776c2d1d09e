// A `config.json` as a plain tree, and typed access to its fields.
//
// The tree knows nothing of JSON: `read` makes it. Fields are asked for under every name that
// publishers give them; what is there but makes no sense is Error(bad_input) naming file and field,
// never a default.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include <vramcalc/core/message.h>

namespace vramcalc::model {

class ConfigValue;
struct ConfigMember;
using ConfigList = std::vector<ConfigValue>;
using ConfigObject = std::vector<ConfigMember>;  // in the order of the file, each key once

/// null, true, 7, -0.5, "text", [..], {..}. Whole numbers from 0 to 2^64-1 stay whole.
class ConfigValue {
 public:
  using Variant = std::variant<std::monostate, bool, std::uint64_t, double, std::string, ConfigList,
                               ConfigObject>;
  Variant value;

  [[nodiscard]] bool is_null() const { return std::holds_alternative<std::monostate>(value); }
  template <typename T>
  [[nodiscard]] const T* get() const {
    return std::get_if<T>(&value);
  }
};

struct ConfigMember {
  std::string key;
  ConfigValue value;
};

/// "7", "'text'", "a list": how a message shows it.
[[nodiscard]] std::string config_value_text(const ConfigValue& value);

using Keys = std::initializer_list<std::string_view>;

/// A view of one object of a config; the tree and `file` outlive it. Absent and null are the same.
class Config {
 public:
  /// `root` must be an object, else Error(bad_input).
  Config(const ConfigValue& root, std::string_view file);

  [[nodiscard]] std::string_view file() const { return file_; }
  [[nodiscard]] const ConfigObject& members() const { return *object_; }

  /// The first of `keys` that is there, or nullptr.
  [[nodiscard]] const ConfigValue* find(Keys keys) const;
  [[nodiscard]] bool has(std::string_view key) const { return find({key}) != nullptr; }

  /// Whole numbers from 0 to `most`; 64.0 counts as whole, true does not.
  [[nodiscard]] std::optional<std::uint64_t> whole(Keys keys, std::uint64_t most = largest) const;
  [[nodiscard]] std::uint64_t whole_or(Keys keys, std::uint64_t otherwise) const;
  /// Error(bad_input) naming the first key where none is there.
  [[nodiscard]] std::uint64_t required(Keys keys) const;
  /// Likewise, and 0 is refused: for what divides or multiplies.
  [[nodiscard]] std::uint64_t required_positive(Keys keys) const;

  [[nodiscard]] std::optional<double> number(Keys keys) const;
  [[nodiscard]] bool flag(Keys keys, bool otherwise = false) const;
  [[nodiscard]] std::optional<bool> maybe_flag(Keys keys) const;
  [[nodiscard]] std::string_view text(Keys keys) const;  // empty where absent

  /// Empty where absent.
  [[nodiscard]] std::vector<std::uint64_t> wholes(Keys keys) const;
  [[nodiscard]] std::vector<std::string_view> texts(Keys keys) const;
  [[nodiscard]] std::vector<bool> flags(Keys keys) const;  // true/false or 0/1

  /// An object inside; nothing where absent, Error where it is no object.
  [[nodiscard]] std::optional<Config> part(Keys keys) const;
  [[nodiscard]] std::vector<Config> parts(std::string_view key) const;  // a list of objects

  /// Throws Error(bad_input); the message's {file} and {key} are filled in from here.
  [[noreturn]] void fail(std::string_view key, MessageId message, Fields fields = {}) const;

  /// Far above any dimension of a model; the product of two stays below 2^61, so that formulas of
  /// widths need no checks of their own (products over a whole shape are checked by `Shape`).
  static constexpr std::uint64_t largest = std::uint64_t{1} << 30;

 private:
  Config(const ConfigObject& object, std::string_view file, std::string path);

  const ConfigObject* object_;
  std::string_view file_;
  std::string path_;  // "text_config." in messages
};

}  // namespace vramcalc::model
