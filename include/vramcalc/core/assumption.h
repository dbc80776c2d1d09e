// Something that an answer took for granted because nobody said otherwise.
#pragma once

#include <string>

#include <vramcalc/core/message.h>

namespace vramcalc {

struct Assumption {
  std::string option;  // what could have been said: "precision"
  std::string value;   // what was taken: "fp16"
  Text why;
};

}  // namespace vramcalc
