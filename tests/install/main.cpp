// Uses a formula, a compiled table and the YAML reader, so that all of the library must link.
#include <cstdint>
#include <iostream>

#include <vramcalc/core/error.h>
#include <vramcalc/hardware/gpu.h>
#include <vramcalc/memory/rule.h>
#include <vramcalc/model/precision.h>
#include <vramcalc/read/catalogue.h>

int main() {
  const auto int4 = vramcalc::model::find_precision("int4");
  const auto estimate = vramcalc::memory::estimate_by_rule(70'000'000'000, int4);
  const std::uint64_t bytes = vramcalc::memory::total(estimate).expected.count();
  const std::size_t cards = vramcalc::hardware::builtin_gpus().size();
  std::cout << bytes << " bytes, " << cards << " cards\n";

  bool refused = false;
  try {
    static_cast<void>(vramcalc::read::parse_gpu_catalogue("nonsense: []", "broken.yaml"));
  } catch (const vramcalc::Error& error) {
    refused = error.kind() == vramcalc::ErrorKind::bad_input;
  }
  return bytes == 45'500'000'000 && cards > 0 && refused ? 0 : 1;
}
