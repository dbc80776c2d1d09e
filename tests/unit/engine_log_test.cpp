// Logs of llama.cpp and its kin, as people published them: every figure that they print.
#include <cmath>
#include <fstream>
#include <sstream>
#include <string>
#include <catch2/catch.hpp>

#include <nlohmann/json.hpp>
#include <vramcalc/core/error.h>
#include <vramcalc/read/engine_log.h>

#include "support/files.h"
#include "support/repeated.h"

using namespace vramcalc;
using memory::Component;
using memory::EngineLog;
using nlohmann::json;

namespace {

EngineLog log_of(const std::string& text) {
  std::istringstream in{text};
  return read::read_engine_log(in, "test.log");
}

// {"CUDA0": 4403.49, "CPU": [1.0, 2.0]} of one kind, as the rows have it.
json readings(const EngineLog& log, Component component) {
  json devices = json::object();
  for (const memory::Reading& reading : log.readings) {
    if (reading.component == component && !reading.with_state) {
      const double size = static_cast<double>(reading.bytes.count()) / (1 << 20);
      devices[reading.device].push_back(std::round(size * 100) / 100);
    }
  }
  return devices;
}

json as_lists(const json& measured) {
  json devices = json::object();
  if (measured.is_object()) {
    for (const auto& [device, sizes] : measured.items()) {
      devices[device] = sizes.is_array() ? sizes : json::array({sizes});
    }
  }
  return devices;
}

json settings(const EngineLog& log) {
  const memory::LoggedSettings& logged = log.settings;
  json found;
  const auto count = [&](const char* name, const std::optional<std::uint64_t>& value) {
    if (value) {
      found[name] = *value;
    }
  };
  count("n_ctx", logged.context_tokens);
  count("n_batch", logged.batch_size);
  count("n_ubatch", logged.ubatch_size);
  count("n_seq", logged.sequences);
  if (logged.gpu_layers && logged.offloadable_layers) {
    found["ngl_offloaded"] =
        std::to_string(*logged.gpu_layers) + "/" + std::to_string(*logged.offloadable_layers);
  }
  if (logged.flash_attention) {
    found["flash_attn"] = *logged.flash_attention;
  }
  if (!logged.cache_type_k.empty()) {
    found["type_k"] = logged.cache_type_k;
  }
  if (!logged.cache_type_v.empty()) {
    found["type_v"] = logged.cache_type_v;
  }
  return found;
}

std::string sums_of(const EngineLog& log) {
  std::string text;
  for (const memory::Reading& reading : log.readings) {
    text += reading.device + " " + std::to_string(static_cast<int>(reading.component)) + " " +
            std::to_string(reading.bytes.count() >> 20U) + (reading.with_state ? "+" : "") + "\n";
  }
  return text;
}

}  // namespace

TEST_CASE("every figure of a published log is read", "[engine_log]") {
  std::ifstream rows{std::string{VRAMCALC_SOURCE_DIR} + "/tests/data/engine_logs.jsonl"};
  std::size_t count = 0;
  for (std::string line; std::getline(rows, line); ++count) {
    const json row = json::parse(line);
    INFO(row["source"]);
    const EngineLog log = log_of(row["log"]);
    const json& measured = row["measured"];
    CHECK(readings(log, Component::weights) == as_lists(measured["weights_mib"]));
    CHECK(readings(log, Component::kv_cache) == as_lists(measured["kv_mib"]));
    CHECK(readings(log, Component::recurrent_state) == as_lists(measured["rs_mib"]));
    CHECK(readings(log, Component::compute) == as_lists(measured["compute_mib"]));
    CHECK(readings(log, Component::output) == as_lists(measured["output_mib"]));
    for (const auto& [name, value] : row["settings"].items()) {
      INFO(name);
      CHECK(settings(log)[name] == value);
    }
  }
  CHECK(count == 16);
}

TEST_CASE("a log says which model, build and cards it is about", "[engine_log]") {
  const EngineLog log = log_of(
      "build: 5192 (e59a5f1e) with cc (Debian 12.2.0) for x86_64-linux-gnu\n"
      "  Device 0: NVIDIA GeForce RTX 3090, compute capability 8.6, VMM: yes\n"
      "llama_model_load_from_file_impl: using device CUDA0 (NVIDIA GeForce RTX 3090) - 23306 MiB "
      "free\n"
      "llama_model_loader: loaded meta data with 29 key-value pairs and 292 tensors from "
      "models/llama.gguf (version GGUF V3 (latest))\n"
      "llama_model_loader: - kv   0:                       general.architecture str              = "
      "llama\n"
      "llama_model_loader: - kv   4:                          llama.block_count u32              = "
      "32\n"
      "print_info: file type   = Q4_K - Medium\n"
      "print_info: n_embd           = 4096\n"
      "print_info: n_vocab          = 128256\n"
      "print_info: n_head_kv        = [8, 8, 0, 8]\n"
      "print_info: model params     = 8.03 B\n"
      "print_info: general.name     = Meta Llama 3.1 8B Instruct\n"
      "load_tensors:        CUDA0 model buffer size =  4403.49 MiB\n");
  CHECK(log.engine == "llama.cpp");
  CHECK(log.build == "5192 e59a5f1e");
  CHECK(log.build_number == 5192);
  CHECK_FALSE(log.old_names);
  CHECK(log.model.name == "Meta Llama 3.1 8B Instruct");
  CHECK(log.model.architecture == "llama");
  CHECK(log.model.file == "models/llama.gguf");
  CHECK(log.model.file_type == "Q4_K - Medium");
  CHECK(log.model.parameters == 8'030'000'000);
  CHECK(log.model.layers == 32);
  CHECK(log.model.hidden_size == 4096);
  CHECK(log.model.vocabulary == 128256);
  CHECK_FALSE(log.model.kv_heads);
  REQUIRE(log.gpus.size() == 1);
  CHECK(log.gpus[0].device == "CUDA0");
  CHECK(log.gpus[0].name == "NVIDIA GeForce RTX 3090");
  CHECK(log.readings.at(0).resolution == Bytes{5243});
}

TEST_CASE("tables of sums count where no buffer is printed", "[engine_log]") {
  const std::string table =
      "x_memory_breakdown_print: | memory breakdown [MiB] | total   free    self   model   context "
      "  compute    unaccounted |\n"
      "x_memory_breakdown_print: |   - CUDA0 (RTX 3090)   | 24117 = 23773 + (20903 = 12096 +    "
      "7504 +    1302) + 17592186023856 |\n"
      "x_memory_breakdown_print: |   - Host               |                  72498 = 72257 +       "
      "0 +     240                |\n";
  const EngineLog log = log_of(table);
  CHECK(sums_of(log) == "CUDA0 0 12096\nCUDA0 5 7504+\nCUDA0 7 1302\nHost 0 72257\nHost 7 240\n");
  CHECK(log.gpus.at(0).name == "RTX 3090");
  CHECK(log.gpus.at(0).memory == mebibyte * 24117);
  CHECK(sums_of(log_of(table + "load_tensors: CUDA0 model buffer size = 12096.50 MiB\n" +
                       "llama_kv_cache: CUDA0 KV buffer size = 7504.00 MiB\n")) ==
        "CUDA0 0 12096\nCUDA0 5 7504\nCUDA0 7 1302\nHost 7 240\n");
  CHECK(sums_of(log_of(table + table)) == sums_of(log));
}

TEST_CASE("Ollama's own engine is read by its table", "[engine_log]") {
  const std::string head = "time=2025-09-11T00:42:50.484+02:00 level=INFO source=";
  const EngineLog log = log_of(
      head + "routes.go:1534 msg=\"Listening on [::]:11434 (version 0.12.5)\"\n" + head +
      "types.go:60 msg=\"inference compute\" id=0 library=ROCm compute=gfx1100 name=ROCm0 "
      "description=\"AMD Radeon RX 7900 XTX\" total=\"24.0 GiB\" available=\"23.5 GiB\"\n" +
      head + "server.go:498 msg=\"loading model\" \"model layers\"=37 requested=-1\n" + head +
      "runner.go:895 msg=load request=\"{Operation:commit LoraPath:[] Parallel:2 BatchSize:512 "
      "FlashAttention:Enabled KvSize:8192 KvCacheType:q8_0 NumThreads:4}\"\n" +
      head + "ggml.go:136 msg=\"\" architecture=gptoss file_type=MXFP4 name=\"gpt-oss 20b\"\n" +
      head + "ggml.go:494 msg=\"offloaded 37/37 layers to GPU\"\n" + head +
      "device.go:240 msg=\"model weights\" device=ROCm0 size=\"59.8 GiB\"\n" + head +
      "device.go:251 msg=\"kv cache\" device=ROCm0 size=\"450.0 MiB\"\n" + head +
      "device.go:262 msg=\"compute graph\" device=CPU size=\"5.6 MiB\"\n" + head +
      "device.go:272 msg=\"total memory\" size=\"61.4 GiB\"\n");
  CHECK(log.engine == "ollama");
  CHECK(log.build == "0.12.5");
  CHECK(sums_of(log) == "ROCm0 0 61235\nROCm0 5 450+\nCPU 7 5\n");
  CHECK(log.gpus.at(0).device == "ROCm0");
  CHECK(log.settings.context_tokens == 8192);
  CHECK(log.settings.sequences == 2);
  CHECK(log.settings.flash_attention == true);
  CHECK(log.settings.cache_type_k == "q8_0");
  CHECK(log.settings.gpu_layers == 37);
  CHECK(log.model.file_type == "MXFP4");
}

TEST_CASE("one load and one context are read", "[engine_log]") {
  const std::string load =
      "llama_model_loader: loaded meta data with 2 key-value pairs and 3 tensors from a.gguf "
      "(version GGUF V3 (latest))\n";
  const std::string buffers =
      "load_tensors: CUDA0 model buffer size = 100.00 MiB\n"
      "llama_context: n_ctx         = 4096\n"
      "llama_kv_cache: CUDA0 KV buffer size = 10.00 MiB\n"
      "llama_kv_cache: CUDA0 KV buffer size = 5.00 MiB\n"
      "sched_reserve: CUDA0 compute buffer size = 7.00 MiB\n";
  const std::string figures = "CUDA0 0 100\nCUDA0 5 10\nCUDA0 5 5\nCUDA0 7 7\n";

  SECTION("a second context is left out") {
    const EngineLog log = log_of(load + buffers +
                                 "llama_context: n_ctx         = 512\n"
                                 "llama_kv_cache: CUDA0 KV buffer size = 32.00 MiB\n"
                                 "sched_reserve: CUDA0 compute buffer size = 520.00 MiB\n");
    CHECK(sums_of(log) == figures);
    CHECK(log.settings.context_tokens == 4096);
    REQUIRE(log.warnings.size() == 1);
    CHECK(log.warnings[0].id == MessageId::warning_log_second_context);
  }
  SECTION("a second load is left out") {
    const EngineLog log = log_of(load + buffers + load + buffers);
    CHECK(sums_of(log) == figures);
    REQUIRE(log.warnings.size() == 1);
    CHECK(log.warnings[0].id == MessageId::warning_log_second_load);
  }
  SECTION("a trial of what fits is no load") {
    const EngineLog log = log_of(load + "load_tensors: CUDA0 model buffer size = 0.00 MiB\n" +
                                 "common_params_fit_impl: no changes needed\n" + load + buffers);
    CHECK(sums_of(log) == figures);
    CHECK(log.warnings.empty());
  }
  SECTION("a graph that is reserved anew counts once") {
    CHECK(
        sums_of(log_of(load + buffers + "sched_reserve: CUDA0 compute buffer size = 9.00 MiB\n")) ==
        "CUDA0 0 100\nCUDA0 5 10\nCUDA0 5 5\nCUDA0 7 9\n");
  }
}

TEST_CASE("experts in main memory are counted where the log lists them", "[engine_log]") {
  const auto layers = [](const std::string& lines) {
    return log_of(lines + "load_tensors: CUDA0 model buffer size = 1.00 MiB\n")
        .settings.host_expert_layers;
  };
  CHECK(layers("Tensor blk.3.ffn_up_exps.weight buffer type overriden to CPU\n"
               "Tensor blk.4.ffn_up_exps.weight buffer type overriden to CPU\n") == 5);
  CHECK(layers("tensor blk.0.ffn_up_exps.weight (12 MiB q4_K) buffer type overridden to "
               "CUDA_Host\n") == 1);
  CHECK_FALSE(layers("Tensor blk.20.ffn_up_exps.weight buffer type overriden to CPU\n"));
  CHECK_FALSE(layers("Tensor blk.0.ffn_up_exps.weight buffer type overriden to CUDA0\n"));
}

TEST_CASE("figures that are not understood are told of", "[engine_log]") {
  std::string text = "load_tensors: CUDA0 model buffer size = 1.00 MiB\n";
  for (int i = 0; i < 8; ++i) {
    text += "some_new_thing: CUDA0 odd\x1b[31m buffer size = 12.00 MiB\n";
  }
  text += "llama_context: KV self size  = 10.00 MiB, K (f16): 5.00 MiB, V (f16): 5.00 MiB\n";
  const EngineLog log = log_of(text);
  REQUIRE(log.warnings.size() == 6);
  CHECK(render(log.warnings[0]) == "line 2 is not understood: some_new_thing: CUDA0 odd");
  CHECK(render(log.warnings[5]) == "3 more lines that look like memory are not understood");
}

TEST_CASE("a hostile log is read within its bounds", "[engine_log]") {
  SECTION("long lines are cut") {
    const EngineLog log =
        log_of("load_tensors: CUDA0 model buffer size = 1.00 MiB" +
               test::repeated(" ", read::longest_log_line) + "output buffer size = 2.00 MiB\n");
    CHECK(log.readings.size() == 1);
    CHECK(log.warnings.at(0).id == MessageId::warning_log_cut_lines);
  }
  SECTION("numbers out of range are none") {
    CHECK_THROWS_AS(log_of("load_tensors: CUDA0 model buffer size = 99999999999999999999 MiB\n"),
                    Error);
    CHECK_THROWS_AS(log_of("load_tensors: CUDA0 model buffer size = 99999999999999999 GiB\n"),
                    Error);
    CHECK_THROWS_AS(log_of("load_tensors: CUDA0 model buffer size = nan MiB\n"), Error);
    CHECK_THROWS_AS(log_of("load_tensors: CUDA0 model buffer size = -1 MiB\n"), Error);
  }
  SECTION("devices without end are not kept") {
    std::string text;
    for (int i = 0; i < 5000; ++i) {
      text += "load_tensors: CUDA" + std::to_string(i) + " model buffer size = 1.00 MiB\n";
    }
    CHECK(log_of(text).readings.size() == 4096);
  }
  SECTION("what is no log says so") {
    try {
      static_cast<void>(log_of("\x1b[31mhello\n"));
      FAIL("a text without memory was read");
    } catch (const Error& error) {
      CHECK(error.kind() == ErrorKind::bad_input);
      CHECK(std::string{error.what()} == "test.log: no line is about memory");
      CHECK(error.hint()->id == MessageId::hint_log_without_memory);
    }
  }
}

TEST_CASE("a log is read from a file", "[engine_log]") {
  const test::TemporaryFile file{"load_tensors: CUDA0 model buffer size = 1.00 MiB\n", "a.log"};
  CHECK(read::read_engine_log(std::filesystem::path{file.path()}).readings.size() == 1);
  CHECK_THROWS_AS(read::read_engine_log(std::filesystem::path{file.folder()}), Error);
  CHECK_THROWS_AS(read::read_engine_log(std::filesystem::path{file.path() + ".none"}), Error);
}
