// What the program was asked for, cell by cell: the tables of the article that it grew from, with
// the article's own slips put right. Sizes are decimal, as there; RAM is sold in binary gigabytes.
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "support/files.h"
#include "support/program.h"

using namespace vramcalc;
using Json = nlohmann::ordered_json;

namespace {

constexpr std::uint64_t ram_gb = 1'073'741'824;
constexpr std::uint64_t interconnect_share = 429'496'730;  // 0.4 GiB

std::uint64_t whole(const Json& object, const char* field) {
  return object.at(field).get<std::uint64_t>();
}

std::string word(const Json& object, const char* field) {
  return object.at(field).get<std::string>();
}

std::string table(const std::string& line, int exit_code = 0) {
  const test::Outcome outcome = test::run(test::words(line));
  INFO(line << "\n" << outcome.err);
  REQUIRE(outcome.exit_code == exit_code);
  return outcome.out;
}

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

// The last row of a kind of card: the number named or, where that does not hold it, the fewest.
Json fit_of(const Json& answer, const std::string& gpu) {
  Json last;
  for (const Json& row : answer.at("fits")) {
    if (word(row, "gpu") == gpu) {
      last = row;
    }
  }
  REQUIRE(last.is_object());
  return last;
}

// The row of a number of cards that was named.
Json named_fit(const std::string& model, const std::string& precision, const std::string& gpu,
               std::uint64_t cards) {
  const test::Outcome outcome = test::run({"estimate", model, "--precision", precision, "--gpu",
                                           gpu + "x" + std::to_string(cards), "--json"});
  INFO(outcome.err);
  REQUIRE(outcome.exit_code <= 1);
  const Json row = Json::parse(outcome.out).at("fits").front();
  REQUIRE(whole(row, "cards") == cards);
  return row;
}

Json entry(const std::string& command, const std::string& list, const std::string& id) {
  const Json answer = test::json(command);
  for (const Json& one : answer.at(list)) {
    if (word(one, "id") == id) {
      return one;
    }
  }
  FAIL(id << " is not in " << list);
  return {};
}

}  // namespace

// --- The rule: parameters x bytes per parameter x 1.3
// ---------------------------------------------

TEST_CASE("the rule of thumb: the twelve totals", "[brief]") {
  struct Row {
    std::string model;
    std::string precision;
    std::uint64_t weights;
    std::uint64_t total;
  };
  const std::vector<Row> rows{
      {"7B", "fp32", 28'000'000'000, 36'400'000'000},
      {"7B", "fp16", 14'000'000'000, 18'200'000'000},
      {"7B", "int8", 7'000'000'000, 9'100'000'000},
      {"7B", "int4", 3'500'000'000, 4'550'000'000},
      {"13B", "fp32", 52'000'000'000, 67'600'000'000},
      {"13B", "fp16", 26'000'000'000, 33'800'000'000},
      {"13B", "int8", 13'000'000'000, 16'900'000'000},
      {"13B", "int4", 6'500'000'000, 8'450'000'000},
      {"70B", "fp32", 280'000'000'000, 364'000'000'000},
      {"70B", "fp16", 140'000'000'000, 182'000'000'000},
      {"70B", "int8", 70'000'000'000, 91'000'000'000},
      {"70B", "int4", 35'000'000'000, 45'500'000'000},
  };
  for (const Row& row : rows) {
    INFO(row.model << " " << row.precision);
    const Json answer = test::json("estimate --params " + row.model + " -p " + row.precision);
    CHECK(whole(answer, "weights_bytes") == row.weights);
    CHECK(whole(answer, "total_bytes") == row.total);
    CHECK(whole(answer.at("rule"), "weights_bytes") == row.weights);
    CHECK(whole(answer.at("rule"), "total_bytes") == row.total);
    // Low and high: 1.2 and 1.5 times the weights.
    CHECK(whole(answer, "total_low_bytes") * 10 == row.weights * 12);
    CHECK(whole(answer, "total_high_bytes") * 10 == row.weights * 15);
    // The same through --model and as the positional argument.
    for (const std::string spelling : {"estimate --model ", "estimate "}) {
      CHECK(whole(test::json(spelling + row.model + " -p " + row.precision), "total_bytes") ==
            row.total);
    }
  }
}

TEST_CASE("the interval follows the overhead", "[brief]") {
  struct Row {
    std::string overhead;
    std::uint64_t low, expected, high;
  };
  // For an overhead o: 1 + (o - 1) 2/3, o, 1 + (o - 1) 5/3; 13B in fp16 weighs 26 GB.
  const std::vector<Row> rows{
      {"1.3", 31'200'000'000, 33'800'000'000, 39'000'000'000},
      {"1.15", 28'600'000'000, 29'900'000'000, 32'500'000'000},
      {"1.6", 36'400'000'000, 41'600'000'000, 52'000'000'000},
      {"1", 26'000'000'000, 26'000'000'000, 26'000'000'000},
  };
  for (const Row& row : rows) {
    INFO("overhead " << row.overhead);
    const Json answer = test::json("estimate 13B -p fp16 --overhead " + row.overhead);
    CHECK(whole(answer, "total_low_bytes") == row.low);
    CHECK(whole(answer, "total_bytes") == row.expected);
    CHECK(whole(answer, "total_high_bytes") == row.high);
    CHECK(answer.at("overhead_factor").get<double>() == Approx(std::stod(row.overhead)));
  }
  CHECK(test::json("estimate 13B -p fp16").at("overhead_factor").get<double>() == Approx(1.3));
}

TEST_CASE("bytes per parameter", "[brief]") {
  struct Row {
    std::string id;
    double bytes;
  };
  const std::vector<Row> rows{
      {"fp32", 4},        {"fp16", 2},        {"int8", 1},   {"int4", 0.5},
      {"q4_k_m", 0.5625}, {"q4_k_s", 0.5625}, {"awq", 0.52}, {"gptq", 0.52},
  };
  for (const Row& row : rows) {
    INFO(row.id);
    const Json precision = entry("precisions", "precisions", row.id);
    CHECK(precision.at("bytes_per_parameter").get<double>() == Approx(row.bytes).epsilon(1e-12));
    const Json answer = test::json("estimate 7B -p " + row.id);
    CHECK(whole(answer, "weights_bytes") ==
          static_cast<std::uint64_t>(std::llround(7e9 * row.bytes)));
  }
}

// --- Cards and fits
// --------------------------------------------------------------------------------

TEST_CASE("which single card holds which model", "[brief]") {
  struct Row {
    std::string model;
    std::string precision;
    std::string gpu;
    std::string verdict;
  };
  const std::vector<Row> rows{
      {"7B", "fp32", "a100-pcie-40gb", "fits"}, {"7B", "fp16", "rtx-3090", "fits"},
      {"7B", "fp16", "rtx-4090", "fits"},       {"7B", "fp16", "rtx-4070", "no"},
      {"7B", "int8", "rtx-3060", "fits"},       {"7B", "int8", "rtx-4070", "fits"},
      {"7B", "int4", "rtx-3070", "fits"},       {"13B", "fp16", "rtx-4090", "no"},
      {"13B", "fp16", "rtx-5090", "tight"},     {"13B", "int8", "rtx-4090", "fits"},
      {"13B", "int8", "rtx-4070", "no"},        {"13B", "int4", "rtx-4070", "fits"},
  };
  for (const Row& row : rows) {
    const std::string line = "estimate " + row.model + " -p " + row.precision + " --gpu " + row.gpu;
    INFO(line);
    const Json answer = test::json(line, row.verdict == "no" ? 1 : 0);
    CHECK(word(answer, "verdict") == row.verdict);
    REQUIRE(answer.at("devices").size() == 1);
    const Json& device = answer.at("devices").front();
    CHECK(word(device, "gpu") == row.gpu);
    CHECK(word(device, "verdict") == row.verdict);
    CHECK(whole(device, "total_bytes") == whole(answer, "total_bytes"));
    const Json& first = answer.at("fits").front();
    CHECK(word(first, "gpu") == row.gpu);
    CHECK(whole(first, "cards") == 1);
    CHECK(word(first, "verdict") == row.verdict);
    CHECK(whole(first, "per_card_bytes") == whole(answer, "total_bytes"));
  }
}

TEST_CASE("13B in fp16 on one RTX 5090: tight, and fits with a lean overhead", "[brief]") {
  const Json tight = test::json("estimate 13B -p fp16 --gpu rtx-5090");
  CHECK(word(tight, "verdict") == "tight");
  CHECK(whole(tight, "total_bytes") == 33'800'000'000);
  CHECK(whole(tight.at("devices").front(), "usable_bytes") == 34'190'917'632);  // 32607 MiB

  const Json lean = test::json("estimate 13B -p fp16 --gpu rtx-5090 --overhead 1.15");
  CHECK(word(lean, "verdict") == "fits");
  CHECK(whole(lean, "total_bytes") == 29'900'000'000);
  CHECK(whole(lean, "total_high_bytes") == 32'500'000'000);
}

TEST_CASE("how many cards hold 70B", "[brief]") {
  struct Row {
    std::string precision;
    std::string gpu;
    std::uint64_t cards;
    std::uint64_t share_of_total;  // without the interconnect share
  };
  const std::vector<Row> rows{
      {"fp16", "a10", 8, 22'750'000'000},      {"fp16", "a100-pcie-40gb", 5, 36'400'000'000},
      {"int8", "a10", 4, 22'750'000'000},      {"int8", "rtx-5090", 3, 30'333'333'334},
      {"int4", "rtx-3090", 2, 22'750'000'000}, {"int4", "rtx-4090", 2, 22'750'000'000},
  };
  for (const Row& row : rows) {
    INFO("70B " << row.precision << " on " << row.gpu);
    // One card was named: that is "no", and the table goes on to the fewest that hold it.
    const Json answer = test::json("estimate 70B -p " + row.precision + " --gpu " + row.gpu, 1);
    CHECK(word(answer, "verdict") == "no");
    const Json fit = fit_of(answer, row.gpu);
    CHECK(whole(fit, "cards") == row.cards);
    CHECK(word(fit, "verdict") != "no");
    CHECK(whole(fit, "per_card_bytes") == row.share_of_total + interconnect_share);
    CHECK(whole(fit, "per_card_bytes") <= whole(fit, "usable_per_card_bytes"));
    CHECK(fit.at("utilization").get<double>() ==
          Approx(fit.at("per_card_bytes").get<double>() /
                 fit.at("usable_per_card_bytes").get<double>())
              .margin(0.0001));
    // The share is in the per-card figure and not in the total.
    CHECK(whole(answer, "total_bytes") == whole(answer.at("rule"), "total_bytes"));
    // Named, that number holds it; one fewer does not.
    CHECK(word(named_fit("70B", row.precision, row.gpu, row.cards), "verdict") != "no");
    CHECK(word(named_fit("70B", row.precision, row.gpu, row.cards - 1), "verdict") == "no");
  }
}

TEST_CASE("the cards that are shown when none is named", "[brief]") {
  const std::vector<std::string> five{"rtx-4070", "rtx-4090", "rtx-5090", "a10", "a100-pcie-40gb"};
  const auto ids = [](const Json& rows) {
    std::vector<std::string> list;
    for (const Json& row : rows) {
      if (list.empty() || list.back() != word(row, "gpu")) {
        list.push_back(word(row, "gpu"));
      }
    }
    return list;
  };
  const Json answer = test::json("estimate 70B -p int4");
  CHECK(ids(answer.at("fits")) == five);
  CHECK_FALSE(answer.contains("verdict"));  // no rig was named: the question was "how much"
  std::vector<std::string> picked = ids(test::json("recommend 13B").at("picks"));
  std::vector<std::string> sorted = five;
  std::sort(picked.begin(), picked.end());
  std::sort(sorted.begin(), sorted.end());
  CHECK(picked == sorted);
}

TEST_CASE("a bare a100 is the 40 GB PCIe card, and that is said", "[brief]") {
  for (const std::string name : {"a100", "A100", "a100x5"}) {
    INFO(name);
    const Json answer = test::json("estimate 70B -p int8 --gpu " + name, name == "a100x5" ? 0 : 1);
    CHECK(word(answer.at("devices").front(), "gpu") == "a100-pcie-40gb");
    const Json& list = answer.at("assumptions");
    const auto said = std::find_if(list.begin(), list.end(), [](const Json& assumption) {
      return word(assumption, "option") == "gpu" && word(assumption, "value") == "a100-pcie-40gb";
    });
    REQUIRE(said != list.end());
    CHECK_FALSE(word(*said, "why").empty());
  }
  // Its full name needs no assumption.
  const Json exact = test::json("estimate 7B -p int8 --gpu a100-pcie-40gb");
  for (const Json& assumption : exact.at("assumptions")) {
    CHECK(word(assumption, "option") != "gpu");
  }
}

TEST_CASE("a mixed set shares in proportion to memory", "[brief]") {
  for (const std::string rig :
       {"--gpu rtx-5090 --gpu rtx-4090", "--gpu rtx-5090x2,rtx-4070", "--gpu a10 --gpu a100x2"}) {
    const std::string line = "estimate 70B -p int4 " + rig;
    INFO(line);
    const Json answer = test::json(line);
    const double total = answer.at("total_bytes").get<double>();
    double usable = 0;
    for (const Json& device : answer.at("devices")) {
      usable += device.at("usable_bytes").get<double>();
    }
    std::uint64_t sum = 0;
    for (const Json& device : answer.at("devices")) {
      INFO(word(device, "device"));
      const double part = total * device.at("usable_bytes").get<double>() / usable;
      CHECK(std::abs(device.at("total_bytes").get<double>() - part -
                     static_cast<double>(interconnect_share)) <= 1.0);
      sum += whole(device, "total_bytes");
    }
    // Nothing is lost by rounding.
    const std::uint64_t cards = answer.at("devices").size();
    CHECK(sum >= whole(answer, "total_bytes") + cards * interconnect_share);
    CHECK(sum <= whole(answer, "total_bytes") + cards * (interconnect_share + 1));
  }
}

// --- The machine
// -----------------------------------------------------------------------------------

TEST_CASE("recommended RAM and power supply", "[brief]") {
  struct Row {
    std::string gpu;
    std::uint64_t cards;
    std::uint64_t ram;  // GB as sold
    std::uint64_t psu;  // (board power + 350 W) / 0.8, rounded up to a size sold
    std::uint64_t units;
  };
  const std::vector<Row> rows{
      {"rtx-4070", 1, 32, 700, 1},         // 687.5
      {"rtx-4090", 1, 64, 1000, 1},        // 1000; the article: at least 1000 W
      {"rtx-5090", 1, 96, 1200, 1},        // 1156.25; the article: at least 1200 W
      {"rtx-3090", 2, 128, 1500, 1},       // 1312.5
      {"a10", 4, 128, 1200, 1},            // 1187.5
      {"a10", 8, 256, 2000, 2},            // 1937.5
      {"a100-pcie-40gb", 8, 512, 3000, 2}  // 2937.5
  };
  for (const Row& row : rows) {
    INFO(row.cards << " x " << row.gpu);
    const Json fit = named_fit("7B", "int4", row.gpu, row.cards);
    CHECK(whole(fit.at("ram"), "recommended_bytes") == row.ram * ram_gb);
    CHECK(whole(fit.at("ram"), "minimum_bytes") <= row.ram * ram_gb);
    CHECK(whole(fit.at("psu"), "recommended_watts") == row.psu);
    CHECK(whole(fit.at("psu"), "units") == row.units);
    CHECK(whole(fit.at("psu"), "minimum_watts") <= row.psu);
    // A rig that was named has the same machine at the top.
    const Json answer =
        test::json("estimate 7B -p int4 --gpu " + row.gpu + "x" + std::to_string(row.cards));
    CHECK(answer.at("ram") == fit.at("ram"));
    CHECK(answer.at("psu") == fit.at("psu"));
  }
}

TEST_CASE("the article's two RTX 3090: its RAM is enough, its 1000 W are not", "[brief]") {
  const Json fit = named_fit("70B", "int4", "rtx-3090", 2);
  CHECK(whole(fit.at("ram"), "minimum_bytes") <= 64 * ram_gb);
  CHECK(whole(fit.at("ram"), "recommended_bytes") >= 64 * ram_gb);
  CHECK(whole(fit.at("psu"), "minimum_watts") > 1000);
  // Why: the machine draws more than that for hours, and still more in spikes.
  CHECK(whole(fit, "sustained_watts") == 1050);
  CHECK(whole(fit, "transient_watts") > 1050);
  CHECK(contains(table("estimate 70B -p int4 --gpu rtx-3090x2"), "1050 W sustained"));
}

TEST_CASE("servers have ECC memory", "[brief]") {
  CHECK(contains(table("estimate 70B -p int8 --gpu a10x4"), "ECC"));
  CHECK(contains(table("estimate 70B -p fp16 --gpu a10x8"), "ECC"));
  CHECK(contains(table("estimate 70B -p fp16 --gpu a100x8"), "ECC"));
  CHECK_FALSE(contains(table("estimate 7B -p int4 --gpu rtx-4090"), "ECC"));
}

// --- Scenarios
// -------------------------------------------------------------------------------------

TEST_CASE("every use leads to the article's card", "[brief]") {
  struct Row {
    std::string use;
    std::string model;
    std::string gpu;
    std::uint64_t fewest;
    std::uint64_t most;
  };
  const std::vector<Row> rows{
      {"personal", "7B", "rtx-4070", 1, 1},  {"advanced", "7B", "rtx-4090", 1, 1},
      {"advanced", "13B", "rtx-4090", 1, 1}, {"studio", "70B", "rtx-5090", 2, 2},
      {"serving", "7B", "a10", 4, 8},        {"serving", "13B", "a10", 4, 8},
      {"serving", "70B", "a10", 4, 8},       {"training", "70B", "a100-pcie-40gb", 8, 16},
  };
  for (const Row& row : rows) {
    const std::string line = "recommend " + row.model + " --use " + row.use;
    INFO(line);
    const Json picks = test::json(line).at("picks");
    const auto first_three = picks.begin() + std::min<std::ptrdiff_t>(3, std::ssize(picks));
    const auto pick = std::find_if(picks.begin(), first_three,
                                   [&](const Json& one) { return word(one, "gpu") == row.gpu; });
    REQUIRE(pick != first_three);
    CHECK(whole(*pick, "cards") >= row.fewest);
    CHECK(whole(*pick, "cards") <= row.most);
    CHECK(word(*pick, "verdict") != "no");
    CHECK_FALSE(word(*pick, "why").empty());
  }
  // A use narrows the choice without knowing the model.
  const Json studio = test::json("recommend 70B --use studio");
  for (const Json& pick : studio.at("picks")) {
    CHECK(word(pick, "gpu").starts_with("rtx-"));
    CHECK(whole(pick, "cards") >= 2);
  }
}

TEST_CASE("cards without a price are left out under a budget, and counted", "[brief]") {
  std::uint64_t without_price = 0;
  std::set<std::string> unpriced;
  const Json catalogue = test::json("gpus");
  for (const Json& gpu : catalogue.at("gpus")) {
    // Nobody sells a slice of a card.
    if (gpu.at("price_usd").is_null() && word(gpu, "form_factor") != "slice") {
      ++without_price;
      unpriced.insert(word(gpu, "id"));
    }
  }
  REQUIRE(unpriced.count("a10") == 1);

  const Json answer = test::json("recommend 13B --budget 3000");
  REQUIRE_FALSE(answer.at("picks").empty());
  for (const Json& pick : answer.at("picks")) {
    INFO(word(pick, "gpu"));
    CHECK(unpriced.count(word(pick, "gpu")) == 0);
    CHECK(whole(pick, "price_usd") <= 3000);
  }
  const auto counts = [](const Json& notes, std::uint64_t count) {
    return std::any_of(notes.begin(), notes.end(), [&](const Json& note) {
      return note.get<std::string>().starts_with(std::to_string(count) + " ");
    });
  };
  CHECK(counts(answer.at("notes"), without_price));

  const Json priced = test::json("recommend 13B --budget 3000 --price a10=2500");
  const auto a10 = std::find_if(priced.at("picks").begin(), priced.at("picks").end(),
                                [](const Json& pick) { return word(pick, "gpu") == "a10"; });
  REQUIRE(a10 != priced.at("picks").end());
  CHECK(whole(*a10, "price_usd") == 2500);
  CHECK(counts(priced.at("notes"), without_price - 1));

  // A user catalogue supplies one as well.
  const test::TemporaryFile invoice{
      "prices:\n  - {gpu: a10, usd: 2400, as_of: \"2026-01-15\", source: my invoice}\n",
      "gpus.yaml"};
  INFO(invoice.path());
  const Json own =
      test::json("recommend 13B --budget 3000 --gpu a10 --gpu-catalog " + invoice.path());
  REQUIRE(own.at("picks").size() == 1);
  CHECK(whole(own.at("picks").front(), "price_usd") == 2400);
}

// --- Where the article is wrong
// --------------------------------------------------------------------

TEST_CASE("where the article is wrong: what does not fit", "[brief]") {
  SECTION("70B in int4 does not fit one RTX 5090; two hold it") {
    const Json answer = test::json("estimate 70B -p int4 --gpu rtx-5090", 1);
    CHECK(word(answer, "verdict") == "no");
    CHECK(whole(fit_of(answer, "rtx-5090"), "cards") == 2);
    CHECK(contains(table("estimate 70B -p int4 --gpu rtx-5090", 1), "does not fit"));
  }
  SECTION("70B in fp32 does not fit eight A100 40 GB; nine hold it") {
    const Json answer = test::json("estimate 70B -p fp32 --gpu a100-pcie-40gbx8", 1);
    CHECK(word(answer, "verdict") == "no");
    CHECK(whole(answer, "total_bytes") == 364'000'000'000);
    CHECK(whole(fit_of(answer, "a100-pcie-40gb"), "cards") == 9);
  }
  SECTION("13B in int4 takes 8.45 GB") {
    CHECK(whole(test::json("estimate 13B -p int4"), "total_bytes") == 8'450'000'000);
    CHECK(contains(table("estimate 13B -p int4"), "8.45 GB"));
  }
}

TEST_CASE("where the article is wrong: the cards' figures, each with its source", "[brief]") {
  struct Row {
    std::string gpu;
    std::string figure;
    double value;
  };
  const std::vector<Row> rows{
      {"rtx-4070", "board_power_watts", 200},       {"rtx-5090", "board_power_watts", 575},
      {"rtx-5090", "bandwidth_gb_per_s", 1792},     {"a10", "bandwidth_gb_per_s", 600},
      {"a100-pcie-40gb", "board_power_watts", 250}, {"a100-sxm4-40gb", "board_power_watts", 400},
  };
  for (const Row& row : rows) {
    INFO(row.gpu << " " << row.figure);
    const Json gpu = entry("gpus " + row.gpu, "gpus", row.gpu);
    CHECK(gpu.at(row.figure).get<double>() == Approx(row.value).epsilon(1e-12));
    bool sourced = false;
    for (const Json& source : gpu.at("sources")) {
      const Json& figures = source.at("figures");
      sourced =
          sourced || (std::find(figures.begin(), figures.end(), row.figure) != figures.end() &&
                      !word(source, "source").empty());
    }
    CHECK(sourced);
  }
}

TEST_CASE("where the article is wrong: several cards work without NVLink", "[brief]") {
  for (const std::string line : {"estimate 70B -p int4", "estimate 70B -p int4 --gpu rtx-4090x2"}) {
    INFO(line);
    const std::string text = table(line);
    CHECK(contains(text, "PCIe; NVLink only makes tensor parallelism"));
  }
  CHECK_FALSE(contains(table("estimate 7B -p int4 --gpu rtx-4090"), "NVLink"));
}
