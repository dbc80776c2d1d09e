// vLLM's, SGLang's and TensorRT-LLM's own options, by their names.
#pragma once

#include <string>
#include <vector>
#include <CLI/CLI.hpp>

#include <vramcalc/core/assumption.h>
#include <vramcalc/memory/engine.h>

#include "cli/option_texts.h"

namespace vramcalc::cli {

class VllmOptions {
 public:
  void add_to(CLI::App& app);
  void reset() { texts_.reset(); }
  [[nodiscard]] std::string first_given() const { return texts_.first_given(); }
  [[nodiscard]] memory::Vllm resolve(std::vector<Assumption>& assumptions) const;

 private:
  OptionTexts texts_{MessageId::group_vllm};
};

class SglangOptions {
 public:
  void add_to(CLI::App& app);
  void reset() { texts_.reset(); }
  [[nodiscard]] std::string first_given() const { return texts_.first_given(); }
  [[nodiscard]] memory::Sglang resolve() const;

 private:
  OptionTexts texts_{MessageId::group_sglang};
};

class TensorRtLlmOptions {
 public:
  void add_to(CLI::App& app);
  void reset() { texts_.reset(); }
  [[nodiscard]] std::string first_given() const { return texts_.first_given(); }
  [[nodiscard]] memory::TensorRtLlm resolve(std::vector<Assumption>& assumptions) const;

 private:
  OptionTexts texts_{MessageId::group_tensorrt_llm};
};

}  // namespace vramcalc::cli
