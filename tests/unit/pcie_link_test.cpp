#include <string>
#include <catch2/catch.hpp>

#include <vramcalc/core/error.h>
#include <vramcalc/hardware/find_gpu.h>
#include <vramcalc/hardware/pcie_link.h>

using namespace vramcalc;
using namespace vramcalc::hardware;

TEST_CASE("a link is read as people write it", "[pcie]") {
  const auto [text, generation, lanes] = GENERATE(table<std::string, std::uint64_t, std::uint64_t>({
      {"4.0 x16", 4, 16},
      {"4x16", 4, 16},
      {"5.0x8", 5, 8},
      {"gen4 x8", 4, 8},
      {"Gen 3 X4", 3, 4},
      {"PCIe 5.0 x16", 5, 16},
      {"pcie gen5 x16", 5, 16},
      {"3.0 ×16", 3, 16},
      {"  4.0  x 16  ", 4, 16},
      {"1x1", 1, 1},
      {"6.0 x2", 6, 2},
  }));
  CAPTURE(text);
  CHECK(parse_pcie(text) == PcieLink{generation, lanes});
}

TEST_CASE("what is no link is refused in words", "[pcie]") {
  const auto [text, message] = GENERATE(table<std::string, std::string>({
      {"", "'' is not a PCIe link"},
      {"4.0", "'4.0' is not a PCIe link"},
      {"x16", "'x16' is not a PCIe link"},
      {"16", "'16' is not a PCIe link"},
      {"4.0 16", "'4.0 16' is not a PCIe link"},
      {"4.5 x16", "'4.5 x16' is not a PCIe link"},
      {"4.0 x1 6", "'4.0 x1 6' is not a PCIe link"},
      {"4.0 x16 x16", "'4.0 x16 x16' is not a PCIe link"},
      {"-4 x16", "'-4 x16' is not a PCIe link"},
      {"4.0 x99999999999999999999", "'4.0 x99999999999999999999' is not a PCIe link"},
      {"4.0\tx16", "'4.0?x16' is not a PCIe link"},
      {"nvlink", "'nvlink' is not a PCIe link"},
      {"0 x16", "'0 x16': there is no such generation of PCIe"},
      {"7.0 x16", "'7.0 x16': there is no such generation of PCIe"},
      {"40 x16", "'40 x16': there is no such generation of PCIe"},
      {"4.0 x0", "'4.0 x0': there is no such number of lanes"},
      {"4.0 x3", "'4.0 x3': there is no such number of lanes"},
      {"4.0 x32", "'4.0 x32': there is no such number of lanes"},
  }));
  CAPTURE(text);
  try {
    (void)parse_pcie(text);
    FAIL("accepted");
  } catch (const Error& error) {
    CHECK(error.what() == message);
    CHECK(error.kind() == ErrorKind::usage);
    CHECK(error.hint().has_value());
  }
}

TEST_CASE("nominal rates, one way", "[pcie]") {
  CHECK(nominal_rate({3, 16}) == gigabyte * 16);
  CHECK(nominal_rate({4, 16}) == gigabyte * 32);
  CHECK(nominal_rate({5, 16}) == gigabyte * 64);
  CHECK(nominal_rate({4, 8}) == gigabyte * 16);
  CHECK(nominal_rate({4, 4}) == gigabyte * 8);
  CHECK(nominal_rate({1, 1}) == Bytes{250'000'000});
}

TEST_CASE("every link of the catalogue is one that reads", "[pcie]") {
  for (const Gpu& gpu : builtin_gpus()) {
    CAPTURE(gpu.id);
    CHECK(pcie_link(gpu).has_value() == !gpu.pcie.empty());
    if (const auto link = pcie_link(gpu)) {
      CHECK(pcie_text(*link) == gpu.pcie);
    }
  }
}

TEST_CASE("a link that a user's catalogue misspells is no link", "[pcie]") {
  Gpu gpu;
  gpu.pcie = "fast";
  CHECK_FALSE(pcie_link(gpu).has_value());
  gpu.pcie = "9.0 x16";
  CHECK_FALSE(pcie_link(gpu).has_value());
}
