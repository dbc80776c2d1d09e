// The GPU catalogue: what is accepted, and the exact words for what is not.
#include <memory>
#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include <vramcalc/core/error.h>
#include <vramcalc/read/catalogue.h>

namespace vramcalc::read {
namespace {

// Each case below replaces one line of this.
const std::vector<std::string> card_lines{
    "references: {db: A database}",                   // 1
    "gpus:",                                          // 2
    "  - id: test-card",                              // 3
    "    name: Test Card",                            // 4
    "    vendor: nvidia",                             // 5
    "    segment: consumer",                          // 6
    "    form_factor: card",                          // 7
    "    memory_gb: 24",                              // 8
    "    sources:",                                   // 9
    "      - {from: db, at: p. 1, for: [memory_gb]}"  // 10
};

std::string card_with(std::size_t line, const std::string& text) {
  std::string out;
  for (std::size_t i = 0; i < card_lines.size(); ++i) {
    out += (i + 1 == line ? text : card_lines[i]) + "\n";
  }
  return out;
}

// The message, and the hint after a bar.
std::string fault(const std::string& text) {
  try {
    (void)parse_gpu_catalogue(text, "f.yaml");
  } catch (const Error& error) {
    CHECK(error.kind() == ErrorKind::bad_input);
    return error.hint() ? error.what() + (" | " + render(*error.hint())) : error.what();
  }
  return "accepted";
}

struct Case {
  std::size_t line;
  std::string text;
  std::string message;
};

void check(const std::vector<Case>& cases) {
  for (const Case& row : cases) {
    CAPTURE(row.line, row.text);
    CHECK(fault(card_with(row.line, row.text)) == row.message);
  }
}

const std::string full_card = R"(references:
  db: A database
gpus:
  - id: rtx-test.1
    name: "Test 1\u00e9"
    aliases: [T1, "Test: one"]
    default_for: [Test]
    vendor: apple
    architecture: Ada
    segment: workstation
    form_factor: system
    memory_gb: 64.5
    driver_memory_mib: 60000
    memory_type: LPDDR5X
    bandwidth_gb_per_s: 716.8
    board_power_watts: 450
    vendor_psu_watts: 850
    power_connectors: 2x 8-pin
    slot_width: 3
    pcie: 4.0 x16
    nvlink_gb_per_s: 0
    sm_count: 128
    compute_capability: 8.90
    fp16_tensor_tflops: 330.3
    fp8_tensor_tflops: 660
    int8_tensor_tops: 661
    fp4_tensor_tflops: 1321
    half_rate_fp32_accumulate: true
    release_date: 2022-10
    launch_price_usd: 1599
    unified_memory: true
    gpu_memory_share: 0.75
    memory_options_gb: [32, 64.5]
    note: >
      A note
      of two lines.
    sources:
      - from: db
        for: [memory_gb, driver_memory_mib, memory_type, bandwidth_gb_per_s, board_power_watts]
      - {from: "https://a.example/b", at: table 2, for: [vendor_psu_watts, power_connectors,
         slot_width, pcie, nvlink_gb_per_s, sm_count, compute_capability, fp16_tensor_tflops,
         fp8_tensor_tflops, int8_tensor_tops, fp4_tensor_tflops, half_rate_fp32_accumulate,
         release_date, launch_price_usd, gpu_memory_share, memory_options_gb]}
prices:
  - {gpu: rtx-test.1, usd: 1200, as_of: 2026-11-01, source: a shop}
)";

}  // namespace

TEST_CASE("every field of a card arrives", "[unit][read]") {
  const GpuFile file = parse_gpu_catalogue(full_card, "f.yaml");
  REQUIRE(file.gpus.size() == 1);
  const hardware::Gpu& gpu = file.gpus.front();
  CHECK(gpu.id == "rtx-test.1");
  CHECK(gpu.name == "Test 1\xC3\xA9");
  REQUIRE(gpu.aliases.size() == 2);
  CHECK(gpu.aliases[1] == "Test: one");
  CHECK(gpu.default_for.front() == "Test");
  CHECK(gpu.vendor == hardware::Vendor::apple);
  CHECK(gpu.architecture == "Ada");
  CHECK(gpu.segment == hardware::Segment::workstation);
  CHECK(gpu.form_factor == hardware::FormFactor::system);
  CHECK(gpu.memory_gb == 64.5);
  CHECK(gpu.driver_memory_mib == 60'000U);
  CHECK(gpu.memory_type == "LPDDR5X");
  CHECK(gpu.bandwidth_gb_per_s == 716.8);
  CHECK(gpu.board_power_watts == 450U);
  CHECK(gpu.vendor_psu_watts == 850U);
  CHECK(gpu.power_connectors == "2x 8-pin");
  CHECK(gpu.slot_width == 3U);
  CHECK(gpu.pcie == "4.0 x16");
  CHECK(gpu.nvlink_gb_per_s == 0.0);
  CHECK(gpu.sm_count == 128U);
  CHECK(gpu.compute_capability == "8.90");
  CHECK(gpu.fp16_tensor_tflops == 330.3);
  CHECK(gpu.fp8_tensor_tflops == 660.0);
  CHECK(gpu.int8_tensor_tops == 661.0);
  CHECK(gpu.fp4_tensor_tflops == 1321.0);
  CHECK(gpu.half_rate_fp32_accumulate == true);
  CHECK(gpu.release_date == "2022-10");
  CHECK(gpu.launch_price_usd == 1'599U);
  CHECK(gpu.unified_memory);
  CHECK(gpu.gpu_memory_share == 0.75);
  REQUIRE(gpu.memory_options_gb.size() == 2);
  CHECK(gpu.memory_options_gb[1] == 64.5);
  CHECK(gpu.note == "A note of two lines.");
  CHECK_FALSE(gpu.price_usd);

  REQUIRE(gpu.sources.size() == 2);
  CHECK(gpu.sources[0].source.key == "db");
  CHECK(gpu.sources[0].source.reference == "A database");
  CHECK(gpu.sources[0].source.locator.empty());
  CHECK(gpu.sources[0].figures.size() == 5);
  CHECK(gpu.sources[1].source.key == "https://a.example/b");
  CHECK(gpu.sources[1].source.locator == "table 2");

  REQUIRE(file.prices.size() == 1);
  CHECK(file.prices[0].gpu_id == "rtx-test.1");
  CHECK(file.prices[0].usd == 1'200);
  CHECK(file.prices[0].as_of == "2026-11-01");
  CHECK(file.prices[0].source == "a shop");
}

TEST_CASE("what a card does not say is absent", "[unit][read]") {
  const GpuFile file = parse_gpu_catalogue(card_with(0, ""), "f.yaml");
  const hardware::Gpu& gpu = file.gpus.front();
  CHECK_FALSE(gpu.driver_memory_mib);
  CHECK_FALSE(gpu.nvlink_gb_per_s);
  CHECK_FALSE(gpu.half_rate_fp32_accumulate);
  CHECK(gpu.pcie.empty());
  CHECK_FALSE(gpu.unified_memory);
}

TEST_CASE("a file of prices alone is enough", "[unit][read]") {
  const GpuFile file =
      parse_gpu_catalogue("prices: [{gpu: a10, usd: 2500, as_of: 2026, source: eBay}]", "f.yaml");
  CHECK(file.gpus.empty());
  CHECK(file.prices.size() == 1);
}

TEST_CASE("entries outlive the file's other parts", "[unit][read]") {
  GpuFile file = parse_gpu_catalogue(full_card, "f.yaml");
  const std::shared_ptr<const CatalogueStorage> storage = file.storage;
  const hardware::Gpu gpu = file.gpus.front();
  file = {};
  CHECK(gpu.aliases[0] == "T1");
  CHECK(gpu.sources[0].figures[0] == "memory_gb");
}

TEST_CASE("keys and kinds", "[unit][read][malformed]") {
  check({
      {4, "    nme: Test Card", "f.yaml:4:5: unknown key 'nme' | did you mean 'name'?"},
      {8, "    memory_gib: 24", "f.yaml:8:5: unknown key 'memory_gib' | did you mean 'memory_gb'?"},
      {8, "    zzzzzzzz: 24", "f.yaml:8:5: unknown key 'zzzzzzzz'"},
      {2, "gpu:", "f.yaml:2:1: unknown key 'gpu' | did you mean 'gpus'?"},
      {10, "      - {fro: db, for: [memory_gb]}",
       "f.yaml:10:10: unknown key 'fro' | did you mean 'from'?"},
      {5, "    \"ven\\e[31mdor\": x", "f.yaml:5:5: unknown key 'ven?[31mdor'"},
      {4, "", "f.yaml:3:5: name is missing"},
      {8, "", "f.yaml:3:5: memory_gb is missing"},
      {9, "    note:", "f.yaml:10:7: note must be a text, not a list"},
      {1, "references: [db]", "f.yaml:1:13: references must be a mapping of keys to values"},
      {10, "      - db", "f.yaml:10:9: an entry of sources must be a mapping of keys to values"},
      {4, "    name: [Test]", "f.yaml:4:11: name must be a text, not a list"},
      {4, "    name:", "f.yaml:4:5: name must be a text, not nothing"},
      {4, "    name: ''", "f.yaml:4:11: name is empty"},
      {4, "    name: \"a\\tb\"",
       "f.yaml:4:11: name must be one line without control characters, not the text 'a?b'"},
      {4, "    name: \"\\x9b31m\"",
       "f.yaml:4:11: name must be one line without control characters, not the text '?31m'"},
      {4, "    name: " + std::string(2'001, 'x'), "f.yaml:4:11: name has more than 2000 bytes"},
      {4, "    name: X\n    aliases: Y", "f.yaml:5:14: aliases must be a list, not 'Y'"},
      {4, "    name: X\n    aliases: [Y, {a: b}]",
       "f.yaml:5:18: aliases must be a text, not a mapping"},
  });
  CHECK(fault("") == "f.yaml:1:1: a GPU catalogue must be a mapping of keys to values");
  CHECK(fault("references: {a: b}") == "f.yaml:1:1: the file has neither gpus nor prices");
  CHECK(fault("gpus: [{id: a, name: A, vendor: amd, segment: consumer, form_factor: card, "
              "memory_gb: 8}]") == "f.yaml:1:8: sources is missing");
  CHECK(fault("gpus: {a: b}") == "f.yaml:1:7: gpus must be a list, not a mapping");
}

TEST_CASE("numbers", "[unit][read][malformed]") {
  const std::string memory =
      "f.yaml:8:16: memory_gb must be a number above 0 and at most 4096, not ";
  const std::string watts =
      "f.yaml:9:24: board_power_watts must be a whole number from 1 to 20000, not ";
  const auto power = [](const std::string& value) {
    return "    memory_gb: 24\n    board_power_watts: " + value;
  };
  check({
      {8, "    memory_gb: 0", memory + "'0'"},
      {8, "    memory_gb: -24", memory + "'-24'"},
      {8, "    memory_gb: +24", memory + "'+24'"},
      {8, "    memory_gb: 24576", memory + "'24576'"},
      {8, "    memory_gb: 24GB", memory + "'24GB'"},
      {8, "    memory_gb: 2.4e1", memory + "'2.4e1'"},
      {8, "    memory_gb: 0x18", memory + "'0x18'"},
      {8, "    memory_gb: .nan", memory + "'.nan'"},
      {8, "    memory_gb: .inf", memory + "'.inf'"},
      {8, "    memory_gb: .5", memory + "'.5'"},
      {8, "    memory_gb: 24.", memory + "'24.'"},
      {8, "    memory_gb: 2,4", memory + "'2,4'"},
      {8, "    memory_gb: '24'", memory + "the text '24'"},
      {8, "    memory_gb: 1" + std::string(30, '0'), memory + "'1" + std::string(30, '0') + "'"},
      {8, "    memory_gb: [24]", memory + "a list"},
      {8, "    memory_gb: ~",
       "f.yaml:8:5: memory_gb must be a number above 0 and at most 4096, not nothing"},
      {8, power("0"), watts + "'0'"},
      {8, power("450.0"), watts + "'450.0'"},
      {8, power("450000"), watts + "'450000'"},
      {8, power("99999999999999999999"), watts + "'99999999999999999999'"},
      {8, power("1_000"), watts + "'1_000'"},
      {8, "    memory_gb: 24\n    nvlink_gb_per_s: -1",
       "f.yaml:9:22: nvlink_gb_per_s must be a number from 0 to 10000, not '-1'"},
      {8, "    memory_gb: 24\n    driver_memory_mib: 24577",
       "f.yaml:9:24: driver_memory_mib is more than memory_gb"},
      {8, "    memory_gb: 24\n    unified_memory: true\n    gpu_memory_share: 1.5",
       "f.yaml:10:23: gpu_memory_share must be a number above 0 and at most 1, not '1.5'"},
      {8, "    memory_gb: 24\n    gpu_memory_share: 0.5",
       "f.yaml:9:23: gpu_memory_share needs unified_memory: true"},
      {8, "    memory_gb: 24\n    memory_options_gb: [24, 0]",
       "f.yaml:9:29: memory_options_gb must be a number above 0 and at most 4096, not '0'"},
  });
}

TEST_CASE("words, dates and truth", "[unit][read][malformed]") {
  const std::string date = " must be a date such as 2022-10-12, 2022-10 or 2022, not ";
  const auto released = [](const std::string& value) {
    return "    memory_gb: 24\n    release_date: " + value;
  };
  check({
      {3, "  - id: RTX-4090",
       "f.yaml:3:9: id must be lower-case letters, digits, '.' and '-', not 'RTX-4090'"},
      {3, "  - id: -x", "f.yaml:3:9: id must be lower-case letters, digits, '.' and '-', not '-x'"},
      {5, "    vendor: NVIDIA",
       "f.yaml:5:13: vendor must be one of 'nvidia', 'amd', 'intel', 'apple', 'other', not "
       "'NVIDIA'"},
      {6, "    segment: gaming",
       "f.yaml:6:14: segment must be one of 'consumer', 'workstation', 'datacenter', not 'gaming'"},
      {7, "    form_factor: sxm",
       "f.yaml:7:18: form_factor must be one of 'card', 'module', 'laptop', 'system', 'slice', not "
       "'sxm'"},
      {8, "    memory_gb: 24\n    unified_memory: yes",
       "f.yaml:9:21: unified_memory must be true or false, not 'yes'"},
      {8, "    memory_gb: 24\n    half_rate_fp32_accumulate: 'true'",
       "f.yaml:9:32: half_rate_fp32_accumulate must be true or false, not the text 'true'"},
      {8, released("2022-13-01"), "f.yaml:9:19: release_date" + date + "'2022-13-01'"},
      {8, released("2023-02-29"), "f.yaml:9:19: release_date" + date + "'2023-02-29'"},
      {8, released("2022/10/12"), "f.yaml:9:19: release_date" + date + "'2022/10/12'"},
      {8, released("12.10.2022"), "f.yaml:9:19: release_date" + date + "'12.10.2022'"},
      {8, released("Q4 2022"), "f.yaml:9:19: release_date" + date + "'Q4 2022'"},
  });
}

TEST_CASE("every figure has one source", "[unit][read][malformed]") {
  check({
      {10, "      []", "f.yaml:3:5: missing source for memory_gb"},
      {9, "    pcie: 4.0 x16\n    sources:", "f.yaml:3:5: missing source for pcie"},
      {10, "      - {from: db, for: [memory_gb, pcie]}",
       "f.yaml:10:37: the entry has no pcie to give a source for"},
      {10, "      - {from: db, for: [memory]}",
       "f.yaml:10:26: 'memory' is not a figure that takes a source | did you mean 'memory_gb', "
       "'memory_type', 'memory_options_gb'?"},
      {10, "      - {from: db, for: [name]}",
       "f.yaml:10:26: 'name' is not a figure that takes a source"},
      {10, "      - {from: db, for: [memory_gb, memory_gb]}",
       "f.yaml:10:37: memory_gb has a second source; name it in one only"},
      {10, "      - {from: db, for: []}", "f.yaml:10:25: for is an empty list"},
      {10, "      - {from: db}", "f.yaml:10:9: for is missing"},
      {10, "      - {from: dv, for: [memory_gb]}",
       "f.yaml:10:16: 'dv' is neither a key of references nor a URL | did you mean 'db'?"},
      {1, "", "f.yaml:10:16: 'db' is neither a key of references nor a URL"},
      {1, "references: {db: }", "f.yaml:1:14: db must be a text, not nothing"},
  });
}

TEST_CASE("one name, one card", "[unit][read][malformed]") {
  const auto second = [](const std::string& id, const std::string& rest) {
    std::string text = card_with(0, "");
    text += "  - {id: " + id + ", " + rest + ", vendor: amd, segment: consumer, " +
            "form_factor: card, memory_gb: 8, sources: [{from: db, for: [memory_gb]}]}";
    return fault(text);
  };
  CHECK(second("other", "name: Other") == "accepted");
  CHECK(second("other", "name: Other, aliases: [OTHER, other]") == "accepted");
  CHECK(second("test-card", "name: B") ==
        "f.yaml:11:10: the id 'test-card' is already used on line 3");
  CHECK(second("b", "name: TEST_card") ==
        "f.yaml:11:19: the name 'TEST_card' already means 'test-card' of line 3");
  CHECK(second("b", "name: B, aliases: [X, 'test card']") ==
        "f.yaml:11:35: the name 'test card' already means 'test-card' of line 3");
  CHECK(second("testcard", "name: B") ==
        "f.yaml:11:10: the name 'testcard' already means 'test-card' of line 3");
  CHECK(second("b", "name: B, default_for: [test card]") ==
        "f.yaml:11:36: the name 'test card' already means 'test-card' of line 3");
  CHECK(fault("prices:\n- {gpu: a, usd: 1, as_of: 2026, source: x}\n"
              "- {gpu: a, usd: 2, as_of: 2026, source: x}") ==
        "f.yaml:3:9: 'a' already has a price on line 2");
  CHECK(fault("prices: [{gpu: a, usd: 1, as_of: 2026}]") == "f.yaml:1:10: source is missing");
}

TEST_CASE("a file that ends early is refused or read, never worse", "[unit][read][malformed]") {
  for (std::size_t length = 0; length < full_card.size(); ++length) {
    CAPTURE(length);
    const std::string message = fault(full_card.substr(0, length));
    CHECK((message == "accepted" || message.starts_with("f.yaml:")));
  }
}

TEST_CASE("a file with any byte changed is refused or read, never worse",
          "[unit][read][malformed]") {
  for (std::size_t place = 0; place < full_card.size(); ++place) {
    for (const char byte : {'\0', '\n', ' ', ':', '[', '}', '*', '"', '\xE9'}) {
      std::string text = full_card;
      text[place] = byte;
      CAPTURE(place, byte);
      const std::string message = fault(text);
      CHECK((message == "accepted" || message.starts_with("f.yaml:")));
    }
  }
}

}  // namespace vramcalc::read
