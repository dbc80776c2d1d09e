// `--local`: this computer in questions, and what is in use in their answers.
#include <string>
#include <vector>
#include <catch2/catch.hpp>

#include <nlohmann/json.hpp>

#include <vramcalc/advise/fit.h>
#include <vramcalc/core/error.h>
#include <vramcalc/hardware/find_gpu.h>

#include "cli/local_cards.h"
#include "support/fake_computer.h"
#include "support/program.h"

using namespace vramcalc;
using nlohmann::ordered_json;

namespace {

read::LocalCard card(const std::string& name, std::uint64_t mib, std::uint64_t used_mib = 0) {
  read::LocalCard card;
  card.name = name;
  card.vendor = hardware::Vendor::nvidia;
  card.memory = mebibyte * mib;
  card.in_use = mebibyte * used_mib;
  return card;
}

struct Rig {
  std::vector<hardware::RigCards> cards;
  std::vector<Assumption> assumptions;
};

Rig rig_of(const read::LocalMachine& machine) {
  Rig rig;
  rig.cards = cli::local_cards(machine, hardware::builtin_gpus(), rig.assumptions);
  return rig;
}

ordered_json answer(const test::FakeComputer& computer, const std::string& line,
                    int exit_code = 0) {
  std::vector<std::string> words = test::words(line);
  words.emplace_back("--json");
  const test::Outcome outcome = test::run(words, computer.environment());
  INFO(line << "\n" << outcome.err);
  REQUIRE(outcome.exit_code == exit_code);
  return ordered_json::parse(outcome.out);
}

// MiB in use of one RTX 4090.
std::string smi_line(int index, int used) {
  return "echo '" + std::to_string(index) + ", NVIDIA GeForce RTX 4090, 24564, " +
         std::to_string(used) + ", GPU-" + std::to_string(index) + "'\n";
}

}  // namespace

TEST_CASE("equal cards are one kind, as full as each is", "[local]") {
  read::LocalMachine machine;
  machine.sources = {"NVML"};
  machine.cards = {card("NVIDIA GeForce RTX 4090", 24564, 900),
                   card("NVIDIA GeForce RTX 3090", 24576), card("NVIDIA GeForce RTX 4090", 24564)};
  const Rig rig = rig_of(machine);
  REQUIRE(rig.cards.size() == 2);
  CHECK(rig.cards[0].gpu.id == "rtx-4090");
  CHECK(rig.cards[0].count == 2);
  CHECK(rig.cards[0].in_use == std::vector<Bytes>{mebibyte * 900, Bytes{}});
  REQUIRE(rig.assumptions.size() == 1);
  CHECK(rig.assumptions[0].value == "rtx-4090x2, rtx-3090");
  CHECK(render(rig.assumptions[0].why) == "found by NVML");
}

TEST_CASE("a card that the catalogue lacks is taken by its memory", "[local]") {
  read::LocalMachine machine;
  machine.cards = {card("NVIDIA GeForce RTX 6099", 40000, 100),
                   card("NVIDIA GeForce RTX 6099", 40000)};
  const Rig rig = rig_of(machine);
  REQUIRE(rig.cards.size() == 1);
  CHECK(rig.cards[0].count == 2);
  CHECK(rig.cards[0].gpu.vendor == hardware::Vendor::nvidia);
  CHECK(hardware::visible_memory(rig.cards[0].gpu).bytes == mebibyte * 40000);
  REQUIRE(rig.assumptions.size() == 2);
  CHECK(rig.assumptions[1].value == "NVIDIA GeForce RTX 6099");
}

TEST_CASE("a card that is known by nothing is no card", "[local]") {
  read::LocalMachine machine;
  machine.cards = {card("Orin (nvgpu)", 0)};
  machine.cards[0].memory.reset();
  machine.tried = {{MessageId::text_tried_amdgpu, {}}};
  CHECK_THROWS_AS(rig_of(machine), Error);
}

TEST_CASE("unified memory is the size that the computer has, less what is held of it", "[local]") {
  read::LocalMachine machine;
  machine.cards = {card("AMD Radeon 8060S Graphics", 512)};
  machine.memory = read::LocalMemory{gibibyte * 62, gibibyte * 20};
  const Rig rig = rig_of(machine);
  REQUIRE(rig.cards.size() == 1);
  CHECK(rig.cards[0].gpu.memory_gb == 64);
  const Bytes share = hardware::visible_memory(rig.cards[0].gpu).bytes;
  CHECK(rig.cards[0].in_use.at(0) == share - gibibyte * 20);
  SECTION("or what the firmware gave to the GPU, where that is more") {
    machine.cards[0].memory = gibibyte * 96;
    machine.cards[0].in_use = gibibyte;
    machine.memory = read::LocalMemory{gibibyte * 31, gibibyte * 20};
    const Rig large = rig_of(machine);
    CHECK(large.cards[0].gpu.memory_gb == 128);
    CHECK(hardware::visible_memory(large.cards[0].gpu).bytes == gibibyte * 96);
    CHECK(large.cards[0].in_use.at(0) == gibibyte);
  }
  SECTION("and is left out beside a card") {
    machine.cards.push_back(card("Tesla T4", 15360));
    CHECK(rig_of(machine).cards.front().gpu.id == "tesla-t4");
  }
}

TEST_CASE("what is in use is no room for a model", "[local]") {
  const hardware::Gpu gpu = hardware::find_gpu("rtx-4090", hardware::builtin_gpus()).gpu;
  const hardware::RigCards kind{gpu, 3, {gibibyte * 4, Bytes{}}};
  CHECK(advise::usable_memory(kind, 0, gibibyte) == advise::usable_memory(gpu, gibibyte * 5));
  CHECK(advise::usable_memory(kind, 1, {}) == advise::usable_memory(gpu, {}));
  CHECK(advise::usable_memory(kind, 2, {}) == advise::usable_memory(gpu, {}));
  // A display that was measured is not kept free once more.
  CHECK(advise::usual_reserve(kind, 0) == Bytes{});
  CHECK(advise::usual_reserve(kind, 1) == advise::usual_reserve(gpu));
  const auto gpus = advise::gpus_of({{kind}});
  REQUIRE(gpus.size() == 3);
  CHECK(gpus[0].taken == gibibyte * 4);
  CHECK(gpus[2].taken == Bytes{});
  CHECK_FALSE(hardware::in_use({gpu, 1}, 0).has_value());
}

TEST_CASE("the verdict of a full card is not that of an empty one", "[local]") {
  test::FakeComputer computer;
  const std::string question = "estimate qwen3-8b -p q8_0 --local --context 8k";
  computer.nvidia_smi(smi_line(0, 1));
  const ordered_json empty = answer(computer, question);
  CHECK(empty["verdict"] == "fits");
  CHECK(empty["devices"][0]["in_use_bytes"] == 1 << 20);
  CHECK(empty["warnings"].empty());
  computer.nvidia_smi(smi_line(0, 20000));
  const ordered_json full = answer(computer, question, 1);
  CHECK(full["verdict"] == "no");
  CHECK(full["devices"][0]["usable_bytes"].get<std::uint64_t>() ==
        empty["devices"][0]["usable_bytes"].get<std::uint64_t>() - (19999ULL << 20U));
  CHECK(full["total_bytes"] == empty["total_bytes"]);
  REQUIRE(full["warnings"].size() == 1);
  CHECK(full["warnings"][0] == "GeForce RTX 4090: other programs hold 19.5 GiB of it now");
  // The card that would do is an empty one beside it.
  REQUIRE(full["fits"].size() == 2);
  CHECK(full["fits"][1]["cards"] == 2);
  CHECK(full["fits"][1]["verdict"] == "fits");
  CHECK(full["fits"][1]["utilization"].get<double>() <= 1);
}

TEST_CASE("llama.cpp shares a model out by what is free", "[local]") {
  test::FakeComputer computer;
  computer.nvidia_smi(smi_line(0, 16000) + smi_line(1, 0));
  const ordered_json json = answer(computer, "estimate qwen3-8b -p q8_0 --local");
  REQUIRE(json["devices"].size() == 2);
  CHECK(json["devices"][0]["total_bytes"].get<std::uint64_t>() * 2 <
        json["devices"][1]["total_bytes"].get<std::uint64_t>());
}

TEST_CASE("a plan keeps to what is free", "[local]") {
  test::FakeComputer computer;
  computer.nvidia_smi(smi_line(0, 6000));
  const ordered_json json = answer(computer, "plan qwen3-8b --engine vllm --local");
  const auto share = json["plans"][0]["engine_options"]["gpu_memory_utilization"].get<double>();
  CHECK(share <= 0.75);
  computer.nvidia_smi(smi_line(0, 0));
  const ordered_json empty = answer(computer, "plan qwen3-8b --engine vllm --local");
  CHECK(empty["plans"][0]["engine_options"]["gpu_memory_utilization"].is_null());
  SECTION("however little that is") {
    computer.nvidia_smi(smi_line(0, 14000));
    const ordered_json little = answer(computer, "plan qwen3-4b --engine vllm --local");
    CHECK(little["plans"][0]["engine_options"]["gpu_memory_utilization"].get<double>() <= 0.4);
  }
}

TEST_CASE("main memory in use holds no experts", "[local]") {
  test::FakeComputer computer;
  computer.nvidia_smi(smi_line(0, 0));
  const std::string question = "estimate qwen3-30b-a3b -p q4_k_m --cpu-moe --local";
  computer.memory(64ULL << 20U, 60ULL << 20U);
  CHECK(answer(computer, question)["verdict"] == "fits");
  computer.memory(64ULL << 20U, 8ULL << 20U);
  CHECK(answer(computer, question, 1)["verdict"] == "no");
  CHECK(answer(computer, question + " --ram 64GB")["verdict"] == "fits");
}

TEST_CASE("several models find the cards as full as they are", "[local]") {
  test::FakeComputer computer;
  computer.nvidia_smi(smi_line(0, 12000));
  const ordered_json json =
      answer(computer, "estimate -m qwen3-4b -m qwen3-8b -p q8_0 --context 4k --local", 1);
  CHECK(json["verdict"] == "no");
  CHECK(json["devices"][0]["in_use_bytes"] == 12000ULL << 20U);
  CHECK(json["warnings"].size() == 1);
}

TEST_CASE("--local and named cards can stand in for each other", "[local]") {
  test::FakeComputer computer;
  computer.nvidia_smi(smi_line(0, 100));
  const auto other = [&](const std::string& line) {
    return answer(computer, line)["other"]["arguments"].dump();
  };
  const std::string named = other("estimate qwen3-8b -p q8_0 --local --versus \"--gpu rtx-3060\"");
  CHECK(named.find("--gpu") != std::string::npos);
  CHECK(named.find("--local") == std::string::npos);
  const std::string found = other("estimate qwen3-8b -p q8_0 --gpu a2 --vram 8GB --versus --local");
  CHECK(found.find("--local") != std::string::npos);
  CHECK(found.find("a2") == std::string::npos);
  CHECK(found.find("--vram") == std::string::npos);
}

TEST_CASE("the timeline begins with what is in use", "[local]") {
  test::FakeComputer computer;
  computer.nvidia_smi(smi_line(0, 3000));
  const ordered_json json = answer(computer, "plan qwen3-8b --local --timeline");
  const std::string text = json["timeline"].dump();
  CHECK(text.find("3145728000") != std::string::npos);
  CHECK(text.find("vram-before") == std::string::npos);
}
