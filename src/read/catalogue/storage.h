// Owns what catalogue entries view. Deques never move what they hold, so a view stays good for as
// long as the storage lives; a caller's shared_ptr keeps it alive.
#pragma once

#include <deque>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <vramcalc/core/source.h>
#include <vramcalc/read/catalogue.h>

namespace vramcalc::read {

class CatalogueStorage {
 public:
  std::string_view keep(std::string_view text) {
    return text.empty() ? std::string_view{} : texts_.emplace_back(text);
  }

  std::span<const std::string_view> keep(std::vector<std::string_view> list) {
    for (std::string_view& text : list) {
      text = keep(text);
    }
    return lists_.emplace_back(std::move(list));
  }

  std::span<const double> keep(std::vector<double> list) {
    return numbers_.emplace_back(std::move(list));
  }

  std::span<const FigureSource> keep(std::vector<FigureSource> list) {
    return sources_.emplace_back(std::move(list));
  }

 private:
  std::deque<std::string> texts_;
  std::deque<std::vector<std::string_view>> lists_;
  std::deque<std::vector<double>> numbers_;
  std::deque<std::vector<FigureSource>> sources_;
};

}  // namespace vramcalc::read
