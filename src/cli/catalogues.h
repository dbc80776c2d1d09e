// What one call looks things up in: the built-in catalogues and what users put over them, and the
// computer that it runs on.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <vector>
#include <CLI/CLI.hpp>

#include <vramcalc/hardware/gpu.h>
#include <vramcalc/model/model.h>
#include <vramcalc/read/catalogue.h>
#include <vramcalc/read/local_machine.h>

#include "cli/environment.h"
#include "cli/recent.h"

namespace vramcalc::cli {

/// `--gpu-catalog FILE` and `--model-catalog FILE`.
struct CatalogueOptions {
  std::vector<std::string> gpu_files;
  std::vector<std::string> model_files;

  void add_to(CLI::App& app);
  bool operator==(const CatalogueOptions&) const = default;
};

/// How a command line names a model.
struct ModelName {
  std::string argument;
  std::string architecture{};
  bool is_file = false;  // and nothing else

  bool operator==(const ModelName&) const = default;
};

struct FoundModel {
  model::Model model;
  std::vector<Text> warnings;
};

/// Models are read once, the largest of which fill some MB.
using ModelShelf = Recent<ModelName, FoundModel, 64>;

class Catalogues {
 public:
  /// Built-in entries, then those of $XDG_CONFIG_HOME/vramcalc/ (gpus*.yaml, models*.yaml, in the
  /// order of their names), then the files named; later ones win by id.
  Catalogues(const Environment& environment, const CatalogueOptions& options);

  [[nodiscard]] std::span<const hardware::Gpu> gpus() const;
  [[nodiscard]] std::span<const model::CatalogueModel> models() const;

  /// This computer, looked at once: all answers of a call see it alike.
  [[nodiscard]] const read::LocalMachine& local_machine() const;

  /// The models that were found in them, or in files.
  [[nodiscard]] ModelShelf& found_models() const { return *found_models_; }

  /// "a10=2500": what one card costs.
  void set_price(const std::string& assignment);

 private:
  void add_gpu_file(const std::string& path);
  void add_model_file(const std::string& path);
  std::vector<hardware::Gpu>& own_gpus();

  // Empty as long as nothing was added: the built-in tables are then used where they lie.
  std::vector<hardware::Gpu> gpus_;
  std::vector<model::CatalogueModel> models_;
  std::vector<std::shared_ptr<const read::CatalogueStorage>> storage_;
  read::LocalSources local_sources_;
  mutable std::shared_ptr<const read::LocalMachine> local_machine_;  // once somebody asked
  std::shared_ptr<ModelShelf> found_models_ = std::make_shared<ModelShelf>();
};

/// Catalogues are read once.
class CatalogueShelf : public Recent<CatalogueOptions, Catalogues, 8> {};

}  // namespace vramcalc::cli
