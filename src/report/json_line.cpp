#include "report/json_line.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace vramcalc::report {
namespace {

// What stands in quotes as it is.
bool is_plain(const std::string& text) {
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return c >= ' ' && c < '\x7f' && c != '"' && c != '\\'; });
}

template <typename Number>
void append_whole(std::string& line, Number value) {
  std::array<char, 24> digits;  // NOLINT(*-member-init): to_chars writes what is read
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr;
  line.append(digits.data(), end);
}

void append_text(std::string& line, const std::string& text) {
  if (is_plain(text)) {
    line.append(1, '"').append(text).append(1, '"');
  } else {
    line.append(Json(text).dump());
  }
}

void append(std::string& line, const Json& value);  // NOLINT(misc-no-recursion): as deep as JSON

void append_members(std::string& line, const Json::object_t& members) {
  char before = '{';
  for (const auto& [name, value] : members) {
    line.push_back(before);
    append_text(line, name);
    line.push_back(':');
    append(line, value);
    before = ',';
  }
  line.append(members.empty() ? "{}" : "}");
}

void append_values(std::string& line, const Json::array_t& values) {
  char before = '[';
  for (const Json& value : values) {
    line.push_back(before);
    append(line, value);
    before = ',';
  }
  line.append(values.empty() ? "[]" : "]");
}

void append(std::string& line, const Json& value) {
  switch (value.type()) {
    case Json::value_t::object:
      append_members(line, value.get_ref<const Json::object_t&>());
      break;
    case Json::value_t::array:
      append_values(line, value.get_ref<const Json::array_t&>());
      break;
    case Json::value_t::string:
      append_text(line, value.get_ref<const std::string&>());
      break;
    case Json::value_t::number_unsigned:
      append_whole(line, value.get_ref<const Json::number_unsigned_t&>());
      break;
    case Json::value_t::number_integer:
      append_whole(line, value.get_ref<const Json::number_integer_t&>());
      break;
    case Json::value_t::null:
      line.append("null");
      break;
    case Json::value_t::boolean:
      line.append(value.get<bool>() ? "true" : "false");
      break;
    default:
      line.append(value.dump());
  }
}

}  // namespace

std::string one_line(const Json& document) {
  std::string line;
  line.reserve(std::size_t{8} << 10);
  append(line, document);
  return line;
}

}  // namespace vramcalc::report
