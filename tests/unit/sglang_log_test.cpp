// Logs of SGLang, as people published them: every figure of one GPU, and the settings.
#include <string>
#include <catch2/catch.hpp>

#include "support/serving_log.h"

using namespace vramcalc;
using memory::Component;
using memory::EngineLog;
using test::hundredths;
using test::log_of;

TEST_CASE("SGLang prints what it takes", "[serving_log]") {
  SECTION("several ranks") {
    // shun8686/for_debug:scripts/log/test_ascend_qwen3_30b_w8a8_1p_in3k5_out1k5_50ms.py.log
    const EngineLog log = log_of(
        "[2026-01-04 07:27:30] server_args=ServerArgs(model_path='/models/Qwen3-30B-A3B-w8a8/', "
        "model_loader_extra_config='{\"tp_size\": 99}', context_length=None, dtype='auto', "
        "quantization='modelslim', kv_cache_dtype='auto', mem_fraction_static=0.86, "
        "max_running_requests=None, chunked_prefill_size=-1, page_size=128, tp_size=2, pp_size=1, "
        "disable_cuda_graph=False)\n"
        "[2026-01-04 07:27:40 TP0] Init torch distributed ends. mem usage=0.13 GB\n"
        "[2026-01-04 07:28:05 TP1] Load weight end. type=Qwen3MoeForCausalLM, "
        "dtype=torch.bfloat16, "
        "avail mem=45.48 GB, mem usage=15.61 GB.\n"
        "[2026-01-04 07:28:05 TP0] Load weight end. type=Qwen3MoeForCausalLM, "
        "dtype=torch.bfloat16, "
        "avail mem=45.48 GB, mem usage=15.60 GB.\n"
        "[2026-01-04 07:28:05 TP0] KV Cache is allocated. #tokens: 802688, K size: 18.38 GB, V "
        "size: "
        "18.38 GB\n"
        "[2026-01-04 07:28:05 TP1] KV Cache is allocated. #tokens: 802688, K size: 18.38 GB, V "
        "size: "
        "18.38 GB\n"
        "[2026-01-04 07:28:05 TP0] Memory pool end. avail mem=8.40 GB\n"
        "[2026-01-04 07:28:40 TP1] Capture cuda graph end. Time elapsed: 34.94 s. mem usage=2.13 "
        "GB. "
        "avail mem=6.58 GB.\n"
        "[2026-01-04 07:28:41 TP0] max_total_num_tokens=802688, chunked_prefill_size=8192, "
        "max_prefill_tokens=16384, max_running_requests=64, context_len=40960, "
        "available_gpu_mem=6.58 GB\n");
    CHECK(log.engine == "sglang");
    CHECK(log.model.name == "Qwen3-30B-A3B-w8a8");
    CHECK(log.settings.context_tokens == 40960);
    CHECK(log.serving.tensor_parallel == 2);
    CHECK(log.serving.pipeline_parallel == 1);
    CHECK(log.serving.memory_fraction == 0.86);
    CHECK(log.serving.max_sequences == 64);
    CHECK(log.serving.max_batched_tokens == 8192);
    CHECK(log.serving.enforce_eager == false);
    CHECK(log.serving.dtype == "bfloat16");
    CHECK(log.serving.quantization == "modelslim");
    CHECK(log.serving.cache_dtype == "auto");
    CHECK(log.serving.cache_tokens == 802688);
    CHECK(log.serving.block_size == 128);
    CHECK(hundredths(log, Component::weights) == 1560);
    CHECK(hundredths(log, Component::kv_cache) == 3676);
    CHECK(hundredths(log, Component::cuda_graphs) == 213);
    CHECK(hundredths(log, Component::communication) == 13);
    CHECK(hundredths(log, Component::draft_model) == -1);
    CHECK(log.warnings.empty());
  }
  SECTION("latent attention") {
    const EngineLog log = log_of(
        "[2026-01-12 05:00:28 DP3 TP3 EP3] KV Cache is allocated. #tokens: 75904, KV size: 4.98 "
        "GB\n");
    CHECK(hundredths(log, Component::kv_cache) == 498);
    CHECK(log.serving.cache_tokens == 75904);
  }
  SECTION("recurrent states") {
    // shun8686/for_debug:tc/test_vlm_gdn_warmup.log, and its kin with a draft model.
    const EngineLog log = log_of(
        "[2026-06-09 03:35:11 TP0] Mamba Cache is allocated. max_mamba_cache_size: 1521, "
        "conv_state "
        "size: 0.84GB, ssm_state size: 17.84GB\n");
    CHECK(hundredths(log, Component::recurrent_state) == 1868);
    CHECK(hundredths(log_of("Mamba Cache is allocated. max_mamba_cache_size: 48, conv_state size: "
                            "0.10GB, ssm_state size: 2.58GB intermediate_ssm_state_cache size: "
                            "1.05GB intermediate_conv_window_cache size: 0.02GB \n"),
                     Component::recurrent_state) == 375);
  }
  SECTION("a pool for sliding windows") {
    const EngineLog log = log_of(
        "KV Cache is allocated. dtype: torch.float8_e4m3fn, #tokens: 612620, K size: 26.29 GB, V "
        "size: 26.29 GB\n"
        "KV Cache is allocated. dtype: torch.float8_e4m3fn, #tokens: 765776, K size: 1.64 GB, V "
        "size: 1.64 GB\n"
        "SWAKVPool mem usage: 55.87 GB, swa size: 612620, full size: 765776\n");
    CHECK(hundredths(log, Component::kv_cache) == 5586);
    CHECK(log.serving.cache_tokens == 765776);
    CHECK(log.serving.cache_dtype == "float8_e4m3fn");
  }
  SECTION("a draft model, and settings as a dictionary") {
    const EngineLog log = log_of(
        "[2026-08-28 21:19:23] server_args={'model_path': 'RadixArk/Qwen3.8-Flash-Next-NVFP4', "
        "'model_loader_extra_config': {'tp_size': 99}, 'tp_size': 1, 'context_length': 262144}\n"
        "[2026-08-28 21:32:38] Load weight end. elapsed=787.55 s, "
        "type=Qwen4ExpForConditionalGeneration, quant=modelopt_fp4, quant_algo=NVFP4, avail "
        "mem=29.01 GB, mem usage=82.97 GB.\n"
        "[2026-08-28 21:34:13] Load weight end. elapsed=94.49 s, type=Qwen4ExpForCausalLMMTP, "
        "quant=modelopt_fp4, quant_algo=NVFP4, avail mem=30.67 GB, mem usage=1.86 GB.\n"
        "[2026-08-28 21:34:51] Capture target verify CUDA graph end. elapsed=1.61 s, mem "
        "usage=0.11 "
        "GB, avail mem=26.15 GB.\n"
        "[2026-08-28 21:34:53] Capture draft decode CUDA graph end. elapsed=1.61 s, mem usage=0.20 "
        "GB, avail mem=26.15 GB.\n");
    CHECK(log.model.name == "RadixArk/Qwen3.8-Flash-Next-NVFP4");
    CHECK(log.serving.tensor_parallel == 1);
    CHECK(log.settings.context_tokens == 262144);
    CHECK(hundredths(log, Component::weights) == 8297);
    CHECK(hundredths(log, Component::draft_model) == 186);
    CHECK(hundredths(log, Component::cuda_graphs) == 31);
  }
}
