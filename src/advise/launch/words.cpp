#include "advise/launch/words.h"

#include <vramcalc/core/quantity.h>

namespace vramcalc::advise {

std::string share_text(Ratio share) {
  constexpr int decimals = 4;
  std::string text = decimal_text(share.value(), decimals);
  while (text.ends_with('0')) {
    text.pop_back();
  }
  if (text.ends_with('.')) {
    text += '0';
  }
  return text;
}

}  // namespace vramcalc::advise
