// Several models on the same cards, as tables.
#pragma once

#include <cstddef>
#include <string>

#include <vramcalc/advise/together.h>

#include "report/document.h"

namespace vramcalc::report {

class SetTables {
 public:
  SetTables(const advise::SetAnswer& answer, ByteUnit unit);

  /// What is asked, model by model, and what each takes over all cards.
  [[nodiscard]] Table models() const;

  /// A card with a bar of what each model takes of it.
  [[nodiscard]] Table heading(std::size_t card) const;

  /// A line a model, and one for what the drivers of all take beside them.
  [[nodiscard]] Table lines(std::size_t card) const;

  /// Of many cards, a row each.
  [[nodiscard]] Table rows_of_cards() const;

 private:
  [[nodiscard]] std::string size(Bytes bytes) const;
  [[nodiscard]] Cell bar_of(std::size_t card) const;

  const advise::SetAnswer* answer_;
  ByteUnit unit_;
  int decimals_;
};

}  // namespace vramcalc::report
