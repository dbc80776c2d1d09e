// llama.cpp's compute buffers, device by device, as its planner sizes them.
#include <catch2/catch.hpp>

#include <algorithm>

#include "accuracy/llama_cpp_compute.h"

using namespace vramcalc;
using accuracy::ComparedBuffer;
using accuracy::PlanKind;

namespace {

template <typename Chosen, typename Good>
double share_of_good(Chosen is_chosen, Good is_good) {
  std::size_t chosen = 0;
  std::size_t good = 0;
  for (const ComparedBuffer& buffer : accuracy::compared_buffers()) {
    if (is_chosen(buffer)) {
      ++chosen;
      good += is_good(buffer) ? std::size_t{1} : std::size_t{0};
    }
  }
  REQUIRE(chosen > 0);
  return static_cast<double>(good) / static_cast<double>(chosen);
}

bool is_close(const ComparedBuffer& buffer) {
  return buffer.is_close();
}
bool is_near(const ComparedBuffer& buffer) {
  return buffer.is_near();
}

}  // namespace

TEST_CASE("dense models on one GPU: compute within 2 MiB of llama.cpp's planner", "[accuracy]") {
  CHECK(share_of_good(
            [](const ComparedBuffer& buffer) {
              return accuracy::kind_of(*buffer.row) == PlanKind::one_gpu &&
                     accuracy::is_dense(*buffer.row);
            },
            is_close) >= 0.98);
}

TEST_CASE("all models on one GPU: compute within 10 % or 24 MiB", "[accuracy]") {
  CHECK(share_of_good(
            [](const ComparedBuffer& buffer) {
              return accuracy::kind_of(*buffer.row) == PlanKind::one_gpu;
            },
            is_near) >= 0.95);
}

TEST_CASE("several GPUs: compute within 10 % or 24 MiB", "[accuracy]") {
  CHECK(share_of_good(
            [](const ComparedBuffer& buffer) {
              return accuracy::kind_of(*buffer.row) == PlanKind::several_gpus;
            },
            is_near) >= 0.95);
}

TEST_CASE("layers, experts or caches in RAM: compute within 10 % or 24 MiB", "[accuracy]") {
  CHECK(share_of_good(
            [](const ComparedBuffer& buffer) {
              return accuracy::kind_of(*buffer.row) == PlanKind::partly_on_host;
            },
            is_near) >= 0.9);
}
