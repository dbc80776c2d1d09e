// llama.cpp's weights and caches, device by device.
#include <catch2/catch.hpp>

#include "accuracy/llama_cpp_placement.h"

using namespace vramcalc;

namespace {

// Two decimals are printed, and every tensor is padded to a few bytes.
constexpr double within_mib = 0.01;

void check_devices(const std::vector<double>& counted, const std::vector<double>& stated) {
  REQUIRE(counted.size() == stated.size());
  for (std::size_t i = 0; i < stated.size(); ++i) {
    INFO("device " << i);
    CHECK(counted[i] == Approx(stated[i]).margin(within_mib).epsilon(0));
  }
}

}  // namespace

TEST_CASE("llama.cpp's plans are all read", "[accuracy]") {
  CHECK(accuracy::placement_rows().size() == 867);
}

TEST_CASE("weights lie on the devices that llama.cpp loads them to", "[accuracy]") {
  for (const auto& row : accuracy::placement_rows()) {
    INFO(row.model << " " << row.options << " on " << row.gpus);
    check_devices(accuracy::counted_weights(row), row.model_mib);
  }
}

TEST_CASE("caches lie on the devices that llama.cpp plans them on", "[accuracy]") {
  for (const auto& row : accuracy::placement_rows()) {
    INFO(row.model << " " << row.options << " on " << row.gpus);
    check_devices(accuracy::counted_cache(row), row.context_mib);
  }
}
