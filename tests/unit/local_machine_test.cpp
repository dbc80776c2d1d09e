// What a computer says of itself, and what it says wrongly.
#include <chrono>
#include <string>
#include <catch2/catch.hpp>

#include "read/local/nvidia_smi.h"
#include "read/local/run_program.h"
#include "read/local/visible_devices.h"
#include "support/fake_computer.h"

using namespace vramcalc;
using namespace vramcalc::read;

namespace {

LocalMachine machine_of(const test::FakeComputer& computer) {
  return local_machine(computer.sources());
}

local::FoundCards parsed(const std::string& text) {
  return local::parse_nvidia_smi(text);
}

const std::string two_cards =
    "NVIDIA GeForce RTX 4090|25757220864|430000000|24000000000|GPU-aaaa\n"
    "NVIDIA GeForce RTX 3090|25769803776|300000000|25469803776|GPU-bbbb\n";

}  // namespace

TEST_CASE("NVML tells of cards, without what the driver keeps for itself", "[local]") {
  test::FakeComputer computer;
  computer.nvml(two_cards);
  const LocalMachine machine = machine_of(computer);
  REQUIRE(machine.cards.size() == 2);
  CHECK(machine.cards[0].name == "NVIDIA GeForce RTX 4090");
  CHECK(machine.cards[0].vendor == hardware::Vendor::nvidia);
  CHECK(machine.cards[0].memory == Bytes{25'757'220'864});
  CHECK(machine.cards[0].in_use == Bytes{25'757'220'864 - 24'000'000'000 - 430'000'000});
  CHECK(machine.cards[1].in_use == Bytes{});
  CHECK(machine.cards[1].uuid == "GPU-bbbb");
  CHECK(machine.sources == std::vector<std::string>{"NVML"});
  CHECK(machine.failures.empty());
}

TEST_CASE("older drivers count their own part as used", "[local]") {
  test::FakeComputer computer;
  computer.nvml("memory_v2 13\n" + two_cards);
  const LocalMachine machine = machine_of(computer);
  REQUIRE(machine.cards.size() == 2);
  CHECK(machine.cards[1].in_use == Bytes{300'000'000});
}

TEST_CASE("NVML's figures are not believed beyond reason", "[local]") {
  test::FakeComputer computer;
  SECTION("a total that no card has") {
    computer.nvml("Card|18446744073709551615|18446744073709551615|18446744073709551615|\n");
    REQUIRE(machine_of(computer).cards.size() == 1);
    CHECK_FALSE(machine_of(computer).cards[0].memory.has_value());
  }
  SECTION("more free than there is") {
    computer.nvml("Card|1073741824|18446744073709551615|18446744073709551615|\n");
    REQUIRE(machine_of(computer).cards.size() == 1);
    CHECK(machine_of(computer).cards[0].memory == gibibyte);
    CHECK(machine_of(computer).cards[0].in_use == Bytes{});
  }
  SECTION("no memory at all, as on a computer with one memory") {
    computer.nvml("memory_v2 3\nmemory 3\nNVIDIA GB10|0|0|0|\n");
    REQUIRE(machine_of(computer).cards.size() == 1);
    CHECK_FALSE(machine_of(computer).cards[0].memory.has_value());
  }
  SECTION("a name that a terminal would obey") {
    computer.nvml("RTX \x1b[31m4090\x07|1073741824|0|0|\n");
    CHECK(machine_of(computer).cards.front().name == "RTX ?[31m4090?");
  }
  SECTION("a name without an end") {
    computer.nvml(std::string(500, 'x') + "|1073741824|0|0|" + std::string(500, 'y') + "\n");
    CHECK(machine_of(computer).cards.front().name == std::string(96, 'x'));
  }
  SECTION("more cards than any computer has") {
    std::string lines;
    for (int i = 0; i < 1000; ++i) {
      lines += "Card|1073741824|0|0|\n";
    }
    computer.nvml(lines);
    CHECK(machine_of(computer).cards.size() == 128);
  }
}

TEST_CASE("where NVML does not answer the program is asked", "[local]") {
  test::FakeComputer computer;
  computer.nvml("init 9\n");
  computer.nvidia_smi("echo '0, NVIDIA GeForce RTX 3090, 24576, 321, GPU-1'\n");
  const LocalMachine machine = machine_of(computer);
  REQUIRE(machine.cards.size() == 1);
  CHECK(machine.cards[0].memory == mebibyte * 24576);
  CHECK(machine.cards[0].in_use == mebibyte * 321);
  CHECK(machine.sources == std::vector<std::string>{"nvidia-smi"});
  REQUIRE(machine.failures.size() == 1);
  CHECK(render(machine.failures[0]) == "NVML did not answer: Driver Not Loaded");
}

TEST_CASE("a library that is none of NVIDIA's is passed over", "[local]") {
  test::FakeComputer computer;
  LocalSources sources = computer.sources();
  sources.nvml_libraries = {"/nowhere/libnvidia-ml.so.1", "libm.so.6"};
  const LocalMachine machine = local_machine(sources);
  CHECK(machine.cards.empty());
  REQUIRE(machine.failures.size() == 1);
}

TEST_CASE("nvidia-smi is asked for what is needed and no more", "[local]") {
  test::FakeComputer computer;
  computer.nvidia_smi("echo \"$#, $1 $2, 1024, 0, GPU-1\"\n");
  const LocalMachine machine = machine_of(computer);
  REQUIRE(machine.cards.size() == 1);
  CHECK(machine.cards[0].name ==
        "--query-gpu=index,name,memory.total,memory.used,uuid --format=csv,noheader,nounits");
}

TEST_CASE("nvidia-smi's lines are read from behind", "[local]") {
  const auto found = parsed(
      "0, NVIDIA A100-SXM4-80GB, 81920, 4, GPU-1\r\n"
      "1, A card, with a comma, 81920, 81921, GPU-2\n"
      "\n"
      "2, NVIDIA GB10, [N/A], [N/A], GPU-3\n"
      "3, Old, [Not Supported], 12, GPU-4\n"
      "4, Huge, 99999999999999999999, 1, GPU-5\n"
      "5, Also huge, 999999999999, 1, GPU-6\n"
      "6, Negative, -5, -1, GPU-7\n"
      "7, Nothing, 0, 0, GPU-8");
  REQUIRE(found.cards.size() == 8);
  CHECK(found.failures.empty());
  CHECK(found.cards[0].uuid == "GPU-1");
  CHECK(found.cards[1].name == "A card, with a comma");
  CHECK(found.cards[1].in_use == mebibyte * 81920);
  for (std::size_t i = 2; i < found.cards.size(); ++i) {
    CHECK_FALSE(found.cards[i].memory.has_value());
    CHECK(found.cards[i].in_use == Bytes{});
  }
}

TEST_CASE("lines that are no cards are said to be none", "[local]") {
  const std::string line = GENERATE(values<std::string>(
      {"No devices were found", "0, NVIDIA GeForce RTX 40", "0, NVIDIA GeForce RTX 4090, 24564",
       ",,,,", "0, , 1024, 0, GPU-1", "\x1b[2J", "Failed to initialize NVML: Unknown Error"}));
  CAPTURE(line);
  const auto found = parsed(line + "\n" + line);
  CHECK(found.is_there);
  CHECK(found.cards.empty());
  REQUIRE(found.failures.size() == 1);
  CHECK(render(found.failures[0]).find('\x1b') == std::string::npos);
}

TEST_CASE("a program that fails, hangs or talks without end is given up", "[local]") {
  test::FakeComputer computer;
  LocalSources sources = computer.sources();
  sources.patience = std::chrono::milliseconds{300};
  const auto start = std::chrono::steady_clock::now();
  SECTION("it fails") {
    computer.nvidia_smi("echo 'NVIDIA-SMI has failed'; exit 9\n");
    const LocalMachine machine = local_machine(sources);
    CHECK(machine.cards.empty());
    REQUIRE(machine.failures.size() == 1);
    CHECK(render(machine.failures[0]) == "nvidia-smi did not answer: NVIDIA-SMI has failed");
  }
  SECTION("it says nothing") {
    computer.nvidia_smi("exit 9\n");
    CHECK(render(local_machine(sources).failures.at(0)) == "nvidia-smi did not answer: exit 9");
  }
  SECTION("it hangs, and so does what it started") {
    computer.nvidia_smi("sleep 60\necho '0, Late, 1024, 0, GPU-1'\n");
    CHECK(render(local_machine(sources).failures.at(0)) == "nvidia-smi did not answer: > 300 ms");
  }
  SECTION("it closes its output and stays") {
    computer.nvidia_smi("echo '0, Late, 1024, 0, GPU-1'\nexec >&-\nsleep 60\n");
    CHECK(local_machine(sources).cards.empty());
  }
  SECTION("it talks without end") {
    computer.nvidia_smi("while :; do echo '0, Card, 1024, 0, GPU-1'; done\n");
    CHECK(local_machine(sources).cards.empty());
  }
  CHECK(std::chrono::steady_clock::now() - start < std::chrono::seconds{20});
}

TEST_CASE("programs are looked for in absolute folders alone", "[local]") {
  test::FakeComputer computer;
  computer.write("bin/tool", "not executable");
  computer.write("bin/nvidia-smi/file", "a folder");
  const std::string folders = computer.environment().variables["PATH"];
  CHECK_FALSE(local::find_program("tool", folders).has_value());
  CHECK_FALSE(local::find_program("nvidia-smi", folders).has_value());
  CHECK_FALSE(local::find_program("sh", "").has_value());
  CHECK_FALSE(local::find_program("sh", ".:bin::").has_value());
  CHECK(local::find_program("sh", ":/nowhere:/bin") == "/bin/sh");
  CHECK_FALSE(local::run_program("/nowhere/tool", {}, std::chrono::milliseconds{300}, kibibyte));
}

TEST_CASE("the amdgpu driver's files", "[local]") {
  test::FakeComputer computer;
  computer.amdgpu(1, "0x744c", "0xc8", 25'753'026'560, 1'000'000'000);
  computer.amdgpu(10, "0x744c", "0xcc", 21'458'059'264, 0);
  computer.amdgpu(2, "0x9999", "0x00", 8'573'157'376, 0);
  computer.write("sys/class/drm/card2/device/product_name", "A board\x1b[0m\n");
  computer.write("sys/class/drm/card1-DP-1/device/vendor", "0x1002\n");
  computer.write("sys/class/drm/card3/device/vendor", "0x8086\n");
  computer.write("sys/class/drm/renderD128/device/vendor", "0x1002\n");
  computer.write("sys/class/drm/version", "drm 1.1.0\n");
  const LocalMachine machine = machine_of(computer);
  REQUIRE(machine.cards.size() == 3);
  CHECK(machine.cards[0].name == "AMD Radeon RX 7900 XTX");
  CHECK(machine.cards[0].vendor == hardware::Vendor::amd);
  CHECK(machine.cards[0].memory == Bytes{25'753'026'560});
  CHECK(machine.cards[0].in_use == Bytes{1'000'000'000});
  CHECK(machine.cards[1].name == "A board?[0m");
  CHECK(machine.cards[2].name == "AMD Radeon RX 7900 XT");
  CHECK(machine.sources == std::vector<std::string>{"amdgpu"});
}

TEST_CASE("amdgpu files that say nothing of use", "[local]") {
  test::FakeComputer computer;
  const std::string text = GENERATE(values<std::string>(
      {"", "0", "-1", "1.5e10", "99999999999999999999", "999999999999999999", "many"}));
  CAPTURE(text);
  computer.amdgpu(0, "0x744c", "0xc8", 1, 0);
  computer.write("sys/class/drm/card0/device/mem_info_vram_total", text);
  CHECK(machine_of(computer).cards.empty());
}

TEST_CASE("used is at most all, and nothing where it is not said", "[local]") {
  test::FakeComputer computer;
  computer.amdgpu(0, "0x744c", "0xc8", 25'753'026'560, 99'999'999'999);
  CHECK(machine_of(computer).cards.at(0).in_use == Bytes{25'753'026'560});
  computer.write("sys/class/drm/card0/device/mem_info_vram_used", "?");
  CHECK(machine_of(computer).cards.at(0).in_use == Bytes{});
}

TEST_CASE("a processor's GPU counts where there is no card", "[local]") {
  test::FakeComputer computer;
  computer.amdgpu(0, "0x164e", "0xc1", 2'147'483'648, 0);
  CHECK(machine_of(computer).cards.at(0).name == "AMD Radeon Graphics");
  computer.nvml(two_cards);
  CHECK(machine_of(computer).cards.size() == 2);
}

TEST_CASE("main memory", "[local]") {
  test::FakeComputer computer;
  CHECK_FALSE(machine_of(computer).memory.has_value());
  computer.memory(65'775'152, 41'943'040);
  CHECK(machine_of(computer).memory->total == kibibyte * 65'775'152);
  CHECK(machine_of(computer).memory->available == gibibyte * 40);
  computer.memory(1024, 4096);
  CHECK(machine_of(computer).memory->available == mebibyte);
  computer.write("proc/meminfo", "MemTotal: 2048 kB\n");
  CHECK(machine_of(computer).memory->available == mebibyte * 2);
  const std::string broken = GENERATE(values<std::string>(
      {"", "MemTotal:", "MemTotal: kB", "MemTotal: 12 MB", "MemTotal: -3 kB", "MemTotal: 0 kB\n",
       "MemTotal: 999999999999999999 kB\n", "MemTotal 12 kB\n"}));
  CAPTURE(broken);
  computer.write("proc/meminfo", broken);
  CHECK_FALSE(machine_of(computer).memory.has_value());
}

TEST_CASE("CUDA_VISIBLE_DEVICES hides cards and orders them", "[local]") {
  std::vector<LocalCard> cards(3);
  cards[0].uuid = "GPU-1111-aa";
  cards[1].uuid = "GPU-2222-bb";
  cards[2].uuid = "GPU-3333-cc";
  const auto [text, ids] = GENERATE(table<std::string, std::string>({
      {"0,1,2", "123"},
      {"2,0", "31"},
      {" 1 , 2", "23"},
      {"GPU-3333", "3"},
      {"GPU-2222-bb,0", "21"},
      {"", ""},
      {"-1", ""},
      {"0,-1,1", "1"},
      {"0,7,1", "1"},
      {"0,,1", "1"},
      {"1,1", "2"},
      {"MIG-1111", ""},
      {"99999999999999999999", ""},
  }));
  CAPTURE(text);
  std::string seen;
  for (const LocalCard& card : local::visible_cards(cards, text)) {
    seen += card.uuid[4];
  }
  CHECK(seen == ids);
}

TEST_CASE("what is hidden is not found", "[local]") {
  test::FakeComputer computer;
  computer.nvml(two_cards);
  LocalSources sources = computer.sources();
  sources.cuda_visible_devices = "1";
  const LocalMachine machine = local_machine(sources);
  REQUIRE(machine.cards.size() == 1);
  CHECK(machine.cards[0].uuid == "GPU-bbbb");
  CHECK(machine.sources == std::vector<std::string>{"NVML", "CUDA_VISIBLE_DEVICES=1"});
}

TEST_CASE("sources that nobody names find nothing", "[local]") {
  const LocalMachine machine = local_machine({});
  CHECK(machine.cards.empty());
  CHECK_FALSE(machine.memory.has_value());
  CHECK(machine.tried.size() == 3);
}
