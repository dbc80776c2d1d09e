// Plans: nothing is proposed that its own estimate does not hold, and the commands say what was
// estimated.
#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include "support/program.h"

using namespace vramcalc;
using Json = nlohmann::ordered_json;

namespace {

struct Setting {
  std::string model;
  std::string rig;
};

// Dense, mixture of experts, latent attention, recurrent, windowed; one card, several, mixed ones.
const std::vector<Setting> settings{
    {"llama-3.1-8b", "--gpu rtx-3060"},
    {"llama-3.1-8b", "--gpu rtx-4070x2"},
    {"qwen3-32b", "--gpu rtx-4090"},
    {"qwen3-32b", "--gpu rtx-4090 --gpu rtx-3060"},
    {"qwen3-30b-a3b", "--gpu rtx-3060 --ram 32GB"},
    {"qwen3-30b-a3b", "--gpu rtx-3060 --gpu rtx-4070 --context 32k"},
    {"gpt-oss-20b", "--gpu rtx-4070 --ram 16GB"},
    {"gpt-oss-120b", "--gpu rtx-4090x3 --ram 96GB"},
    {"gemma-3-27b", "--gpu rtx-3090 --parallel 4"},
    {"llama-3.1-70b", "--gpu rtx-4090x2"},
    {"llama-3.1-70b", "--gpu rtx-4090 --gpu rtx-3060 --ram 64GB"},
    {"qwen3.5-35b-a3b", "--gpu rtx-4090 --kv-precision q8_0"},
    {"deepseek-r1", "--gpu h100-sxm5-80gbx8"},
};

// Their weights have no file that a command could name.
const std::vector<Setting> bare_sizes{
    {"13B", "--gpu rtx-4090"},
    {"70B", "--gpu rtx-4090x2"},
};

// The words of the command that starts the engine.
std::vector<std::string> start_words(const Json& plan) {
  return plan.at("launch").at("commands").back().at("words").get<std::vector<std::string>>();
}

std::string value_of(const std::vector<std::string>& words, const std::string& option) {
  const auto found = std::find(words.begin(), words.end(), option);
  return found == words.end() || found + 1 == words.end() ? std::string{} : *(found + 1);
}

// The estimate of what a command of llama-server says, as somebody would ask for it.
std::string asked_again(const Json& plan, const Setting& setting,
                        const std::vector<std::string>& words) {
  const std::uint64_t parallel = std::stoull(value_of(words, "--parallel"));
  const std::uint64_t context = std::stoull(value_of(words, "--ctx-size")) / parallel;
  std::string line = "estimate " + setting.model + " --engine llama.cpp -p " +
                     plan.at("precision").get<std::string>();
  const std::string rig = setting.rig.substr(0, setting.rig.find(" --context"));
  line += " " + rig.substr(0, rig.find(" --parallel")).substr(0, rig.find(" --kv-precision"));
  line += " --context " + std::to_string(context) + " --parallel " + std::to_string(parallel);
  for (const std::string option : {"--gpu-layers", "--tensor-split", "--n-cpu-moe",
                                   "--cache-type-k", "--cache-type-v", "--flash-attn"}) {
    if (const std::string value = value_of(words, option); !value.empty()) {
      line += " " + option + " " + value;
    }
  }
  return line;
}

}  // namespace

TEST_CASE("no plan is proposed that its own estimate does not hold", "[plan]") {
  const Setting& setting = GENERATE(from_range(settings), from_range(bare_sizes));
  INFO(setting.model << " " << setting.rig);
  const test::Outcome outcome =
      test::run(test::words("plan " + setting.model + " " + setting.rig + " --json"));
  REQUIRE(outcome.exit_code <= 1);
  const Json answer = Json::parse(outcome.out);
  for (const Json& plan : answer.at("plans")) {
    INFO(plan.at("program"));
    const bool holds = plan.at("verdict") != "no";
    CHECK(plan.at("launch").is_null() == !holds);
    for (const Json& device : plan.at("devices")) {
      if (holds) {
        CHECK(device.at("verdict") != "no");
        CHECK(device.at("total_bytes") <= device.at("usable_bytes"));
      }
    }
  }
}

TEST_CASE("the command of llama-server asks for what was estimated", "[plan]") {
  const Setting& setting = GENERATE(from_range(settings));
  INFO(setting.model << " " << setting.rig);
  const Json answer =
      test::json("plan " + setting.model + " " + setting.rig + " --engine llama.cpp");
  const Json& plan = answer.at("plans").at(0);
  REQUIRE_FALSE(plan.at("launch").is_null());
  const std::vector<std::string> words = start_words(plan);
  REQUIRE(words.front() == "llama-server");
  const Json again = test::json(asked_again(plan, setting, words));
  CHECK(again.at("total_bytes") == plan.at("total_bytes"));
  CHECK(again.at("host_bytes") == plan.at("host_bytes"));
  CHECK(again.at("verdict") == plan.at("verdict"));
}

TEST_CASE("the commands of servers ask for what was estimated", "[plan]") {
  const auto [model, rig] =
      GENERATE(table<std::string, std::string>({{"llama-3.1-70b", "--gpu rtx-4090x3"},
                                                {"llama-3.1-70b", "--gpu rtx-4090x2"},
                                                {"qwen3-32b", "--gpu rtx-3090x4"},
                                                {"qwen3-14b", "--gpu rtx-4090 --gpu rtx-3090"},
                                                {"llama-3.1-8b", "--gpu a100-sxm4-80gb"}}));
  const std::string engine = GENERATE(as<std::string>{}, "vllm", "sglang");
  INFO(model << " " << rig << " " << engine);
  const Json answer = test::json("plan " + model + " " + rig + " --engine " + engine);
  const Json& plan = answer.at("plans").at(0);
  const std::vector<std::string> words = start_words(plan);
  std::string line = "estimate " + model + " " + rig + " --engine " + engine + " -p " +
                     plan.at("precision").get<std::string>();
  for (const std::string option :
       {"--max-model-len", "--context-length", "--gpu-memory-utilization", "--tensor-parallel-size",
        "--pipeline-parallel-size", "--max-num-seqs", "--mem-fraction-static", "--tp-size",
        "--pp-size", "--cuda-graph-max-bs"}) {
    if (const std::string value = value_of(words, option); !value.empty()) {
      line += " " + option + " " + value;
    }
  }
  for (const std::string flag : {"--enforce-eager", "--disable-cuda-graph"}) {
    if (std::find(words.begin(), words.end(), flag) != words.end()) {
      line += " " + flag;
    }
  }
  const Json again = test::json(line);
  CHECK(again.at("total_bytes") == plan.at("total_bytes"));
  CHECK(again.at("verdict") == plan.at("verdict"));
}

TEST_CASE("what was given stays, what was not is decided with its reason", "[plan]") {
  const Json given = test::json(
      "plan qwen3-32b --engine llama.cpp -p q5_k_m --context 4k --parallel 2 --gpu rtx-4090 "
      "--gpu-layers 40");
  const Json& plan = given.at("plans").at(0);
  CHECK(plan.at("precision") == "q5_k_m");
  CHECK(plan.at("workload").at("context_tokens") == 4096);
  CHECK(plan.at("workload").at("parallel") == 2);
  CHECK(plan.at("engine_options").at("gpu_layers") == 40);
  CHECK(plan.at("decisions").empty());

  const Json open = test::json("plan qwen3-32b --engine llama.cpp --gpu rtx-4090");
  std::map<std::string, std::string> decided;
  for (const Json& decision : open.at("plans").at(0).at("decisions")) {
    CHECK_FALSE(decision.at("why").get<std::string>().empty());
    decided[decision.at("option")] = decision.at("value");
  }
  CHECK(decided.count("precision") == 1);
  CHECK(decided.count("context") == 1);
}

TEST_CASE("experts go to RAM before layers, and as few as it takes", "[plan]") {
  const std::string rig = "--gpu rtx-3060 --engine llama.cpp -p q4_k_m --context 8k";
  const Json plan = test::json("plan qwen3-30b-a3b " + rig).at("plans").at(0);
  const auto layers = plan.at("engine_options").at("n_cpu_moe").get<std::uint64_t>();
  REQUIRE(layers > 0);
  CHECK(plan.at("engine_options").at("gpu_layers").is_null());
  CHECK(plan.at("verdict") == "fits");
  const Json fewer = test::json("estimate qwen3-30b-a3b " + rig + " --reserve 600MiB --n-cpu-moe " +
                                std::to_string(layers - 1));
  CHECK(fewer.at("verdict") != "fits");
}

TEST_CASE("main memory has a limit of its own", "[plan]") {
  const std::string question = "estimate qwen3-30b-a3b -p q4_k_m --cpu-moe --gpu rtx-4090";
  const Json roomy = test::json(question + " --ram 64GB");
  CHECK(roomy.at("verdict") != "no");
  CHECK(roomy.at("devices").back().at("device") == "host");
  CHECK(roomy.at("devices").back().at("gpu").is_null());
  const Json narrow = test::json(question + " --ram 16GB", 1);
  CHECK(narrow.at("verdict") == "no");
  CHECK(narrow.at("devices").back().at("verdict") == "no");
  // A plan keeps to it: what does not fit into RAM is no way out.
  CHECK(test::json("plan llama-3.1-70b --gpu rtx-3060 --ram 16GB", 1).at("verdict") == "no");
}

TEST_CASE("RAM is counted as it is sold", "[plan]") {
  const auto usable = [](const std::string& ram) {
    return test::json("estimate llama-3.1-8b -p q4_k_m --gpu rtx-4090 --ram " + ram)
        .at("devices")
        .back()
        .at("usable_bytes")
        .get<std::uint64_t>();
  };
  CHECK(usable("64GB") == usable("64GiB"));
  CHECK(usable("64GB") < usable("96GB"));
}

TEST_CASE("a server that does not start at its usual share gets another", "[plan]") {
  // With 5 of its 24 GiB kept free, the usual 92 % of the card cannot be taken.
  const Json plan =
      test::json("plan llama-3.1-8b -p awq --engine vllm --gpu rtx-4090 --reserve 5GiB")
          .at("plans")
          .at(0);
  CHECK(plan.at("verdict") == "fits");
  CHECK(plan.at("engine_options").at("gpu_memory_utilization") < 0.92);
}

TEST_CASE("a mixed pair gets layers by what each card can hold", "[plan]") {
  const Json plan = test::json(
                        "plan llama-3.1-70b --engine llama.cpp -p q4_k_m --context 4k --gpu "
                        "rtx-5090 --gpu rtx-4070")
                        .at("plans")
                        .at(0);
  CHECK(plan.at("verdict") != "no");
  for (const Json& device : plan.at("devices")) {
    CHECK(device.at("total_bytes") <= device.at("usable_bytes"));
  }
}

TEST_CASE("a file that is still to be made has no draft layers to place", "[plan]") {
  // Qwen3.5's 40 layers and the output, and a draft layer that nobody asks for.
  const std::string question = "estimate qwen3.5-35b-a3b -p q4_k_m --gpu h100-sxm5-80gb";
  const Json all = test::json(question);
  REQUIRE(all.at("model").at("mtp_parameters") > 0);
  const Json every_layer = test::json(question + " --gpu-layers 41");
  CHECK(every_layer.at("total_bytes") == all.at("total_bytes"));
  const Json with_drafts = test::json(question + " --gpu-layers 41 --spec-type draft-mtp");
  CHECK(with_drafts.at("host_bytes") > all.at("host_bytes"));
}

TEST_CASE("tensors in any buffer of main memory make a plan use it", "[plan]") {
  const auto uses_host = [](const std::string& buffer) {
    return test::json(
               "plan qwen3-30b-a3b -p q4_k_m --engine llama.cpp --gpu rtx-4090 "
               "--override-tensor exps=" +
               buffer)
        .at("plans")
        .at(0)
        .at("uses_host")
        .get<bool>();
  };
  CHECK(uses_host("CPU"));
  CHECK(uses_host("CUDA_Host"));
  CHECK_FALSE(uses_host("CUDA0"));
}
