#include "accuracy/markdown.h"

#include <cmath>

#include <vramcalc/core/quantity.h>

namespace vramcalc::accuracy {

std::string table_row(std::initializer_list<std::string> cells) {
  std::string row = "|";
  for (const std::string& cell : cells) {
    row += " " + cell + " |";
  }
  return row + "\n";
}

std::string percent(double error) {
  return error == 0 ? "0 %" : decimal_text(std::abs(error) * 100, 2) + " %";
}

std::string signed_percent(double error) {
  std::string size = percent(error);
  if (size == "0 %" || size == "0.00 %") {
    return size;
  }
  return (error < 0 ? "−" : "+") + size;
}

std::string count(std::int64_t value) {
  const std::string size = grouped_text(static_cast<std::uint64_t>(std::abs(value)));
  return value < 0 ? "−" + size : size;
}

}  // namespace vramcalc::accuracy
