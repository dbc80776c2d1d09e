// A JSON text as a sequence of events, for readers that keep only what they need.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "read/json/json_input.h"

namespace vramcalc::read {

/// No text is nested deeper.
inline constexpr std::size_t deepest_json = 32;

/// What a reader of JSON does with every value. Texts may be moved from.
class JsonEvents {
 public:
  virtual ~JsonEvents() = default;

  virtual void null() = 0;
  virtual void flag(bool value) = 0;
  virtual void whole(std::uint64_t value) = 0;  // 0 to 2^64-1
  virtual void negative(std::int64_t value) {   // whole, and below 0
    number(static_cast<double>(value));
  }
  virtual void number(double value) = 0;      // negative, fractional, larger, NaN or infinite
  virtual void text(std::string& value) = 0;  // well-formed UTF-8, as is every key
  virtual void start_list() = 0;
  virtual void end_list() = 0;
  virtual void start_object() = 0;
  virtual void key(std::string& name) = 0;
  virtual void end_object() = 0;

 protected:
  JsonEvents() = default;
  JsonEvents(const JsonEvents&) = default;
  JsonEvents& operator=(const JsonEvents&) = default;
};

/// Throws Error(bad_input) with file, line and column for what is no JSON. A byte order mark is
/// skipped; NaN and Infinity, which Python writes into real configs, are numbers. Whether a key is
/// given twice is for `events` to say.
void parse_json(JsonInput& input, JsonEvents& events);

}  // namespace vramcalc::read
