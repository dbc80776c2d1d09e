#include <algorithm>
#include <initializer_list>
#include <string>
#include <catch2/catch.hpp>

#include <vramcalc/advise/load_timeline.h>

using namespace vramcalc;
using namespace vramcalc::advise;
using memory::certain;
using memory::Interval;

namespace {

Bytes tenths_gb(std::uint64_t tenths) {
  return Bytes{tenths * 100'000'000};
}

// 7B in int8 on a card in a PCIe 4.0 x16 slot, with a reserve of 2 GB and a display.
LoadRequest seven_billion(Loader loader = Loader::whole_file) {
  LoadRequest request;
  request.loader = loader;
  request.file = gigabyte * 7;
  request.gpus = {{.weights = gigabyte * 7,
                   .allocated = certain(gigabyte * 9),
                   .before = certain(tenths_gb(5)),
                   .visible = gigabyte * 12}};
  return request;
}

LoadRequest of_file(Loader loader, Bytes file) {
  LoadRequest request = seven_billion(loader);
  request.file = file;
  request.gpus.front().weights = file;
  request.gpus.front().allocated = certain(file + gigabyte);
  return request;
}

constexpr std::initializer_list<Loader> all_loaders{Loader::whole_file, Loader::streaming,
                                                    Loader::mmap, Loader::sharded};
constexpr std::initializer_list<LoadStage> all_stages{LoadStage::before, LoadStage::disk_to_ram,
                                                      LoadStage::ram_to_vram, LoadStage::running,
                                                      LoadStage::released};

bool says(const std::vector<Text>& sentences, MessageId id) {
  return std::any_of(sentences.begin(), sentences.end(),
                     [&](const Text& text) { return text.id == id; });
}

// What the load itself takes of main memory.
Bytes own_peak(const LoadTimeline& timeline) {
  return timeline.peak_ram.expected - timeline.at(LoadStage::before).ram.total().expected;
}

}  // namespace

TEST_CASE("the stages of a 7B int8 model, the whole file first", "[timeline]") {
  const LoadTimeline timeline = load_timeline(seven_billion());

  const Stage& before = timeline.at(LoadStage::before);
  CHECK(before.ram.total() == Interval{gigabyte * 4, tenths_gb(45), gigabyte * 5});
  CHECK(before.vram.total() == certain(tenths_gb(5)));
  CHECK_FALSE(before.seconds.has_value());

  const Stage& reading = timeline.at(LoadStage::disk_to_ram);
  CHECK(reading.ram.weights == certain(gigabyte * 7));
  CHECK(reading.ram.program == certain(gigabyte));
  CHECK(reading.ram.total() == Interval{gigabyte * 12, tenths_gb(125), gigabyte * 13});
  CHECK(reading.vram.total() == certain(tenths_gb(5)));
  CHECK(*reading.seconds == Approx(7.0 / 3));
  CHECK(reading.bottleneck == Bottleneck::disk);

  const Stage& copying = timeline.at(LoadStage::ram_to_vram);
  CHECK(copying.ram.total() == reading.ram.total());
  CHECK(copying.vram.weights == certain(gigabyte * 7));
  CHECK(copying.vram.program == certain(gigabyte * 2));
  CHECK(copying.vram.total() == certain(tenths_gb(95)));
  CHECK(*copying.start_seconds == Approx(7.0 / 3));
  CHECK(*copying.seconds == Approx(7.0 / 32));
  CHECK(copying.bottleneck == Bottleneck::link);

  const Stage& running = timeline.at(LoadStage::running);
  CHECK(running.ram.weights == certain({}));
  CHECK(running.ram.program == Interval{gigabyte, tenths_gb(15), gigabyte * 2});
  CHECK(running.vram.total() == Interval{tenths_gb(92), tenths_gb(95), tenths_gb(98)});
  CHECK_FALSE(running.bottleneck.has_value());

  const Stage& released = timeline.at(LoadStage::released);
  CHECK(released.ram.total() == before.ram.total());
  CHECK(released.vram.total() == before.vram.total());

  CHECK(timeline.total_seconds == Approx(7.0 / 3 + 7.0 / 32));
  CHECK(timeline.peak_ram == reading.ram.total());
  CHECK_FALSE(timeline.overlaps);
}

TEST_CASE("whatever the loader: figures in order, released as before, no time lost", "[timeline]") {
  const Loader loader = GENERATE(values(all_loaders));
  const auto file = GENERATE(take(20, random(std::uint64_t{1} << 20, std::uint64_t{1} << 40)));
  const auto disk = GENERATE(Bytes{160'000'000}, gigabyte * 3, gigabyte * 100);
  LoadRequest request = of_file(loader, Bytes{file});
  request.disk_per_second = disk;
  request.held_weights = certain(gigabyte);
  request.held = {gigabyte, gigabyte * 2, gigabyte * 3};
  const LoadTimeline timeline = load_timeline(request);
  CAPTURE(id_of(loader), file, disk.count());
  for (const Stage& stage : timeline.stages) {
    for (const Interval& sum : {stage.ram.total(), stage.vram.total(), stage.gpus.front()}) {
      CHECK(sum.low <= sum.expected);
      CHECK(sum.expected <= sum.high);
    }
    CHECK(stage.ram.total().expected <= timeline.peak_ram.expected);
    CHECK(timeline.at(LoadStage::before).ram.total().expected <= stage.ram.total().expected);
  }
  CHECK(timeline.at(LoadStage::released).ram.total() == timeline.at(LoadStage::before).ram.total());
  CHECK(timeline.at(LoadStage::released).vram.total() ==
        timeline.at(LoadStage::before).vram.total());
  const double reading = static_cast<double>(file) / static_cast<double>(disk.count());
  const double copying = static_cast<double>(file) / 32e9;
  const double rounding = 1e-9 * timeline.total_seconds;
  CHECK(*timeline.at(LoadStage::disk_to_ram).seconds >= reading - rounding);
  CHECK(*timeline.at(LoadStage::ram_to_vram).seconds >= copying - rounding);
  CHECK(timeline.total_seconds >= std::max(reading, copying));
  CHECK(timeline.total_seconds <= reading + copying + rounding);
  CHECK_FALSE(timeline.advice.empty());
}

TEST_CASE("a faster disk or link never loads slower", "[timeline]") {
  const Loader loader = GENERATE(values(all_loaders));
  const auto lanes = GENERATE(std::uint64_t{1}, std::uint64_t{4}, std::uint64_t{16});
  double last = 1e300;
  for (std::uint64_t rate = 1; rate <= 128; rate *= 2) {
    LoadRequest request = of_file(loader, gigabyte * 40);
    request.disk_per_second = Bytes{rate * 250'000'000};
    request.gpus.front().link = hardware::PcieLink{3, lanes};
    const double seconds = load_timeline(request).total_seconds;
    CHECK(seconds <= last);
    last = seconds;
    request.gpus.front().link = hardware::PcieLink{4, lanes};
    CHECK(load_timeline(request).total_seconds <= seconds);
  }
}

TEST_CASE("a streaming loader peaks at 30 % of the file or less", "[timeline]") {
  for (std::uint64_t gb = 5; gb <= 800; gb += 5) {
    const LoadTimeline timeline = load_timeline(of_file(Loader::streaming, gigabyte * gb));
    CAPTURE(gb);
    CHECK(own_peak(timeline) <= scaled(gigabyte * gb, Ratio{3, 10}));
    if (gb >= 10) {
      const StageMemory& ram = timeline.at(LoadStage::disk_to_ram).ram;
      CHECK((ram.weights + ram.program).high <= scaled(gigabyte * gb, Ratio{3, 10}));
    }
    CHECK(timeline.overlaps);
  }
}

TEST_CASE("shards: one for each worker at a time", "[timeline]") {
  LoadRequest request = of_file(Loader::sharded, gibibyte * 40);
  CHECK(load_timeline(request).at(LoadStage::disk_to_ram).ram.weights == certain(gibibyte * 5));
  request.workers = 4;
  const LoadTimeline four = load_timeline(request);
  CHECK(four.at(LoadStage::disk_to_ram).ram.weights == certain(gibibyte * 20));
  CHECK(says(four.advice, MessageId::advice_fewer_workers));
  request.workers = 100;
  CHECK(load_timeline(request).at(LoadStage::disk_to_ram).ram.weights == certain(gibibyte * 40));
  // A single shard leaves nothing to do at once.
  CHECK_FALSE(load_timeline(request).overlaps);
  CHECK_FALSE(load_timeline(of_file(Loader::sharded, gibibyte)).overlaps);
}

TEST_CASE("reading and copying at once: the slower decides", "[timeline]") {
  LoadRequest request = of_file(Loader::streaming, gigabyte * 30);
  LoadTimeline timeline = load_timeline(request);
  CHECK(timeline.bottleneck == Bottleneck::disk);
  CHECK(timeline.at(LoadStage::ram_to_vram).bottleneck == Bottleneck::disk);
  CHECK(timeline.total_seconds == Approx(10 + 30.0 / 32 / 10));
  request.gpus.front().link = hardware::PcieLink{3, 1};
  timeline = load_timeline(request);
  CHECK(timeline.bottleneck == Bottleneck::link);
  CHECK(timeline.at(LoadStage::disk_to_ram).bottleneck == Bottleneck::link);
  CHECK(timeline.total_seconds == Approx(30 + 1));
  CHECK(*timeline.at(LoadStage::disk_to_ram).seconds == Approx(28));
}

TEST_CASE("mapped files lie in the cache, which the system takes back", "[timeline]") {
  LoadRequest request = seven_billion(Loader::mmap);
  const LoadTimeline free = load_timeline(request);
  CHECK(free.at(LoadStage::before).ram_reclaimable == Bytes{});
  CHECK(free.at(LoadStage::running).ram_reclaimable == gigabyte * 7);
  CHECK(free.at(LoadStage::released).ram_reclaimable == gigabyte * 7);
  CHECK(own_peak(free) == mebibyte * 150);
  CHECK(says(free.advice, MessageId::advice_file_cache));

  // What stays in main memory to be used is not the system's to take.
  request.held_weights = certain(gigabyte * 2);
  CHECK(load_timeline(request).at(LoadStage::running).ram_reclaimable == gigabyte * 5);

  request.held_weights = {};
  request.ram = gigabyte * 8;
  const LoadTimeline small = load_timeline(request);
  CHECK(small.at(LoadStage::running).ram_verdict == Verdict::fits);
  CHECK(small.at(LoadStage::running).ram_reclaimable < gigabyte * 4);
  CHECK(says(small.warnings, MessageId::warning_file_exceeds_ram));
  CHECK_FALSE(says(small.warnings, MessageId::warning_load_exceeds_ram));
  CHECK_FALSE(says(small.advice, MessageId::advice_file_cache));

  request.ram = gigabyte * 16;
  CHECK(load_timeline(request).warnings.empty());
}

TEST_CASE("a whole file larger than RAM does not load, streamed it does", "[timeline]") {
  LoadRequest request = of_file(Loader::whole_file, gigabyte * 40);
  request.ram = gigabyte * 32;
  const LoadTimeline whole = load_timeline(request);
  CHECK(whole.at(LoadStage::disk_to_ram).ram_verdict == Verdict::no);
  CHECK(whole.at(LoadStage::ram_to_vram).ram_verdict == Verdict::no);
  CHECK(whole.at(LoadStage::running).ram_verdict == Verdict::fits);
  CHECK(says(whole.warnings, MessageId::warning_load_exceeds_ram));
  CHECK(says(whole.advice, MessageId::advice_streaming_fits));
  CHECK(says(whole.advice, MessageId::advice_swap));

  request.loader = Loader::streaming;
  const LoadTimeline streamed = load_timeline(request);
  CHECK(streamed.warnings.empty());
  CHECK_FALSE(says(streamed.advice, MessageId::advice_streaming));
  CHECK_FALSE(says(streamed.advice, MessageId::advice_streaming_fits));

  // 5 GB of system and 33 of weights: only the usual 4.5 fit beside them.
  request.loader = Loader::whole_file;
  request.ram = tenths_gb(456);
  const LoadTimeline tight = load_timeline(request);
  CHECK(says(tight.warnings, MessageId::warning_load_may_exceed_ram));
  CHECK(says(tight.advice, MessageId::advice_streaming));

  request.held_weights = certain(gigabyte * 60);
  const LoadTimeline running = load_timeline(request);
  CHECK(says(running.warnings, MessageId::warning_running_exceeds_ram));
  CHECK_FALSE(says(running.advice, MessageId::advice_swap));
}

TEST_CASE("a 32 GB model: 32 GB of RAM are enough, 16 GB for a streaming loader", "[timeline]") {
  // Qwen 72B in int4: 20-25 GB of file for 32 GB of VRAM.
  LoadRequest request = of_file(Loader::whole_file, gigabyte * 25);
  request.ram = gibibyte * 32;
  CHECK(load_timeline(request).warnings.empty());
  const Interval running = load_timeline(request).at(LoadStage::running).ram.total();
  CHECK(running.low >= gigabyte * 3);
  CHECK(running.high <= gigabyte * 8);
  request.loader = Loader::streaming;
  request.ram = gibibyte * 16;
  CHECK(load_timeline(request).warnings.empty());
}

TEST_CASE("advice goes by what decides", "[timeline]") {
  LoadRequest request = seven_billion();
  CHECK(says(load_timeline(request).advice, MessageId::advice_faster_disk));
  CHECK(says(load_timeline(request).advice, MessageId::advice_streaming));

  request.disk_per_second = gigabyte * 14;
  CHECK(says(load_timeline(request).advice, MessageId::advice_fast_already));

  request.gpus.front().link = hardware::PcieLink{4, 4};
  CHECK(says(load_timeline(request).advice, MessageId::advice_more_lanes));
  // The card itself has no more.
  request.gpus.front().card_link = hardware::PcieLink{4, 4};
  CHECK_FALSE(says(load_timeline(request).advice, MessageId::advice_more_lanes));
  CHECK(says(load_timeline(request).advice, MessageId::advice_fast_already));
}

TEST_CASE("several GPUs are filled over links of their own", "[timeline]") {
  LoadRequest request = seven_billion();
  request.gpus.front().weights = tenths_gb(35);
  request.gpus.front().allocated = certain(tenths_gb(45));
  request.gpus.push_back(request.gpus.front());
  CHECK(*load_timeline(request).at(LoadStage::ram_to_vram).seconds == Approx(3.5 / 32));
  request.gpus.back().link = hardware::PcieLink{3, 4};
  const LoadTimeline uneven = load_timeline(request);
  CHECK(*uneven.at(LoadStage::ram_to_vram).seconds == Approx(3.5 / 4));
  CHECK(uneven.link_per_second == gigabyte * 4);
  CHECK(uneven.at(LoadStage::running).vram.total().expected == gigabyte * 10);
  CHECK(uneven.at(LoadStage::running).gpus[1].expected == gigabyte * 5);
}

TEST_CASE("one memory for GPU and processor: no link, and a copy counts twice", "[timeline]") {
  LoadRequest request = seven_billion();
  request.gpus.front().link.reset();
  request.gpus.front().before = {};
  request.ram = gigabyte * 16;
  const LoadTimeline whole = load_timeline(request);
  CHECK(whole.total_seconds == Approx(7.0 / 3));
  CHECK(*whole.at(LoadStage::ram_to_vram).seconds == Approx(0).margin(1e-9));
  CHECK_FALSE(whole.at(LoadStage::ram_to_vram).bottleneck.has_value());
  CHECK(whole.at(LoadStage::ram_to_vram).ram_verdict == Verdict::no);
  CHECK(whole.at(LoadStage::running).ram_verdict == Verdict::tight);
  CHECK(says(whole.warnings, MessageId::warning_pool_exceeds_ram));
  CHECK(says(whole.advice, MessageId::advice_one_memory));

  request.loader = Loader::mmap;
  request.gpus.front().works_on_map = true;
  const LoadTimeline mapped = load_timeline(request);
  CHECK(mapped.warnings.empty());
  CHECK(mapped.at(LoadStage::running).ram_reclaimable == Bytes{});
  CHECK(mapped.at(LoadStage::released).ram_reclaimable == gigabyte * 7);
  CHECK_FALSE(says(mapped.advice, MessageId::advice_one_memory));
}

TEST_CASE("loaders are known by their names", "[timeline]") {
  for (const Loader loader : all_loaders) {
    CHECK(find_loader(id_of(loader)) == loader);
  }
  CHECK(loader_ids().size() == all_loaders.size());
  CHECK_FALSE(find_loader("").has_value());
  CHECK_FALSE(find_loader("whole file").has_value());
  CHECK(usual_loader(memory::Generic{}) == Loader::whole_file);
  CHECK(usual_loader(memory::LlamaCpp{}) == Loader::mmap);
  CHECK(usual_loader(memory::Vllm{}) == Loader::sharded);
}

TEST_CASE("nothing to load takes no time", "[timeline]") {
  const Loader loader = GENERATE(values(all_loaders));
  const LoadTimeline timeline = load_timeline(of_file(loader, {}));
  CHECK(timeline.total_seconds == Approx(0).margin(1e-12));
  for (const LoadStage stage : all_stages) {
    CHECK(timeline.at(stage).stage == stage);
  }
}
