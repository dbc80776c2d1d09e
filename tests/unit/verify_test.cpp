// A log beside an estimate: which model, which question, which errors.
#include <string>
#include <catch2/catch.hpp>

#include <vramcalc/advise/logged_model.h>
#include <vramcalc/advise/verify.h>
#include <vramcalc/model/model.h>

#include "report/verify.h"
#include "support/logged_run.h"
#include "support/serving_log.h"

using namespace vramcalc;
using memory::Component;
using memory::Device;
using test::assumed;
using test::line_item;
using test::log_of;
using test::run_of;
using test::small_model;

namespace {

const memory::LlamaCpp& engine_of(const advise::LoggedRun& run) {
  return std::get<memory::LlamaCpp>(run.question.engine);
}

const std::string two_gpus =
    "build: 9999 (abc) with cc\n"
    "using device CUDA0 (NVIDIA GeForce RTX 3090) - 20000 MiB free\n"
    "load_tensors: offloaded 3/3 layers to GPU\n"
    "load_tensors:   CPU_Mapped model buffer size = 90.00 MiB\n"
    "load_tensors:        CUDA0 model buffer size = 100.00 MiB\n"
    "load_tensors:        CUDA1 model buffer size = 200.00 MiB\n"
    "llama_context: n_seq_max     = 4\n"
    "llama_context: n_ctx         = 8192\n"
    "llama_context: n_batch       = 1024\n"
    "llama_context: n_ubatch      = 256\n"
    "llama_context: flash_attn    = enabled\n"
    "llama_context: kv_unified    = true\n"
    "llama_kv_cache:      CUDA0 KV buffer size = 50.00 MiB\n"
    "llama_kv_cache: size = 50.00 MiB (8192 cells, 2 layers, 4/1 seqs), K (q8_0): 25.00 MiB, V "
    "(q4_0): 25.00 MiB\n"
    "sched_reserve:      CUDA0 compute buffer size = 10.00 MiB\n"
    "sched_reserve:  CUDA_Host compute buffer size = 4.00 MiB\n";

}  // namespace

TEST_CASE("devices of a log are devices of an estimate", "[verify]") {
  const advise::LoggedDevices devices{
      log_of("load_tensors: CUDA3 model buffer size = 1.00 MiB\n"
             "load_tensors: CUDA1 model buffer size = 1.00 MiB\n"
             "llama_kv_cache: CUDA1 KV buffer size = 1.00 MiB\n")};
  CHECK(devices.gpus() == std::vector<std::string>{"CUDA1", "CUDA3"});
  CHECK(devices.find("CUDA1") == Device{0});
  CHECK(devices.find("CUDA3_Split") == Device{1});
  for (const char* host : {"CPU", "CPU_Mapped", "CPU_REPACK", "CUDA_Host", "Vulkan_Host", "Host"}) {
    CHECK(devices.find(host) == memory::host_device);
  }
  for (const char* none : {"CUDA0", "CUDA_Split", "RPC0[10.0.0.1:50052]", "7", ""}) {
    CHECK_FALSE(devices.find(none));
  }
  const advise::LoggedDevices metal{log_of("load_tensors: Metal buffer size = 1.00 MiB\n")};
  CHECK(metal.find("MTL0_Mapped") == Device{0});
}

TEST_CASE("a log's settings become a question", "[verify]") {
  const advise::LoggedRun run = run_of(log_of(two_gpus));
  CHECK(run.question.workload.context_tokens == 2048);
  CHECK(run.question.workload.parallel == 4);
  CHECK(run.question.workload.cache_type_k == model::StorageType::q8_0);
  CHECK(run.question.workload.cache_type_v == model::StorageType::q4_0);
  CHECK(engine_of(run).batch_size == 1024);
  CHECK(engine_of(run).ubatch_size == 256);
  CHECK(engine_of(run).flash_attention);
  CHECK(engine_of(run).kv_unified);
  CHECK_FALSE(engine_of(run).gpu_layers);
  CHECK_FALSE(engine_of(run).all_logits);
  CHECK(engine_of(run).kv_offload);
  REQUIRE(run.gpus.size() == 2);
  CHECK(run.gpus[0].visible == mebibyte * 20000);
  CHECK(run.gpus[0].sm_count == 82);
  CHECK(assumed(run.assumptions) == "gpu=CUDA1 tensor-split=2,1 ");
}

TEST_CASE("what a log does not say is assumed", "[verify]") {
  const advise::LoggedRun old =
      run_of(log_of("llm_load_tensors: offloaded 1/3 layers to GPU\n"
                    "llm_load_tensors:      CUDA0 buffer size = 1.00 MiB\n"
                    "llama_kv_cache_init:  CUDA_Host KV buffer size = 160.00 MiB\n"
                    "llama_new_context_with_model:      CUDA0 compute buffer size = 10.00 MiB\n"));
  CHECK(assumed(old.assumptions) ==
        "context=2048 cache-type-k=f16 ubatch-size=512 flash-attn=off engine-build=b4000 "
        "gpu=CUDA0 ");
  CHECK(engine_of(old).all_logits);
  CHECK(engine_of(old).gpu_layers == 1);
  CHECK_FALSE(engine_of(old).kv_offload);

  const advise::LoggedRun cpu = run_of(log_of("load_tensors: CPU model buffer size = 1.00 MiB\n"));
  CHECK(engine_of(cpu).gpu_layers == 0);
  CHECK(cpu.gpus.size() == 1);

  const advise::LoggedRun metal =
      run_of(log_of("load_tensors: MTL0_Mapped model buffer size = 1.00 MiB\n"));
  CHECK(engine_of(metal).backend == memory::LlamaCppBackend::vulkan);
  CHECK(assumed(metal.assumptions).find("backend=vulkan") != std::string::npos);
}

TEST_CASE("an estimate is set against a log", "[verify]") {
  memory::Estimate estimate;
  estimate.is_placed = true;
  estimate.items = {line_item(Component::weights, {0}, 99),
                    line_item(Component::mtp_weights, {0}, 1),
                    line_item(Component::weights, {1}, 210),
                    line_item(Component::weights, memory::host_device, 30),
                    line_item(Component::kv_cache, {0}, 50),
                    line_item(Component::compute, {0}, 12),
                    line_item(Component::compute, memory::host_device, 3),
                    line_item(Component::context, {0}, 300)};
  const memory::EngineLog log = log_of(two_gpus);
  const advise::Verification answer = advise::verify(log, run_of(log), estimate);

  REQUIRE(answer.items.size() == 7);
  CHECK(answer.items[0].component == Component::weights);
  CHECK(answer.items[0].measured == mebibyte * 100);
  CHECK(answer.items[0].estimated == mebibyte * 100);
  CHECK(answer.items[3].component == Component::context);
  CHECK_FALSE(answer.items[3].measured);
  CHECK_FALSE(answer.items[3].is_compared);
  CHECK(answer.items[5].device == memory::host_device);
  CHECK(answer.items[5].logged_devices == std::vector<std::string>{"CPU_Mapped"});
  CHECK_FALSE(answer.items[5].is_compared);

  REQUIRE(answer.devices.size() == 3);
  CHECK(answer.devices[0].measured == mebibyte * 160);
  CHECK(answer.devices[0].estimated == mebibyte * 162);
  CHECK(answer.devices[2].measured == mebibyte * 4);
  CHECK(answer.gpus.measured == mebibyte * 360);
  CHECK(answer.gpus.estimated == mebibyte * 372);
  CHECK(advise::error_of(answer.gpus.measured, answer.gpus.estimated).value() == Approx(1.0 / 30));
  CHECK_FALSE(advise::error_of(Bytes{}, mebibyte));
}

TEST_CASE("the cache of a table holds states too", "[verify]") {
  const memory::EngineLog log =
      log_of("x_memory_breakdown_print: | - CUDA0 (X) | 100 = 40 + (60 = 40 + 12 + 8) + 0 |\n");
  memory::Estimate estimate;
  estimate.items = {line_item(Component::kv_cache, {0}, 10),
                    line_item(Component::recurrent_state, {0}, 2)};
  const advise::Verification answer = advise::verify(log, run_of(log), estimate);
  REQUIRE(answer.items.size() == 3);
  CHECK(answer.items[1].component == Component::kv_cache);
  CHECK(answer.items[1].measured == mebibyte * 12);
  CHECK(answer.items[1].estimated == mebibyte * 12);
  CHECK(report::accuracy_row(answer)["measured"]["kv_mib"].is_null());
}

TEST_CASE("figures that no device here has are told of", "[verify]") {
  const memory::EngineLog log = log_of(
      "llm_load_tensors:      CUDA0 buffer size = 1.00 MiB\n"
      "llm_load_tensors: CUDA_Split buffer size = 5.00 MiB\n"
      "llm_load_tensors: CUDA_Split buffer size = 5.00 MiB\n"
      "llama_new_context_with_model: KV self size  = 1.00 MiB, c^KV (f16): 1.00 MiB, kv^T: not "
      "used\n");
  const advise::Verification answer = advise::verify(log, run_of(log), {});
  REQUIRE(answer.warnings.size() == 2);
  CHECK(answer.warnings[0].id == MessageId::warning_log_device);
  CHECK(answer.warnings[1].id == MessageId::warning_log_fork);
  CHECK(engine_of(answer.run).split_mode == memory::SplitMode::layer);
  CHECK(assumed(answer.run.assumptions).find("split-mode=layer") != std::string::npos);
}

TEST_CASE("a model is known by its figures", "[verify]") {
  const model::Model model = small_model();
  memory::LoggedModel logged;
  CHECK(advise::agrees(logged, model));
  CHECK_FALSE(advise::identifies_a_model(logged));
  logged.architecture = "llama";
  logged.layers = 2;
  logged.hidden_size = 256;
  logged.vocabulary = 1000;
  logged.kv_heads = 2;
  logged.experts = 0;
  CHECK(advise::identifies_a_model(logged));
  CHECK(advise::agrees(logged, model));
  CHECK(advise::figures_text(logged) ==
        "llama, 2 layers, hidden size 256, vocabulary 1000, 0 experts");
  logged.vocabulary = 1001;
  CHECK_FALSE(advise::agrees(logged, model));
  logged.vocabulary = 1000;
  logged.kv_heads = 4;
  CHECK_FALSE(advise::agrees(logged, model));
  CHECK_FALSE(advise::agrees({}, model::model_of_size("7B")));
}

TEST_CASE("file types of a log are precisions", "[verify]") {
  CHECK(advise::precision_of_file_type("Q4_K - Medium") == "q4_k_m");
  CHECK(advise::precision_of_file_type("Q2_K - Medium") == "q2_k");
  CHECK(advise::precision_of_file_type("Q8_0") == "q8_0");
  CHECK(advise::precision_of_file_type("Q6_K") == "q6_k");
  CHECK(advise::precision_of_file_type("F16") == "fp16");
  CHECK(advise::precision_of_file_type("BF16") == "bf16");
  CHECK(advise::precision_of_file_type("MXFP4 MoE") == "mxfp4_moe");
  CHECK(advise::precision_of_file_type("IQ4_XS - 4.25 bpw") == "iq4_xs");
  CHECK(advise::precision_of_file_type("IQ3_S mix - 3.66 bpw") == "iq3_m");
  CHECK(advise::precision_of_file_type("Q4_K_M") == "q4_k_m");
  for (const char* unknown : {"", "IQ4_K - 4.5 bpw", "gptq", "exl2:4", "unknown, may not work"}) {
    CHECK_FALSE(advise::precision_of_file_type(unknown));
  }
}

TEST_CASE("a log becomes a row of the accuracy tests", "[verify]") {
  const memory::EngineLog log = log_of(two_gpus);
  const report::Json row = report::accuracy_row(advise::verify(log, run_of(log), {}));
  CHECK(row["engine"] == "llama.cpp");
  CHECK(row["build"] == "9999 abc");
  CHECK(row["n_ctx"] == 8192);
  CHECK(row["n_seq"] == 4);
  CHECK(row["flash_attn"] == "enabled");
  CHECK(row["kv_unified"] == "true");
  CHECK(row["ngl_offloaded"] == "3/3");
  CHECK(row["type_v"] == "q4_0");
  CHECK(row["gpus"] == report::Json{"NVIDIA GeForce RTX 3090"});
  CHECK(row["measured"]["weights_mib"] ==
        report::Json{{"CPU_Mapped", 90.0}, {"CUDA0", 100.0}, {"CUDA1", 200.0}});
  CHECK(row["measured"]["rs_mib"].is_null());
}
