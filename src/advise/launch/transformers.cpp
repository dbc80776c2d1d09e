// A program for transformers that loads the model within what each card has for its weights, and
// prints the memory at every step. https://github.com/huggingface/transformers (from_pretrained,
// BitsAndBytesConfig, MIGRATION_GUIDE_V5.md), https://github.com/huggingface/accelerate
// (src/accelerate/utils/modeling.py: max_memory)
#include <algorithm>
#include <array>
#include <string>
#include <string_view>

#include <vramcalc/core/quantity.h>

#include "advise/launch/engines.h"
#include "advise/launch/literal.h"
#include "advise/launch/weights_source.h"

namespace vramcalc::advise {
namespace {

constexpr std::array<std::string_view, 2> made_while_loading{"int8", "nf4"};

// What is left of a card beside its cache and activations: accelerate counts weights alone. Whole
// mebibytes, which every release of it reads alike.
std::uint64_t weights_limit_mib(const EstimateAnswer& answer, std::size_t card) {
  const DeviceFit& device = answer.devices[card];
  Bytes weights;
  Bytes all;
  for (const memory::LineItem& item : answer.estimate.items) {
    if (!item.device.is_host() &&
        (!answer.estimate.is_placed || item.device.index == static_cast<std::uint32_t>(card))) {
      all += item.expected;
      if (item.component == memory::Component::weights) {
        weights += item.expected;
      }
    }
  }
  const Bytes beside = share_of(device.total, all - std::min(weights, all), all);
  const Bytes left = device.usable - std::min(beside, device.usable);
  return left.count() / mebibyte.count();
}

std::string max_memory(const EstimateAnswer& answer) {
  std::string text = "{";
  for (std::size_t card = 0; card < answer.devices.size(); ++card) {
    text += (card == 0 ? "" : ", ") + std::to_string(card) + ": \"" +
            std::to_string(weights_limit_mib(answer, card)) + "MiB\"";
  }
  return text + "}";
}

std::string dtype(const EstimateAnswer& answer) {
  const std::string& wanted = answer.format.precision.id;
  const std::string& id =
      wanted == "int8" || wanted == "nf4" ? answer.model.native_precision : wanted;
  if (id == "fp16") {
    return "torch.float16";
  }
  if (id == "fp32") {
    return "torch.float32";
  }
  return id == "bf16" ? "torch.bfloat16" : "\"auto\"";
}

std::string quantisation(const EstimateAnswer& answer) {
  if (is_published_format(answer) && answer.model.source != model::ModelSource::size) {
    return {};
  }
  if (answer.format.precision.id == "int8") {
    return "BitsAndBytesConfig(load_in_8bit=True)";
  }
  if (answer.format.precision.id == "nf4") {
    return "BitsAndBytesConfig(\n        load_in_4bit=True,\n        bnb_4bit_quant_type=\"nf4\",\n"
           "        bnb_4bit_compute_dtype=torch.bfloat16,\n    )";
  }
  return {};
}

// "#   gpu0   13.2 of 23.2 GiB": sizes alone, nothing that came from outside.
std::string memory_comment(const EstimateAnswer& answer) {
  std::string text;
  for (const DeviceFit& device : answer.devices) {
    text += "# " + device.device + ": " + size_text(device.total, ByteUnit::gib) + " / " +
            size_text(device.usable, ByteUnit::gib) + "\n";
  }
  return text;
}

constexpr std::string_view report = R"(

def report(stage):
    for index in range(torch.cuda.device_count()):
        now = torch.cuda.memory_allocated(index) / 2**30
        peak = torch.cuda.max_memory_allocated(index) / 2**30
        print(f"{stage}: GPU {index}: {now:.2f} GiB, peak {peak:.2f} GiB")


report("before loading")
)";

constexpr std::string_view generate = R"(report("loaded")

inputs = tokenizer("The memory of a GPU", return_tensors="pt").to(model.device)
output = model.generate(**inputs, max_new_tokens=64)
print(tokenizer.decode(output[0], skip_special_tokens=True))
report("after generating")
)";

struct Names {
  std::string source;     // the expression that names the model
  std::string arguments;  // further ones that say what to load
};

Names names_of(const EstimateAnswer& answer, const std::string& reference) {
  if (answer.model.source != model::ModelSource::gguf) {
    return {quoted_literal(reference), {}};
  }
  const auto [folder, file] = parts_of(reference);
  return {quoted_literal(folder), ", gguf_file=" + quoted_literal(file)};
}

std::string program(const EstimateAnswer& answer, const memory::Transformers& engine,
                    const std::string& reference) {
  const std::string config = quantisation(answer);
  const Names names = names_of(answer, reference);
  std::string text = memory_comment(answer);
  text += "import torch\nfrom transformers import AutoModelForCausalLM, AutoTokenizer";
  text += config.empty() ? "\n" : ", BitsAndBytesConfig\n";
  text += "\nMODEL = " + names.source + "\n";
  text += report;
  text += "tokenizer = AutoTokenizer.from_pretrained(MODEL" + names.arguments + ")\n";
  text += "model = AutoModelForCausalLM.from_pretrained(\n    MODEL" + names.arguments + ",\n";
  text += "    dtype=" + dtype(answer) + ",\n";
  text += "    device_map=\"auto\",\n";
  text += "    max_memory=" + max_memory(answer) + ",\n";
  text += "    attn_implementation=\"" + std::string{memory::id_of(engine.attn_implementation)} +
          "\",\n";
  if (!config.empty()) {
    text += "    quantization_config=" + config + ",\n";
  }
  text += ")\n";
  text += generate;
  return text;
}

}  // namespace

Launch launch_transformers(const EstimateAnswer& answer, const memory::Transformers& engine) {
  auto [reference, launch] = hub_source(answer, made_while_loading);
  launch.files.push_back({"run.py", program(answer, engine, reference)});
  launch.commands.push_back({LaunchStep::run, {}, {"python3", "run.py"}});
  return launch;
}

}  // namespace vramcalc::advise
