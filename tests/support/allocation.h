// How much memory a piece of work holds at its height.
#pragma once

#include <cstddef>

namespace vramcalc::test {

/// Bytes that operator new has given out and not got back: in allocation.cpp, for all tests.
[[nodiscard]] std::size_t allocated_now();
[[nodiscard]] std::size_t allocated_most();
void forget_most_allocated();

/// The most that `work` held beyond what was held before, whatever it throws passed on.
template <typename Work>
[[nodiscard]] std::size_t most_allocated_by(Work work) {
  forget_most_allocated();
  const std::size_t before = allocated_now();
  work();
  return allocated_most() - before;
}

}  // namespace vramcalc::test
