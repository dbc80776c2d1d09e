#include "report/csv.h"

#include <algorithm>
#include <utility>
#include <vector>

namespace vramcalc::report {
namespace {

using Row = std::vector<std::pair<std::string, std::string>>;

std::string plain(const Json& value) {
  if (value.is_null()) {
    return {};
  }
  return value.is_string() ? value.get<std::string>() : value.dump();
}

std::string joined(const Json& list) {
  std::string text;
  for (const Json& item : list) {
    text += (text.empty() ? "" : "; ") + plain(item);
  }
  return text;
}

void flatten(const std::string& name, const Json& value, Row& row) {
  if (value.is_object()) {
    for (const auto& [key, inner] : value.items()) {
      flatten(name.empty() ? key : std::string{name}.append("_").append(key), inner, row);
    }
  } else {
    row.emplace_back(name, value.is_array() ? joined(value) : plain(value));
  }
}

// A cell that begins like a formula is one to a spreadsheet, so it gets a leading apostrophe.
std::string quoted(std::string cell) {
  if (!cell.empty() && (cell.front() == '=' || cell.front() == '+' || cell.front() == '@')) {
    cell.insert(cell.begin(), '\'');
  }
  if (cell.find_first_of(",\"\r\n") == std::string::npos) {
    return cell;
  }
  for (std::size_t i = cell.find('"'); i != std::string::npos; i = cell.find('"', i + 2)) {
    cell.insert(i, 1, '"');
  }
  return '"' + cell + '"';
}

}  // namespace

std::string csv(const Json& rows) {
  std::vector<Row> flat;
  std::vector<std::string> names;  // every row's columns, in the order of their first appearance
  for (const Json& row : rows) {
    flatten("", row, flat.emplace_back());
    for (const auto& [name, value] : flat.back()) {
      if (std::find(names.begin(), names.end(), name) == names.end()) {
        names.push_back(name);
      }
    }
  }
  // An object that is null in one row is a column without figures there.
  std::erase_if(names, [&](const std::string& name) {
    return std::any_of(rows.begin(), rows.end(), [&](const Json& row) {
      const auto member = row.find(name);
      return member != row.end() && member->is_object();
    });
  });
  std::string out;
  const auto add_line = [&out](auto cell_of, const std::vector<std::string>& columns) {
    for (std::size_t i = 0; i < columns.size(); ++i) {
      out += (i == 0 ? "" : ",") + quoted(cell_of(columns[i]));
    }
    out += "\r\n";
  };
  add_line([](const std::string& name) { return name; }, names);
  for (const Row& row : flat) {
    add_line(
        [&](const std::string& name) {
          const auto cell = std::find_if(row.begin(), row.end(),
                                         [&](const auto& entry) { return entry.first == name; });
          return cell == row.end() ? std::string{} : cell->second;
        },
        names);
  }
  return out;
}

}  // namespace vramcalc::report
