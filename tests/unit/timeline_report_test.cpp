#include <algorithm>
#include <sstream>
#include <string>
#include <catch2/catch.hpp>

#include "report/markdown.h"
#include "report/text.h"
#include "report/timeline.h"
#include "report/width.h"

using namespace vramcalc;
using namespace vramcalc::report;

namespace {

advise::LoadTimeline timeline(advise::Loader loader = advise::Loader::whole_file,
                              std::optional<Bytes> ram = std::nullopt) {
  advise::LoadRequest request;
  request.loader = loader;
  request.file = gigabyte * 7;
  request.gpus = {{.weights = gigabyte * 7,
                   .allocated = memory::certain(gigabyte * 9),
                   .before = memory::certain(Bytes{500'000'000}),
                   .visible = Bytes{12'900'000'000}}};
  request.ram = ram;
  return advise::load_timeline(request);
}

std::string printed(const advise::LoadTimeline& timeline, const Canvas& canvas) {
  Document document;
  add_timeline(document, timeline, ByteUnit::gb);
  return text(document, canvas);
}

std::size_t longest_line(const std::string& printed) {
  std::istringstream lines{printed};
  std::size_t longest = 0;
  for (std::string line; std::getline(lines, line);) {
    while (line.find('\x1b') != std::string::npos) {
      const std::size_t start = line.find('\x1b');
      line.erase(start, line.find('m', start) - start + 1);
    }
    longest = std::max(longest, display_width(line));
  }
  return longest;
}

}  // namespace

TEST_CASE("the timeline as a table, in a pipe", "[timeline]") {
  CHECK(printed(timeline(), {80, false}) ==
        "  Loading 7.00 GB, the whole file first   ready after 2.55 s\n"
        "  12.5 GB of RAM at most\n"
        "\n"
        "  stage            RAM    from – to    VRAM  from – to  seconds  limited by\n"
        "  before        4.5 GB    4.0 – 5.0  0.5 GB\n"
        "  disk to RAM  12.5 GB  12.0 – 13.0  0.5 GB                2.33  disk\n"
        "  RAM to VRAM  12.5 GB  12.0 – 13.0  9.5 GB                0.22  PCIe link\n"
        "  running       6.0 GB    5.0 – 7.0  9.5 GB  9.2 – 9.8\n"
        "  released      4.5 GB    4.0 – 5.0  0.5 GB\n"
        "\n"
        "  The disk is read at 3 GB/s and the cards are filled at 32 GB/s, one after\n"
        "    the other.\n"
        "\n"
        "  A loader that streams tensor by tensor takes 6.20 GB of RAM while it loads\n"
        "    instead of 12.5 GB.\n"
        "  The disk decides how long loading takes: one that reads 7 GB/s would have it\n"
        "    ready after 1.22 s.\n");
}

TEST_CASE("RAM and VRAM are two rows of bars over the stages, on a terminal", "[timeline]") {
  const std::string drawn = printed(timeline(), {80, true});
  CHECK(drawn.find(
            "\n"
            "  RAM    ████·······   ████▓▓▓▓▓▓▒   ████▓▓▓▓▓▓▒   ████▒······   ████·······\n"
            "  VRAM   █··········   █··········   █▓▓▓▓▓▓▒▒··   █▓▓▓▓▓▓▒▒··   █··········\n") !=
        std::string::npos);
  CHECK(drawn.find("▓ weights") != std::string::npos);
  CHECK(drawn.find("file cache") == std::string::npos);
  CHECK(printed(timeline(advise::Loader::mmap), {80, true}).find("░ file cache") !=
        std::string::npos);
}

TEST_CASE("the timeline fits its terminal", "[timeline]") {
  const advise::Loader loader = GENERATE(advise::Loader::whole_file, advise::Loader::streaming,
                                         advise::Loader::mmap, advise::Loader::sharded);
  const auto ram =
      GENERATE(std::optional<Bytes>{}, std::optional{gibibyte * 64}, std::optional{gigabyte * 6});
  for (const std::size_t width : {80U, 90U, 100U, 140U}) {
    for (const bool colour : {false, true}) {
      CAPTURE(width, colour);
      const std::string drawn = printed(timeline(loader, ram), {width, colour});
      CHECK(longest_line(drawn) <= std::min<std::size_t>(width, 100));
      CHECK((drawn.find("█") != std::string::npos) == colour);
      CHECK(drawn.find("\n\n\n") == std::string::npos);
      for (const char* words : {"before", "disk to RAM", "RAM to VRAM", "running", "released"}) {
        CHECK(drawn.find(words) != std::string::npos);
      }
    }
  }
}

TEST_CASE("Markdown has the table and no empty one", "[timeline]") {
  Document document;
  add_timeline(document, timeline(), ByteUnit::gb);
  const std::string page = markdown(document);
  CHECK(page.find("| disk to RAM | 12.5 GB |") != std::string::npos);
  CHECK(page.find("\n|\n") == std::string::npos);
}

TEST_CASE("the timeline as JSON", "[timeline]") {
  const Json json = timeline_json(timeline(advise::Loader::whole_file, gibibyte * 32));
  CHECK(json["loader"] == "whole-file");
  CHECK(json["disk_bytes_per_second"] == 3'000'000'000);
  CHECK(json["link_bytes_per_second"] == 32'000'000'000);
  REQUIRE(json["stages"].size() == 5);
  const Json& reading = json["stages"][1];
  CHECK(reading["stage"] == "disk-to-ram");
  CHECK(reading["ram_bytes"] == 12'500'000'000);
  CHECK(reading["ram_low_bytes"] == 12'000'000'000);
  CHECK(reading["ram_high_bytes"] == 13'000'000'000);
  CHECK(reading["ram_reclaimable_bytes"] == 0);
  CHECK(reading["ram_verdict"] == "fits");
  CHECK(reading["vram_bytes"] == 500'000'000);
  CHECK(reading["seconds"] == 2.333);
  CHECK(reading["bottleneck"] == "disk");
  CHECK(json["stages"][3]["seconds"].is_null());
  CHECK(json["stages"][3]["bottleneck"].is_null());
  CHECK(json["stages"][3]["devices"][0]["device"] == "gpu0");
  CHECK(json["stages"][3]["devices"][0]["vram_high_bytes"] == 9'800'000'000);
  CHECK(json["peak_ram_bytes"] == 12'500'000'000);
  CHECK(json["total_seconds"] == 2.552);
  CHECK_FALSE(json["advice"].empty());
  // No size of RAM, no verdict on it.
  const Json unknown = timeline_json(timeline());
  CHECK(unknown["ram_size_bytes"].is_null());
  CHECK(unknown["stages"][1]["ram_verdict"].is_null());
}
