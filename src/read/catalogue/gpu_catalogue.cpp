#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include <vramcalc/read/catalogue.h>

#include "read/catalogue/fields.h"
#include "read/catalogue/sources.h"
#include "read/catalogue/storage.h"
#include "read/catalogue/unique_names.h"
#include "read/catalogue/values.h"
#include "read/read_file.h"

namespace vramcalc::read {
namespace {

using hardware::FormFactor;
using hardware::Gpu;
using hardware::Segment;
using hardware::Vendor;

// What a card may say about itself without a source ...
constexpr std::array<std::string_view, 11> plain_keys{
    "id",      "name",        "aliases",        "default_for", "vendor", "architecture",
    "segment", "form_factor", "unified_memory", "note",        "sources"};

// ... and what needs one.
constexpr std::array<std::string_view, 21> figure_keys{"memory_gb",
                                                       "driver_memory_mib",
                                                       "memory_type",
                                                       "bandwidth_gb_per_s",
                                                       "board_power_watts",
                                                       "vendor_psu_watts",
                                                       "power_connectors",
                                                       "slot_width",
                                                       "pcie",
                                                       "nvlink_gb_per_s",
                                                       "sm_count",
                                                       "compute_capability",
                                                       "fp16_tensor_tflops",
                                                       "fp8_tensor_tflops",
                                                       "int8_tensor_tops",
                                                       "fp4_tensor_tflops",
                                                       "half_rate_fp32_accumulate",
                                                       "release_date",
                                                       "launch_price_usd",
                                                       "gpu_memory_share",
                                                       "memory_options_gb"};

constexpr auto card_keys = [] {
  std::array<std::string_view, plain_keys.size() + figure_keys.size()> keys{};
  std::size_t count = 0;
  for (const std::string_view key : plain_keys) {
    keys[count++] = key;
  }
  for (const std::string_view key : figure_keys) {
    keys[count++] = key;
  }
  return keys;
}();

constexpr std::array<std::string_view, 3> file_keys{"references", "gpus", "prices"};
constexpr std::array<std::string_view, 5> price_keys{"gpu", "usd", "rent_usd_per_hour", "as_of",
                                                     "source"};
constexpr std::array<std::string_view, 2> name_lists{"aliases", "default_for"};

constexpr std::array<std::pair<std::string_view, Vendor>, 5> vendors{{{"nvidia", Vendor::nvidia},
                                                                      {"amd", Vendor::amd},
                                                                      {"intel", Vendor::intel},
                                                                      {"apple", Vendor::apple},
                                                                      {"other", Vendor::other}}};
constexpr std::array<std::pair<std::string_view, Segment>, 3> segments{
    {{"consumer", Segment::consumer},
     {"workstation", Segment::workstation},
     {"datacenter", Segment::datacenter}}};
constexpr std::array<std::pair<std::string_view, FormFactor>, 5> form_factors{
    {{"card", FormFactor::card},
     {"module", FormFactor::module},
     {"laptop", FormFactor::laptop},
     {"system", FormFactor::system},
     {"slice", FormFactor::slice}}};

// Bounds against slips of the pen (MB for GB, mW for W), far above anything sold.
constexpr DecimalRange memory_range{4'096};
constexpr WholeRange driver_memory_range{1, std::uint64_t{4'096} * 1'024};
constexpr DecimalRange bandwidth_range{100'000};
constexpr WholeRange power_range{1, 20'000};
constexpr WholeRange slot_range{1, 8};
constexpr DecimalRange nvlink_range{10'000, true};
constexpr WholeRange sm_range{1, 10'000};
constexpr DecimalRange rate_range{1'000'000};
constexpr WholeRange price_range{1, 10'000'000};
constexpr DecimalRange rent_range{10'000};
constexpr DecimalRange share_range{1};

void read_memory(const MappingReader& card, CatalogueStorage& storage, Gpu& gpu) {
  gpu.memory_gb = card.required_decimal("memory_gb", memory_range);
  gpu.driver_memory_mib = card.whole("driver_memory_mib", driver_memory_range);
  // The driver keeps some for itself; it never finds more than was sold.
  if (gpu.driver_memory_mib &&
      static_cast<double>(*gpu.driver_memory_mib) > gpu.memory_gb * 1'024) {
    fail(card.place_of("driver_memory_mib"), MessageId::read_driver_memory_too_large);
  }
  gpu.memory_type = storage.keep(card.text("memory_type"));
  gpu.bandwidth_gb_per_s = card.decimal("bandwidth_gb_per_s", bandwidth_range);
  gpu.unified_memory = card.boolean("unified_memory").value_or(false);
  gpu.gpu_memory_share = card.decimal("gpu_memory_share", share_range);
  if (gpu.gpu_memory_share && !gpu.unified_memory) {
    fail(card.place_of("gpu_memory_share"), MessageId::read_share_of_own_memory);
  }
  gpu.memory_options_gb = storage.keep(card.decimals("memory_options_gb", memory_range));
}

void read_board(const MappingReader& card, CatalogueStorage& storage, Gpu& gpu) {
  gpu.board_power_watts = card.whole("board_power_watts", power_range);
  gpu.vendor_psu_watts = card.whole("vendor_psu_watts", power_range);
  gpu.power_connectors = storage.keep(card.text("power_connectors"));
  gpu.slot_width = card.whole("slot_width", slot_range);
  gpu.pcie = storage.keep(card.text("pcie"));
  gpu.nvlink_gb_per_s = card.decimal("nvlink_gb_per_s", nvlink_range);
}

void read_compute(const MappingReader& card, CatalogueStorage& storage, Gpu& gpu) {
  gpu.sm_count = card.whole("sm_count", sm_range);
  gpu.compute_capability = storage.keep(card.text("compute_capability"));
  gpu.fp16_tensor_tflops = card.decimal("fp16_tensor_tflops", rate_range);
  gpu.fp8_tensor_tflops = card.decimal("fp8_tensor_tflops", rate_range);
  gpu.int8_tensor_tops = card.decimal("int8_tensor_tops", rate_range);
  gpu.fp4_tensor_tflops = card.decimal("fp4_tensor_tflops", rate_range);
  gpu.half_rate_fp32_accumulate = card.boolean("half_rate_fp32_accumulate");
}

Gpu read_gpu(const MappingReader& card, CatalogueStorage& storage) {
  Gpu gpu;
  gpu.id = storage.keep(card.required_id("id"));
  gpu.name = storage.keep(card.required_text("name"));
  gpu.aliases = storage.keep(card.texts("aliases"));
  gpu.default_for = storage.keep(card.texts("default_for"));
  gpu.vendor = card.required_choice("vendor", vendors);
  gpu.architecture = storage.keep(card.text("architecture"));
  gpu.segment = card.required_choice("segment", segments);
  gpu.form_factor = card.required_choice("form_factor", form_factors);
  read_memory(card, storage, gpu);
  read_board(card, storage, gpu);
  read_compute(card, storage, gpu);
  gpu.release_date = storage.keep(card.date("release_date"));
  gpu.launch_price_usd = card.whole("launch_price_usd", price_range);
  gpu.note = storage.keep(card.text("note"));
  return gpu;
}

std::vector<GpuPrice> read_prices(const MappingReader& top, std::string_view file,
                                  CatalogueStorage& storage) {
  std::vector<GpuPrice> prices;
  std::unordered_map<std::string_view, std::size_t> line_of_gpu;
  for (const YamlNode& node : top.items("prices")) {
    const MappingReader row{node, file, price_keys, "an entry of prices"};
    GpuPrice price;
    price.gpu_id = storage.keep(row.required_id("gpu"));
    price.rent_usd_per_hour = row.decimal("rent_usd_per_hour", rent_range);
    if (row.has("usd") || !price.rent_usd_per_hour) {
      price.usd = row.required_whole("usd", price_range);
    }
    price.as_of = storage.keep(row.required_date("as_of"));
    price.source = storage.keep(row.required_text("source"));
    const auto [first, is_new] = line_of_gpu.emplace(price.gpu_id, row.place().at.line);
    if (!is_new) {
      fail(row.place_of("gpu"), MessageId::read_price_taken,
           {{"id", std::string{price.gpu_id}}, {"line", std::uint64_t{first->second}}});
    }
    prices.push_back(price);
  }
  return prices;
}

}  // namespace

GpuFile parse_gpu_catalogue(std::string_view text, std::string_view name) {
  const YamlNode root = parse_yaml(text, name);
  const MappingReader top{root, name, file_keys, "a GPU catalogue"};
  if (!top.has("gpus") && !top.has("prices")) {
    fail(top.place(), MessageId::read_no_gpus);
  }
  auto storage = std::make_shared<CatalogueStorage>();
  const References references{top.find("references"), name, *storage};
  UniqueNames names{name};
  GpuFile file;
  for (const YamlNode& node : top.items("gpus")) {
    const MappingReader card{node, name, card_keys, "an entry of gpus"};
    Gpu gpu = read_gpu(card, *storage);
    names.take(card, name_lists);
    gpu.sources = read_sources(card, name, {figure_keys}, references, *storage);
    file.gpus.push_back(gpu);
  }
  file.prices = read_prices(top, name, *storage);
  file.storage = std::move(storage);
  return file;
}

GpuFile read_gpu_catalogue(const std::filesystem::path& path) {
  return parse_gpu_catalogue(read_file(path, largest_catalogue), path.string());
}

}  // namespace vramcalc::read
