#include "support/allocation.h"

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <new>
#include <malloc.h>

namespace vramcalc::test {
namespace {

std::atomic<std::size_t> now{0};
std::atomic<std::size_t> most{0};

void* give(std::size_t size) noexcept {
  void* const memory = std::malloc(std::max<std::size_t>(size, 1));
  if (memory == nullptr) {
    return nullptr;
  }
  const std::size_t total = now += malloc_usable_size(memory);
  std::size_t seen = most;
  while (total > seen && !most.compare_exchange_weak(seen, total)) {
  }
  return memory;
}

void* give_or_throw(std::size_t size) {
  void* const memory = give(size);
  if (memory == nullptr) {
    throw std::bad_alloc{};
  }
  return memory;
}

void take_back(void* memory) {
  if (memory != nullptr) {
    now -= malloc_usable_size(memory);
    std::free(memory);
  }
}

}  // namespace

std::size_t allocated_now() {
  return now;
}

std::size_t allocated_most() {
  return most;
}

void forget_most_allocated() {
  most = now.load();
}

}  // namespace vramcalc::test

// All of the forms without an alignment: a checker of memory demands that they belong together.
void* operator new(std::size_t size) {
  return vramcalc::test::give_or_throw(size);
}

void* operator new[](std::size_t size) {
  return vramcalc::test::give_or_throw(size);
}

void* operator new(std::size_t size, const std::nothrow_t& /*tag*/) noexcept {
  return vramcalc::test::give(size);
}

void* operator new[](std::size_t size, const std::nothrow_t& /*tag*/) noexcept {
  return vramcalc::test::give(size);
}

void operator delete(void* memory) noexcept {
  vramcalc::test::take_back(memory);
}

void operator delete[](void* memory) noexcept {
  vramcalc::test::take_back(memory);
}

void operator delete(void* memory, std::size_t /*size*/) noexcept {
  vramcalc::test::take_back(memory);
}

void operator delete[](void* memory, std::size_t /*size*/) noexcept {
  vramcalc::test::take_back(memory);
}

void operator delete(void* memory, const std::nothrow_t& /*tag*/) noexcept {
  vramcalc::test::take_back(memory);
}

void operator delete[](void* memory, const std::nothrow_t& /*tag*/) noexcept {
  vramcalc::test::take_back(memory);
}
