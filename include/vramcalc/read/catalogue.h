// Catalogue files: YAML in, checked values out.
//
// One reader serves the build, which compiles data/*.yaml into constant tables, and a user's own
// files at run time. It is strict: unknown keys, duplicate ids, figures without a source, YAML
// aliases and oversized files are Error(bad_input) with file, line and column.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include <vramcalc/core/bytes.h>
#include <vramcalc/hardware/gpu.h>
#include <vramcalc/model/model.h>

namespace vramcalc::read {

/// Owns the texts and lists that entries view; defined where they are made.
class CatalogueStorage;

/// A price given apart from its card.
struct GpuPrice {
  std::string_view gpu_id;
  std::optional<std::uint64_t> usd;  // to buy it, new or used; absent where only rent is given
  std::optional<double> rent_usd_per_hour;
  std::string_view as_of;
  std::string_view source;
};

struct GpuFile {
  std::shared_ptr<const CatalogueStorage> storage;
  std::vector<hardware::Gpu> gpus;
  std::vector<GpuPrice> prices;
};

struct ModelFile {
  std::shared_ptr<const CatalogueStorage> storage;
  std::vector<model::CatalogueModel> models;
};

/// No catalogue is larger: 4 MiB.
inline constexpr Bytes largest_catalogue{std::uint64_t{4} << 20};

/// `name` stands for the file in messages.
[[nodiscard]] GpuFile parse_gpu_catalogue(std::string_view text, std::string_view name);
[[nodiscard]] ModelFile parse_model_catalogue(std::string_view text, std::string_view name);

/// Error(not_found) where the file cannot be opened.
[[nodiscard]] GpuFile read_gpu_catalogue(const std::filesystem::path& path);
[[nodiscard]] ModelFile read_model_catalogue(const std::filesystem::path& path);

}  // namespace vramcalc::read
