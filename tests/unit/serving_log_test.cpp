// What logs of vLLM and SGLang have in common: workers, refusals, names, and what is not believed.
#include <string>
#include <catch2/catch.hpp>

#include <vramcalc/core/error.h>
#include <vramcalc/core/message.h>

#include "support/serving_log.h"

using namespace vramcalc;
using memory::Component;
using memory::EngineLog;
using test::hundredths;
using test::log_of;
using test::some_weights;

TEST_CASE("of several workers one is kept", "[serving_log]") {
  SECTION("the first rank, whoever prints first") {
    const EngineLog log = log_of(
        "(VllmWorker TP1 pid=1546) INFO 09-02 10:29:38 [gpu_model_runner.py:2007] Model loading "
        "took 7.1300 GiB and 2.8 seconds\n"
        "(VllmWorker TP0 pid=1545) INFO 09-02 10:29:38 [gpu_model_runner.py:2007] Model loading "
        "took 7.1217 GiB and 2.8 seconds\n"
        "(VllmWorker TP1 pid=1546) INFO 09-02 10:29:38 [gpu_worker.py:276] Available KV cache "
        "memory: 11.15 GiB\n");
    CHECK(log.readings.size() == 2);
    CHECK(hundredths(log, Component::weights) == 712);
    CHECK(hundredths(log, Component::kv_cache) == 1115);
    CHECK(log.warnings.empty());
  }
  SECTION("a worker without a number is none of the first") {
    const EngineLog log = log_of(
        "\x1b[1;36m(VllmWorkerProcess pid=240)\x1b[0;0m INFO 02-14 08:23:15 worker.py:266] model "
        "weights take 3.98GiB; non_torch_memory takes 2.10GiB;\n"
        "INFO 02-14 08:23:15 worker.py:266] model weights take 3.97GiB; non_torch_memory takes "
        "2.00GiB;\n");
    CHECK(hundredths(log, Component::weights) == 397);
    CHECK(hundredths(log, Component::context) == 200);
  }
  SECTION("what other workers sum up is left out") {
    const std::string usage =
        "Actual usage is 57.26 GiB for consumed memory (weights + non-torch), 0.23 GiB for peak "
        "activation, and 0.11 GiB for CUDAGraph memory.\n";
    const EngineLog log =
        log_of("(Worker_TP0 pid=1) " + some_weights + "(Worker_TP1 pid=2) " + usage);
    CHECK(hundredths(log, Component::context) == -1);
    CHECK(log.warnings.empty());
    const EngineLog alone = log_of("Available KV cache memory: 13.84 GiB\n" + usage);
    REQUIRE(alone.warnings.size() == 1);
    CHECK(alone.warnings[0].id == MessageId::warning_log_line);
  }
  SECTION("pipeline stages differ, and the first is kept") {
    const EngineLog log = log_of(
        "(Worker_PP1_TP0 pid=2) Model loading took 9.00 GiB memory and 1.0 seconds\n"
        "(Worker_PP0_TP0 pid=1) Model loading took 8.00 GiB memory and 1.0 seconds\n");
    CHECK(hundredths(log, Component::weights) == 800);
  }
}

TEST_CASE("figures below zero are told of", "[serving_log]") {
  SECTION("graphs") {
    // Zzsf11/VideoCuttingAgent:output/Qwen3_8891_vllm-server.out
    const EngineLog log = log_of(
        "(Worker_TP0 pid=1) Model loading took 28.4571 GiB memory and 23.181677 seconds\n"
        "(Worker_TP0 pid=1) Graph capturing finished in 5 secs, took -0.26 GiB\n"
        "(Worker_TP1 pid=2) Graph capturing finished in 5 secs, took -0.26 GiB\n");
    CHECK(hundredths(log, Component::cuda_graphs) == -1);
    REQUIRE(log.warnings.size() == 1);
    CHECK(log.warnings[0].id == MessageId::warning_log_freed);
    CHECK(render(log.warnings[0]).starts_with("line 2 has a figure of "));
  }
  SECTION("a cache") {
    // vllm-project/vllm#13882
    const EngineLog log = log_of(
        "the current vLLM instance can use total_gpu_memory (8.00GiB) x gpu_memory_utilization "
        "(0.70) = 5.60GiB\n"
        "model weights take 5.20GiB; non_torch_memory takes 0.03GiB; PyTorch activation peak "
        "memory "
        "takes 1.42GiB; the rest of the memory reserved for KV Cache is -1.05GiB.\n"
        "# cuda blocks: 0, # CPU blocks: 4681\n"
        "ValueError: No available memory for the cache blocks. Try increasing "
        "`gpu_memory_utilization` when initializing the engine.\n");
    CHECK(log.serving.needs_more_cache);
    CHECK_FALSE(log.out_of_memory);
    CHECK_FALSE(log.serving.cache_blocks);
    CHECK(hundredths(log, Component::kv_cache) == -1);
    CHECK(hundredths(log, Component::activations) == 142);
    REQUIRE(log.warnings.size() == 1);
    CHECK(log.warnings[0].id == MessageId::warning_log_no_cache);
  }
}

TEST_CASE("a server that did not start says why", "[serving_log]") {
  SECTION("one sequence is longer than the cache") {
    // kaito-project/kaito#2132; earlier "the models's max seq len (1048576), (24.00 GiB KV ...".
    const EngineLog log = log_of(
        "ValueError: To serve at least one request with the model's max seq len (1048576), 22.5 "
        "GiB "
        "KV cache is needed, which is larger than the available KV cache memory (17.39 GiB). Based "
        "on the available memory, the estimated maximum model length is 810208.\n");
    CHECK(log.engine == "vllm");
    CHECK(log.serving.needs_more_cache);
    CHECK(log.settings.context_tokens == 1048576);
    CHECK(hundredths(log, Component::kv_cache) == 1739);
  }
  SECTION("as the first engine said it") {
    // vllm-project/vllm#13061
    const EngineLog log = log_of(
        "ValueError: The model's max seq len (131072) is larger than the maximum number of tokens "
        "that can be stored in KV cache (81536). Try increasing `gpu_memory_utilization`\n");
    CHECK(log.serving.needs_more_cache);
    CHECK(log.readings.empty());
    CHECK(log.settings.context_tokens == 131072);
    CHECK(log.serving.cache_tokens == 81536);
  }
  SECTION("others hold the card") {
    const EngineLog log = log_of(
        "(EngineCore pid=253) ValueError: Free memory on device cuda:0 (12.18/23.56 GiB) on "
        "startup "
        "is less than desired GPU memory utilization (0.92, 21.67 GiB). Decrease GPU memory "
        "utilization or reduce GPU memory used by other processes.\n");
    CHECK(log.engine == "vllm");
    CHECK(log.out_of_memory);
    CHECK(log.serving.memory_fraction == 0.92);
    CHECK(log.gpus.at(0).memory->count() == 25297357373);
  }
  SECTION("PyTorch finds no memory") {
    const EngineLog log = log_of(
        "  File \"/usr/lib/python3.12/site-packages/vllm/v1/worker/gpu_worker.py\", line 223, in "
        "f\n"
        "torch.OutOfMemoryError: CUDA out of memory. Tried to allocate 146.00 MiB. GPU 0 has a "
        "total "
        "capacity of 8.00 GiB of which 0 bytes is free.\n");
    CHECK(log.engine == "vllm");
    CHECK(log.out_of_memory);
    CHECK(log.gpus.at(0).memory->count() == 8ULL << 30U);
    REQUIRE(log.warnings.size() == 1);
    CHECK(log.warnings[0].id == MessageId::warning_log_allocation);
  }
  SECTION("SGLang has no room for a cache") {
    const EngineLog log =
        log_of("RuntimeError: Not enough memory. Please try to increase --mem-fraction-static.\n");
    CHECK(log.engine == "sglang");
    CHECK(log.serving.needs_more_cache);
  }
}

TEST_CASE("models are called as people call them", "[serving_log]") {
  const auto name = [](const std::string& path) {
    return log_of("non-default args: {'model': '" + path + "'}\n" + some_weights).model.name;
  };
  CHECK(name("Qwen/Qwen3-8B") == "Qwen/Qwen3-8B");
  CHECK(name("Qwen3-8B") == "Qwen3-8B");
  CHECK(name("/models/Qwen/Qwen3-8B/") == "Qwen3-8B");
  CHECK(name("/model") == "model");
  CHECK(name("./Qwen3-8B") == "Qwen3-8B");
  CHECK(name("D:\\\\Models\\\\Qwen3.5-0.8B") == "Qwen3.5-0.8B");
  CHECK(name("/root/.cache/huggingface/hub/models--Qwen--Qwen3.8-27B/snapshots/1d4b") ==
        "Qwen/Qwen3.8-27B");
  CHECK(name("") == "");
  CHECK(log_of("Starting to load model /models/Llama-3.1-405B-FP8...\nLoading model weights took "
               "57.7520 GB\n")
            .model.name == "Llama-3.1-405B-FP8");
}

TEST_CASE("a log is of one engine and of one start", "[serving_log]") {
  SECTION("a second start is left out") {
    const std::string start = "Initializing a V1 LLM engine (v0.9.2) with config: model='a/b'\n";
    const EngineLog log =
        log_of(start + some_weights + start + "Available KV cache memory: 1 GiB\n");
    CHECK(log.readings.size() == 1);
    REQUIRE(log.warnings.size() == 1);
    CHECK(log.warnings[0].id == MessageId::warning_log_second_load);
  }
  SECTION("other ranks' engines are no second start") {
    const EngineLog log =
        log_of(some_weights +
               "(EngineCore_DP1 pid=2) Initializing a V1 LLM engine (v0.9.2) with "
               "config: model='a/b'\nAvailable KV cache memory: 1.00 GiB\n");
    CHECK(log.readings.size() == 2);
    CHECK(log.warnings.empty());
  }
  SECTION("llama.cpp's lines are none of vLLM's") {
    const EngineLog log = log_of(some_weights +
                                 "build: 5192 (e59a5f1e) with cc\n"
                                 "load_tensors: CUDA0 model buffer size = 100.00 MiB\n");
    CHECK(log.engine == "vllm");
    CHECK(log.build.empty());
    CHECK(log.readings.size() == 1);
  }
  SECTION("nor vLLM's llama.cpp's") {
    const EngineLog log =
        log_of("load_tensors: CUDA0 model buffer size = 100.00 MiB\n" + some_weights);
    CHECK(log.engine == "llama.cpp");
    CHECK(log.readings.size() == 1);
    CHECK_FALSE(log.serving.tensor_parallel);
  }
  SECTION("nor SGLang's vLLM's") {
    const EngineLog log = log_of(some_weights + "Load weight end. mem usage=1.00 GB.\n");
    CHECK(log.engine == "vllm");
    CHECK(log.readings.size() == 1);
  }
  SECTION("versions of other programs are no build") {
    const EngineLog log =
        log_of("cuDNN version: 90100 (e59a5f1e)\n" + some_weights + "GCC version: 13 (x)\n");
    CHECK(log.build.empty());
    CHECK_FALSE(log.build_number);
  }
}

TEST_CASE("a hostile server's log is read within its bounds", "[serving_log]") {
  SECTION("figures that are none") {
    const EngineLog log = log_of(some_weights +
                                 "Available KV cache memory: nan GiB\n"
                                 "Available KV cache memory: 99999999999999999999 GiB\n"
                                 "Available KV cache memory: 5 bananas\n"
                                 "Available KV cache memory: \n");
    CHECK(log.readings.size() == 1);
    REQUIRE(log.warnings.size() == 4);
    CHECK(render(log.warnings[0]) ==
          "line 2 is not understood: Available KV cache memory: nan GiB");
  }
  SECTION("settings that are none") {
    const EngineLog log = log_of(
        "Initializing a V1 LLM engine (v\x1b[31m) with config: model='a\x1b]0;b', "
        "max_seq_len=99999999999999999999, tensor_parallel_size=0, pipeline_parallel_size=1e9, "
        "enforce_eager=Maybe, gpu_memory_utilization=1.5, max_num_seqs=-1, dtype=torch.\x07, "
        "max_num_batched_tokens=8k, quantization='''', =, 'model\n" +
        some_weights + "GPU KV cache size: 999,999,999,999,999,999,999 tokens\n" +
        "GPU KV cache size: , tokens\n");
    CHECK(log.model.name == "a");
    CHECK_FALSE(log.settings.context_tokens);
    CHECK_FALSE(log.serving.tensor_parallel);
    CHECK_FALSE(log.serving.pipeline_parallel);
    CHECK_FALSE(log.serving.enforce_eager);
    CHECK_FALSE(log.serving.memory_fraction);
    CHECK_FALSE(log.serving.max_sequences);
    CHECK_FALSE(log.serving.max_batched_tokens);
    CHECK_FALSE(log.serving.cache_tokens);
    CHECK(log.serving.dtype.empty());
  }
  SECTION("figures without end") {
    std::string text;
    for (int i = 0; i < 5000; ++i) {
      text += "KV Cache is allocated. #tokens: 1, K size: 0.01 GB, V size: 0.01 GB\n";
      text += "Capture cuda graph end. mem usage=-0.10 GB.\n";
    }
    const EngineLog log = log_of(text);
    CHECK(log.readings.size() == 4096);
    CHECK(log.warnings.size() == 1);
  }
  SECTION("a word alone is no log") {
    CHECK_THROWS_AS(log_of("Model loading took 3 seconds\n"), Error);
    CHECK_THROWS_AS(log_of("server_args=ServerArgs(model_path='\n"), Error);
    CHECK_THROWS_AS(log_of("KV Cache is allocated.\n"), Error);
  }
}
