// How fast the library answers: estimates of models whose weights are counted, engine by engine.
//
//   vramcalc_bench_estimates [ROUNDS]    estimates of every case, each with another context;
//                                        default: 200. 0 prepares the questions alone.
#include <cstdint>
#include <cstdio>
#include <ctime>
#include <exception>
#include <string>
#include <vector>

#include <vramcalc/advise/demand.h>
#include <vramcalc/hardware/find_gpu.h>
#include <vramcalc/memory/question.h>
#include <vramcalc/model/find_model.h>
#include <vramcalc/model/precision.h>
#include <vramcalc/read/model_file.h>

namespace {

using namespace vramcalc;

struct Run {
  const char* name;
  memory::Engine engine;
  const char* precision;
  std::uint64_t most_cards;
};

std::vector<Run> runs() {
  memory::LlamaCpp experts_in_ram;
  experts_in_ram.n_cpu_moe = 20;
  memory::LlamaCpp vulkan;
  vulkan.backend = memory::LlamaCppBackend::vulkan;
  return {{"generic", memory::Generic{}, "fp16", 8},
          {"llama.cpp", memory::LlamaCpp{}, "q4_k_m", 8},
          {"llama.cpp --n-cpu-moe", experts_in_ram, "q4_k_m", 8},
          {"llama.cpp, Vulkan", vulkan, "q4_k_m", 8},
          {"vllm", memory::Vllm{}, "fp8", 8},
          {"sglang", memory::Sglang{}, "bf16", 8},
          {"tensorrt-llm", memory::TensorRtLlm{}, "fp8", 8},
          {"transformers", memory::Transformers{}, "nf4", 8},
          {"exllamav3", memory::ExllamaV3{}, "exl3:4", 8},
          {"mlx", memory::Mlx{}, "int4", 1}};
}

model::Model model_of(const std::string& id) {
  for (const model::CatalogueModel& entry : model::builtin_models()) {
    if (entry.id == id) {
      return read::read_model_config_text(entry.config_json, id).model;
    }
  }
  throw model::unknown_model(id, model::builtin_models());
}

void measure(const char* id, const Run& run, std::uint64_t cards, memory::Question question,
             std::uint64_t rounds) {
  const hardware::Gpu gpu = hardware::find_gpu("h100-sxm", hardware::builtin_gpus()).gpu;
  const std::vector<memory::GpuMemory> gpus = advise::gpus_of({{{gpu, cards}}});
  const std::clock_t start = std::clock();  // of the processor: others may be at work
  for (std::uint64_t round = 0; round < rounds; ++round) {
    question.workload.context_tokens = 4096 + 256 * (round % 64);
    static_cast<void>(memory::estimate(question, gpus));
  }
  const double took = static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC;
  if (rounds != 0) {
    std::printf("%-14s %-22s %llu cards %9.0f estimates/s %8.2f us\n", id, run.name,
                static_cast<unsigned long long>(cards), static_cast<double>(rounds) / took,
                took / static_cast<double>(rounds) * 1e6);
  }
}

}  // namespace

int main(int argc, char** argv) {
  try {
    const std::uint64_t rounds = argc > 1 ? std::stoull(argv[1]) : 200;
    for (const char* id : {"llama-3.1-70b", "qwen3-30b-a3b", "deepseek-r1"}) {
      const model::Model model = model_of(id);
      for (const Run& run : runs()) {
        memory::Question question;
        question.model = model;
        question.format = model::format_in(model, model::find_precision(run.precision), false);
        question.engine = run.engine;
        question = memory::prepared(std::move(question));
        static_cast<void>(memory::estimate(question));  // what is counted when first asked for
        for (std::uint64_t cards = 1; cards <= run.most_cards; cards *= 2) {
          measure(id, run, cards, question, rounds);
        }
      }
    }
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 1;
  }
  return 0;
}
