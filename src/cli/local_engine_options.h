// Options of engines for one person at a computer: transformers, ExLlamaV3 and MLX, by their names.
#pragma once

#include <string>
#include <vector>
#include <CLI/CLI.hpp>

#include <vramcalc/core/assumption.h>
#include <vramcalc/memory/engine.h>

#include "cli/option_texts.h"

namespace vramcalc::cli {

class TransformersOptions {
 public:
  void add_to(CLI::App& app);
  void reset() { texts_.reset(); }
  [[nodiscard]] std::string first_given() const { return texts_.first_given(); }
  [[nodiscard]] memory::Transformers resolve(std::vector<Assumption>& assumptions) const;

 private:
  OptionTexts texts_{MessageId::group_transformers};
};

class ExllamaV3Options {
 public:
  void add_to(CLI::App& app);
  void reset() { texts_.reset(); }
  [[nodiscard]] std::string first_given() const { return texts_.first_given(); }
  [[nodiscard]] memory::ExllamaV3 resolve(std::vector<Assumption>& assumptions) const;

 private:
  OptionTexts texts_{MessageId::group_exllamav3};
};

class MlxOptions {
 public:
  void add_to(CLI::App& app);
  void reset() { texts_.reset(); }
  [[nodiscard]] std::string first_given() const { return texts_.first_given(); }
  [[nodiscard]] memory::Mlx resolve(std::vector<Assumption>& assumptions) const;

 private:
  OptionTexts texts_{MessageId::group_mlx};
};

}  // namespace vramcalc::cli
