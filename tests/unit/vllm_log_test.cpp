// Logs of vLLM, as people published them: every figure of one GPU, and the settings.
#include <string>
#include <catch2/catch.hpp>

#include "support/serving_log.h"

using namespace vramcalc;
using memory::Component;
using memory::EngineLog;
using test::hundredths;
using test::log_of;

TEST_CASE("vLLM's second engine prints its budget", "[serving_log]") {
  // LukeJYK/AutoScientists:vllm.log; the configuration's line is shortened.
  const EngineLog log = log_of(
      "(APIServer pid=1) INFO 08-05 12:12:40 [api_server.py:1288] vLLM API server version "
      "0.26.1rc1.dev156+g0eec856cc.d20260731\n"
      "(APIServer pid=1) INFO 08-05 12:12:40 [utils.py:253] non-default args: {'model_tag': "
      "'/data/models/Qwen3-Coder-30B-A3B-Instruct', 'max_num_seqs': 64, 'dtype': 'auto', "
      "'gpu_memory_utilization': 0.9}\n"
      "(EngineCore pid=71) INFO 08-05 12:12:58 [core.py:116] Initializing a V1 LLM engine "
      "(v0.26.1rc1.dev156+g0eec856cc.d20260731) with config: "
      "model='/data/models/Qwen3-Coder-30B-A3B-Instruct', "
      "speculative_config=SpeculativeConfig(method='mtp', model='/data/draft', "
      "num_spec_tokens=3), dtype=torch.bfloat16, max_seq_len=131072, tensor_parallel_size=1, "
      "pipeline_parallel_size=1, quantization=None, enforce_eager=False, kv_cache_dtype=auto, "
      "device_config=cuda, compilation_config={'mode': 3, 'tensor_parallel_size': 9}\n"
      "INFO 08-05 12:12:59 [scheduler.py:238] Chunked prefill is enabled with "
      "max_num_batched_tokens=8192.\n"
      "INFO 08-05 12:13:22 [gpu_model_runner.py:5405] Model loading took 56.93 GiB memory and "
      "18.142578 seconds\n"
      "INFO 08-05 12:13:40 [gpu_model_runner.py:6142] Estimated CUDA graph memory: 1.58 GiB total\n"
      "INFO 08-05 12:13:45 [gpu_worker.py:563] Available KV cache memory: 13.84 GiB\n"
      "INFO 08-05 12:13:45 [kv_cache_utils.py:2235] GPU KV cache size: 151,216 tokens\n"
      "INFO 08-05 12:13:45 [kv_cache_utils.py:2236] Maximum concurrency for 131,072 tokens per "
      "request: 1.15x\n"
      "INFO 08-05 12:13:52 [gpu_model_runner.py:6905] Graph capturing finished in 4 secs, took "
      "0.11 "
      "GiB\n"
      "INFO 08-05 12:13:52 [gpu_worker.py:789] Free memory on device (78.84/79.25 GiB) on startup. "
      "Desired GPU memory utilization is (0.9, 71.33 GiB). Actual usage is 57.26 GiB for consumed "
      "memory (weights + non-torch), 0.23 GiB for peak activation, and 0.11 GiB for CUDAGraph "
      "memory. Replace gpu_memory_utilization config with `--kv-cache-memory=14594762752` (13.59 "
      "GiB) to fit into requested memory, or `--kv-cache-memory=22659491840` (21.1 GiB) to fully "
      "utilize gpu memory. Current kv cache memory in use is 13.84 GiB.\n");
  CHECK(log.engine == "vllm");
  CHECK(log.build == "0.26.1rc1.dev156+g0eec856cc.d20260731");
  CHECK_FALSE(log.build_number);
  CHECK(log.model.name == "Qwen3-Coder-30B-A3B-Instruct");
  CHECK(log.settings.context_tokens == 131072);
  CHECK(log.serving.tensor_parallel == 1);
  CHECK(log.serving.pipeline_parallel == 1);
  CHECK(log.serving.memory_fraction == 0.9);
  CHECK(log.serving.max_sequences == 64);
  CHECK(log.serving.max_batched_tokens == 8192);
  CHECK(log.serving.enforce_eager == false);
  CHECK(log.serving.dtype == "bfloat16");
  CHECK(log.serving.quantization.empty());
  CHECK(log.serving.cache_dtype == "auto");
  CHECK(log.serving.cache_tokens == 151216);
  CHECK(hundredths(log, Component::weights) == 5693);
  CHECK(hundredths(log, Component::kv_cache) == 1384);
  CHECK(hundredths(log, Component::activations) == 23);
  CHECK(hundredths(log, Component::cuda_graphs) == 11);
  CHECK(hundredths(log, Component::context) == 33);  // 57.26 - 56.93
  CHECK(log.readings.size() == 5);
  CHECK(log.readings[0].resolution.count() == 5368709);  // half of 0.01 GiB
  REQUIRE(log.gpus.size() == 1);
  CHECK(log.gpus[0].memory->count() == 85094039552);  // 79.25 GiB
  CHECK(log.warnings.empty());
  CHECK_FALSE(log.out_of_memory);
  CHECK_FALSE(log.serving.needs_more_cache);
}

TEST_CASE("vLLM's parts of the memory in use", "[serving_log]") {
  SECTION("0.10 prints weights and what is not PyTorch's apart") {
    const EngineLog log = log_of(
        "Model loading took 14.0786 GiB and 10.247948 seconds\n"
        "Free memory on device (78.66/79.19 GiB) on startup. Desired GPU memory utilization is "
        "(0.9, 71.27 GiB). Actual usage is 14.08 GiB for weight, 1.97 GiB for peak activation, "
        "0.07 "
        "GiB for non-torch memory, and 0.67 GiB for CUDAGraph memory.\n");
    CHECK(log.readings.size() == 4);
    CHECK(log.readings[0].bytes.count() == 15116781643);  // 14.0786 GiB: the finer figure
    CHECK(hundredths(log, Component::activations) == 197);
    CHECK(hundredths(log, Component::context) == 7);
    CHECK(hundredths(log, Component::cuda_graphs) == 67);
  }
  SECTION("the worker's debug line") {
    const EngineLog log = log_of(
        "[Worker_TP3 pid=540] DEBUG 11-19 21:09:35 [v1/worker/gpu_worker.py:297] Memory profiling "
        "takes 19.58 seconds. Total non KV cache memory: 1.56GiB; torch peak memory increase: "
        "0.22GiB; non-torch forward increase memory: 0.09GiB; weights memory: 1.24GiB.\n");
    CHECK(hundredths(log, Component::weights) == 124);
    CHECK(hundredths(log, Component::activations) == 22);
    CHECK(hundredths(log, Component::context) == 9);
  }
  SECTION("a cache of a given size") {
    const EngineLog log = log_of(
        "INFO 09-11 16:26:47 [gpu_worker.py:381] Initial free memory 10.04 GiB, reserved 0.49 GiB "
        "memory for KV Cache as specified by kv_cache_memory_bytes config and skipped memory "
        "profiling.\n"
        "Setting attention block size to 784 tokens to ensure that attention page size is >= mamba "
        "page size.\n"
        "Auto-fit max_model_len: reduced from 262144 to 172032 to fit in available GPU memory\n");
    CHECK(hundredths(log, Component::kv_cache) == 49);
    CHECK(log.serving.block_size == 784);
    CHECK(log.settings.context_tokens == 172032);
  }
}

TEST_CASE("vLLM's first engine prints its budget", "[serving_log]") {
  SECTION("0.7") {
    // vllm-project/vllm#14447 and, for the counts of blocks, leadawon/structrag:vllm.log; the
    // configuration's line has the form of 0.7.
    const EngineLog log = log_of(
        "INFO 03-19 06:35:10 llm_engine.py:237] Initializing a V0 LLM engine (v0.7.3) with config: "
        "model='Qwen/Qwen2.5-32B-Instruct', dtype=torch.bfloat16, max_seq_len=32768, "
        "download_dir=None, load_format=LoadFormat.AUTO, tensor_parallel_size=4, "
        "quantization=moe_wna16, enforce_eager=True, kv_cache_dtype=fp8_e4m3,  device_config=cuda\n"
        "INFO 03-19 06:35:16 model_runner.py:1067] Loading model weights took 21.2100 GB\n"
        "INFO 03-19 06:35:49 worker.py:266] Memory profiling takes 5.75 seconds\n"
        "INFO 03-19 06:35:49 worker.py:266] the current vLLM instance can use total_gpu_memory "
        "(23.58GiB) x gpu_memory_utilization (0.99) = 23.35GiB\n"
        "INFO 03-19 06:35:49 worker.py:266] model weights take 21.21GiB; non_torch_memory takes "
        "0.20GiB; PyTorch activation peak memory takes 0.37GiB; the rest of the memory reserved "
        "for "
        "KV Cache is 1.57GiB.\n"
        "INFO 03-19 06:35:49 distributed_gpu_executor.py:57] # GPU blocks: 2987, # CPU blocks: "
        "4096\n"
        "INFO 03-19 06:35:49 distributed_gpu_executor.py:61] Maximum concurrency for 32768 tokens "
        "per request: 1.46x\n");
    CHECK(log.build == "0.7.3");
    CHECK(log.model.name == "Qwen/Qwen2.5-32B-Instruct");
    CHECK(log.settings.context_tokens == 32768);
    CHECK(log.serving.tensor_parallel == 4);
    CHECK(log.serving.quantization == "moe_wna16");
    CHECK(log.serving.enforce_eager == true);
    CHECK(log.serving.cache_dtype == "fp8_e4m3");
    CHECK(log.serving.cache_blocks == 2987);
    CHECK(log.serving.memory_fraction == 0.99);
    CHECK(log.gpus.at(0).device == "CUDA0");
    CHECK(log.readings.size() == 4);
    CHECK(hundredths(log, Component::weights) == 2121);
    CHECK(hundredths(log, Component::context) == 20);
    CHECK(hundredths(log, Component::activations) == 37);
    CHECK(hundredths(log, Component::kv_cache) == 157);
  }
  SECTION("0.6.4 prints the peak with the weights in it") {
    const EngineLog log = log_of(
        "INFO 12-06 14:55:15 model_runner.py:1077] Loading model weights took 0.2389 GB\n"
        "INFO 12-06 14:55:15 worker.py:232] Memory profiling results: total_gpu_memory=7.92GiB "
        "initial_memory_usage=0.37GiB peak_torch_memory=0.71GiB memory_usage_post_profile=0.39GiB "
        "non_torch_memory=0.15GiB kv_cache_size=6.27GiB gpu_memory_utilization=0.90\n");
    CHECK(hundredths(log, Component::activations) == 47);
    CHECK(hundredths(log, Component::context) == 15);
    CHECK(hundredths(log, Component::kv_cache) == 627);
    CHECK(log.serving.memory_fraction == 0.9);
  }
}
