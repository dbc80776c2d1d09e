#include "cli/catalogues.h"

#include <algorithm>
#include <filesystem>
#include <system_error>

#include <vramcalc/core/error.h>
#include <vramcalc/core/spelling.h>
#include <vramcalc/hardware/find_gpu.h>

#include "cli/local_cards.h"
#include "cli/options.h"

namespace vramcalc::cli {
namespace {

namespace fs = std::filesystem;

fs::path config_folder(const Environment& environment) {
  if (const auto folder = environment.get("XDG_CONFIG_HOME")) {
    return fs::path{*folder} / "vramcalc";
  }
  if (const auto home = environment.get("HOME")) {
    return fs::path{*home} / ".config" / "vramcalc";
  }
  return {};
}

std::vector<fs::path> yaml_files(const fs::path& folder) {
  std::vector<fs::path> files;
  std::error_code none;  // a folder that does not exist or cannot be read has no catalogues
  for (fs::directory_iterator entry{folder, none}, end; !none && entry != end;
       entry.increment(none)) {
    if (entry->path().extension() == ".yaml") {
      files.push_back(entry->path());
    }
  }
  std::sort(files.begin(), files.end());
  return files;
}

bool begins(const fs::path& path, std::string_view prefix) {
  return path.filename().string().starts_with(prefix);
}

template <typename Entry>
void put_over(std::vector<Entry>& entries, const Entry& entry) {
  const auto same = std::find_if(entries.begin(), entries.end(),
                                 [&](const Entry& other) { return other.id == entry.id; });
  if (same == entries.end()) {
    entries.push_back(entry);
  } else {
    *same = entry;
  }
}

}  // namespace

void CatalogueOptions::add_to(CLI::App& app) {
  add_option(app, "--gpu-catalog", gpu_files, MessageId::option_gpu_catalog, "FILE",
             MessageId::group_catalogues);
  add_option(app, "--model-catalog", model_files, MessageId::option_model_catalog, "FILE",
             MessageId::group_catalogues);
}

Catalogues::Catalogues(const Environment& environment, const CatalogueOptions& options)
    : local_sources_(local_sources(environment)) {
  const fs::path folder = config_folder(environment);
  if (!folder.empty()) {
    for (const fs::path& path : yaml_files(folder)) {
      if (begins(path, "gpus")) {
        add_gpu_file(path.string());
      } else if (begins(path, "models")) {
        add_model_file(path.string());
      } else {
        throw Error(ErrorKind::bad_input,
                    {MessageId::error_catalogue_name, {{"path", printable(path.string())}}},
                    Text{MessageId::hint_catalogue_name, {}});
      }
    }
  }
  for (const std::string& path : options.gpu_files) {
    add_gpu_file(path);
  }
  for (const std::string& path : options.model_files) {
    add_model_file(path);
  }
}

std::span<const hardware::Gpu> Catalogues::gpus() const {
  return gpus_.empty() ? hardware::builtin_gpus() : std::span<const hardware::Gpu>{gpus_};
}

std::span<const model::CatalogueModel> Catalogues::models() const {
  return models_.empty() ? model::builtin_models()
                         : std::span<const model::CatalogueModel>{models_};
}

std::vector<hardware::Gpu>& Catalogues::own_gpus() {
  if (gpus_.empty()) {
    const auto builtin = hardware::builtin_gpus();
    gpus_.assign(builtin.begin(), builtin.end());
  }
  return gpus_;
}

void Catalogues::add_gpu_file(const std::string& path) {
  const read::GpuFile file = read::read_gpu_catalogue(path);
  storage_.push_back(file.storage);
  std::vector<hardware::Gpu>& gpus = own_gpus();
  for (const hardware::Gpu& gpu : file.gpus) {
    put_over(gpus, gpu);
  }
  for (const read::GpuPrice& price : file.prices) {
    const auto gpu = std::find_if(gpus.begin(), gpus.end(),
                                  [&](const auto& other) { return other.id == price.gpu_id; });
    if (gpu == gpus.end()) {
      throw Error(ErrorKind::bad_input,
                  {MessageId::error_price_of_unknown_gpu,
                   {{"path", printable(path)}, {"name", printable(price.gpu_id)}}},
                  Text{MessageId::hint_list_gpus, {}});
    }
    if (price.usd) {
      gpu->price_usd = price.usd;
      gpu->price_as_of = price.as_of;
    }
    gpu->rental_usd_per_hour =
        price.rent_usd_per_hour ? price.rent_usd_per_hour : gpu->rental_usd_per_hour;
  }
}

void Catalogues::add_model_file(const std::string& path) {
  const read::ModelFile file = read::read_model_catalogue(path);
  storage_.push_back(file.storage);
  if (models_.empty()) {
    const auto builtin = model::builtin_models();
    models_.assign(builtin.begin(), builtin.end());
  }
  for (const model::CatalogueModel& model : file.models) {
    put_over(models_, model);
  }
}

const read::LocalMachine& Catalogues::local_machine() const {
  if (!local_machine_) {
    local_machine_ =
        std::make_shared<const read::LocalMachine>(read::local_machine(local_sources_));
  }
  return *local_machine_;
}

void Catalogues::set_price(const std::string& assignment) {
  constexpr std::uint64_t most_dollars = 100'000'000;
  const std::size_t equals = assignment.find('=');
  if (equals == std::string::npos || equals == 0) {
    throw Error(ErrorKind::usage, {MessageId::error_price_form, {{"text", printable(assignment)}}},
                Text{MessageId::hint_price, {}});
  }
  const std::string value = assignment.substr(equals + 1);
  const hardware::FoundGpu found = hardware::find_gpu(assignment.substr(0, equals), gpus());
  if (value.ends_with("/h")) {
    const double rent = parse_positive(value.substr(0, value.size() - 2), "--price",
                                       static_cast<double>(most_dollars));
    for (hardware::Gpu& gpu : own_gpus()) {
      gpu.rental_usd_per_hour = gpu.id == found.gpu.id ? rent : gpu.rental_usd_per_hour;
    }
    return;
  }
  const std::uint64_t dollars = parse_whole(value, "--price", most_dollars);
  for (hardware::Gpu& gpu : own_gpus()) {
    if (gpu.id == found.gpu.id) {
      gpu.price_usd = dollars;
      gpu.price_as_of = {};
    }
  }
}

}  // namespace vramcalc::cli
